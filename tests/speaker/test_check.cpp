#include "core/speaker/check.h"

#include <sys/wait.h>

#include <filesystem>

#include <gtest/gtest.h>

#include <asio/ip/tcp.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>

#include "tests/speaker/loop.h"
#include "tests/support/process.h"

namespace understudy::speaker {
namespace {

using asio::ip::tcp;
using namespace std::chrono_literals;

/// A service on loopback that answers each connection with the same.
class Service {
public:
    Service(asio::io_context& io, std::string answer)
        : m_acceptor(io, {asio::ip::address_v4::loopback(), 0}), m_answer(std::move(answer)) {
        accept();
    }

    std::uint16_t port() const { return m_acceptor.local_endpoint().port(); }
    void close() { m_acceptor.close(); }
    std::string request;

private:
    void accept() {
        m_acceptor.async_accept([this](const asio::error_code& error, tcp::socket socket) {
            if (error)
                return;
            m_connections.push_back(std::make_unique<tcp::socket>(std::move(socket)));
            auto& connection = *m_connections.back();
            asio::async_read_until(connection, asio::dynamic_buffer(request), "\r\n\r\n",
                                   [this, &connection](const asio::error_code& failed, std::size_t) {
                                       asio::error_code ignored;
                                       if (!failed && !m_answer.empty())
                                           asio::write(connection, asio::buffer(m_answer), ignored);
                                   });
            accept();
        });
    }

    tcp::acceptor m_acceptor;
    std::string m_answer;
    std::vector<std::unique_ptr<tcp::socket>> m_connections;
};

class Checking : public testing::Test {
protected:
    bird::CheckConfig config(std::variant<bird::TcpCheck, bird::HttpCheck, bird::ExecCheck> what) {
        bird::CheckConfig result;
        result.name = "web";
        result.what = std::move(what);
        result.interval = 100ms;
        result.timeout = 100ms;
        result.rise = 1;
        result.fall = 1;
        return result;
    }

    bird::HttpCheck http(const Service& service) {
        return {base::IpAddress::v4({127, 0, 0, 1}), service.port(), "example.org", "/health", {}};
    }

    Check& begin(bird::CheckConfig what) {
        check.emplace(loop.hands(), std::move(what), [] {});
        check->enable();
        return *check;
    }
    bool comesUp() {
        return loop.until([&] { return check->health().healthy(); });
    }
    bool comesDown() {
        return loop.until([&] { return check->health().known() && !check->health().healthy(); });
    }

    test::Loop loop;
    std::optional<Check> check;
};

TEST_F(Checking, ATcpServiceIsHealthyWhileItAccepts) {
    Service service(loop.io, "");
    begin(config(bird::TcpCheck{base::IpAddress::v4({127, 0, 0, 1}), service.port()}));
    EXPECT_TRUE(comesUp());
    service.close();
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "Connection refused");
}

TEST_F(Checking, AnHttpServiceIsHealthyWithAGoodStatus) {
    Service service(loop.io, "HTTP/1.1 204 No Content\r\n\r\n");
    begin(config(http(service)));
    EXPECT_TRUE(comesUp());
    EXPECT_TRUE(service.request.starts_with("GET /health HTTP/1.1\r\nHost: example.org\r\n"))
        << service.request;
}

TEST_F(Checking, AnHttpServiceFailsWithABadStatus) {
    Service service(loop.io, "HTTP/1.1 503 Service Unavailable\r\n\r\n");
    begin(config(http(service)));
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "HTTP status 503");
}

TEST_F(Checking, AnHttpServiceMustHaveTheVeryStatusThatIsConfigured) {
    Service service(loop.io, "HTTP/1.1 200 OK\r\n\r\n");
    auto what = http(service);
    what.status = 204;
    begin(config(what));
    EXPECT_TRUE(comesDown());
}

TEST_F(Checking, AnAnswerThatIsNotHttpFails) {
    Service service(loop.io, std::string(4000, 'x'));
    begin(config(http(service)));
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "The answer is not HTTP.");
}

TEST_F(Checking, AServiceThatSaysNothingFailsInTime) {
    Service service(loop.io, "");
    begin(config(http(service)));
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "No answer within 100 ms");
}

TEST_F(Checking, AProgramIsHealthyByItsExitStatus) {
    const test::TemporaryFolder folder;
    const auto flag = folder.file("down");
    begin(config(bird::ExecCheck{{"/usr/bin/test", "!", "-e", flag}}));
    EXPECT_TRUE(comesUp());
    folder.write("down", "");
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "Exit status 1");
    std::filesystem::remove(flag);
    EXPECT_TRUE(comesUp());
}

TEST_F(Checking, AProgramThatDoesNotExistFails) {
    begin(config(bird::ExecCheck{{"/no/such/program"}}));
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "/no/such/program cannot be run: No such file or directory");
}

TEST_F(Checking, AProgramThatHangsIsKilledWithItsChildren) {
    const test::TemporaryFolder folder;
    begin(config(
        bird::ExecCheck{{"/bin/sh", "-c", "echo $$ > " + folder.file("pid") + "; sleep 1000 & sleep 1000"}}));
    EXPECT_TRUE(comesDown());
    EXPECT_EQ(check->lastFailure(), "No answer within 100 ms");
    check->disable();
    // When all are killed and reaped, this process has no children any more.
    EXPECT_TRUE(loop.until([] { return ::waitpid(-1, nullptr, WNOHANG) == -1; }));
}

TEST_F(Checking, ADisabledCheckKnowsNothingWhenItIsEnabledAgain) {
    Service service(loop.io, "");
    begin(config(bird::TcpCheck{base::IpAddress::v4({127, 0, 0, 1}), service.port()}));
    ASSERT_TRUE(comesUp());
    check->disable();
    check->enable();
    EXPECT_FALSE(check->health().known());
}

} // namespace
} // namespace understudy::speaker
