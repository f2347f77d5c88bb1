#include "core/speaker/control_server.h"

#include <sys/stat.h>

#include <filesystem>

#include <gmock/gmock.h>

#include <asio/write.hpp>

#include "core/bird/answers.h"
#include "tests/speaker/loop.h"
#include "tests/support/process.h"

namespace understudy::speaker {
namespace {

using Socket = asio::local::stream_protocol::socket;

/// Echoes each line as a reply; `many` gets more than a socket takes, `restrict` is remembered.
void answer(std::string_view line, ControlState& state, bird::ReplyWriter& reply) {
    if (line == "many") {
        for (int i = 0; i < 8000; ++i)
            reply.line(1007, "a route that takes some room on the line");
        return reply.end();
    }
    if (line == "restrict")
        state.restricted = true;
    reply.last(13, std::string(state.restricted ? "restricted " : "") + std::string(line));
}

class ControlServing : public testing::Test {
protected:
    void SetUp() override {
        auto opened = open();
        ASSERT_TRUE(opened) << opened.error().what;
        server = std::move(*opened);
    }

    base::Result<std::unique_ptr<ControlServer>> open() {
        return ControlServer::open(loop.hands(), path, "BIRD ready.", answer);
    }

    Socket connect() {
        Socket client(loop.io);
        client.connect(asio::local::stream_protocol::endpoint(path));
        client.non_blocking(true);
        return client;
    }

    /// What arrives until it ends like this, or nothing more comes.
    std::string read(Socket& client, const std::string& end) {
        std::string text;
        const bool ended = loop.until([&] {
            char piece[65536];
            asio::error_code error;
            text.append(piece, client.read_some(asio::buffer(piece), error));
            return text.ends_with(end) || error == asio::error::eof || error == asio::error::connection_reset;
        });
        EXPECT_TRUE(ended) << text.substr(0, 200);
        return text;
    }

    static void send(Socket& client, const std::string& text) {
        asio::error_code ignored;
        asio::write(client, asio::buffer(text), ignored);
    }

    test::TemporaryFolder folder;
    std::string path = folder.file("control");
    test::Loop loop;
    std::unique_ptr<ControlServer> server;
};

TEST_F(ControlServing, GreetsAndAnswersLineByLine) {
    auto client = connect();
    EXPECT_EQ(read(client, "ready.\n"), "0001 BIRD ready.\n");
    send(client, "one\ntwo\n");
    EXPECT_EQ(read(client, "two\n"), "0013 one\n0013 two\n");
}

TEST_F(ControlServing, IsForTheOwnerAndTheGroupAlone) {
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0660u);
}

TEST_F(ControlServing, RemembersWhatOneClientAskedForAndNotItsNeighbors) {
    auto first = connect();
    auto second = connect();
    read(first, "ready.\n");
    read(second, "ready.\n");
    send(first, "restrict\n");
    read(first, "restrict\n");
    send(first, "x\n");
    send(second, "x\n");
    EXPECT_EQ(read(first, "x\n"), "0013 restricted x\n");
    EXPECT_EQ(read(second, "x\n"), "0013 x\n");
}

TEST_F(ControlServing, ServesOthersWhileOneDoesNotReadItsAnswer) {
    auto slow = connect();
    send(slow, "many\nmany\n");
    auto quick = connect();
    read(quick, "ready.\n");
    for (int i = 0; i < 20; ++i) {
        send(quick, "x\n");
        EXPECT_EQ(read(quick, "x\n"), "0013 x\n");
    }
    const auto both = read(slow, "0000 \n");
    EXPECT_GT(both.size(), 320000u) << "nothing of it is lost";
}

TEST_F(ControlServing, EndsAConnectionThatSendsNoLineEnd) {
    auto client = connect();
    read(client, "ready.\n");
    send(client, std::string(20000, 'x'));
    EXPECT_EQ(read(client, "never"), "9001 command line too long\n");
}

TEST_F(ControlServing, SurvivesClientsThatGo) {
    // More of them than it serves at a time.
    for (int i = 0; i < 80; ++i) {
        auto client = connect();
        send(client, "many\n");
        loop.io.restart();
        loop.io.poll();
    }
    auto client = connect();
    EXPECT_EQ(read(client, "ready.\n"), "0001 BIRD ready.\n");
}

TEST_F(ControlServing, RefusesToTakeTheSocketOfARunningDaemon) {
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().what, testing::HasSubstr("another daemon answers there"));
}

TEST_F(ControlServing, ReplacesTheSocketOfADaemonThatDied) {
    server.reset();
    {
        // A daemon that dies leaves its socket behind.
        asio::local::stream_protocol::acceptor dead(loop.io, asio::local::stream_protocol::endpoint(path));
    }
    ASSERT_TRUE(std::filesystem::exists(path));
    SetUp();
    auto client = connect();
    EXPECT_EQ(read(client, "ready.\n"), "0001 BIRD ready.\n");
}

TEST_F(ControlServing, RemovesItsSocketAtTheEnd) {
    server.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
}

} // namespace
} // namespace understudy::speaker
