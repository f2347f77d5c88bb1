#include <asio/buffer.hpp>
#include <asio/write.hpp>
#include <fmt/format.h>

#include "core/base/text.h"
#include "core/speaker/addresses.h"
#include "core/speaker/check_probe.h"

namespace understudy::speaker {
namespace {

using asio::ip::tcp;

/// The status line is all that counts.
constexpr std::size_t maxStatusLine = 512;

/// `HTTP/1.1 200 OK` -> 200; 0 when it is no such line.
int statusOf(std::string_view line) {
    const auto words = base::words(line);
    if (words.size() < 2 || !words[0].starts_with("HTTP/1."))
        return 0;
    return base::toNumber<int>(words[1]).value_or(0);
}

/// Asio's operations hold it, so that none of them outlives what it works on.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Hands& hands, CheckProbe::Done done) : m_socket(hands.io), m_done(std::move(done)) {}

    void connect(const base::IpAddress& address, std::uint16_t port, std::string request,
                 std::optional<int> wantedStatus) {
        m_request = std::move(request);
        m_wantedStatus = wantedStatus;
        m_socket.async_connect(toEndpoint(address, port),
                               [self = shared_from_this()](const asio::error_code& error) {
                                   if (error)
                                       self->finish(base::failure(error.message()));
                                   else if (self->m_request.empty())
                                       self->finish({});
                                   else
                                       self->ask();
                               });
    }

    void stop() {
        m_done = nullptr;
        asio::error_code ignored;
        m_socket.close(ignored);
    }

private:
    void ask() {
        asio::async_write(m_socket, asio::buffer(m_request),
                          [self = shared_from_this()](const asio::error_code& error, std::size_t) {
                              if (error)
                                  self->finish(base::failure(error.message()));
                              else
                                  self->readAnswer();
                          });
    }

    void readAnswer() {
        m_socket.async_read_some(
            asio::buffer(m_piece),
            [self = shared_from_this()](const asio::error_code& error, std::size_t count) {
                self->takeAnswer(error, count);
            });
    }

    void takeAnswer(const asio::error_code& error, std::size_t count) {
        m_answer.append(m_piece.data(), count);
        const auto end = m_answer.find('\n');
        if (end == std::string::npos && !error && m_answer.size() < maxStatusLine)
            return readAnswer();
        const int status = statusOf(std::string_view(m_answer).substr(0, end));
        if (end == std::string::npos || status == 0)
            return finish(base::failure("The answer is not HTTP."));
        const bool well = m_wantedStatus ? status == *m_wantedStatus : status >= 200 && status < 400;
        finish(well ? base::Result<void>{} : base::failure(fmt::format("HTTP status {}", status)));
    }

    void finish(base::Result<void> result) {
        asio::error_code ignored;
        m_socket.close(ignored);
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    tcp::socket m_socket;
    CheckProbe::Done m_done;
    std::string m_request;
    std::optional<int> m_wantedStatus;
    std::array<char, maxStatusLine> m_piece{};
    std::string m_answer;
};

class ExchangeProbe final : public CheckProbe {
public:
    explicit ExchangeProbe(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}
    ~ExchangeProbe() override { m_exchange->stop(); }

private:
    std::shared_ptr<Exchange> m_exchange;
};

} // namespace

std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::TcpCheck& check, CheckProbe::Done done) {
    auto exchange = std::make_shared<Exchange>(hands, std::move(done));
    exchange->connect(check.address, check.port, {}, std::nullopt);
    return std::make_unique<ExchangeProbe>(std::move(exchange));
}

std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::HttpCheck& check, CheckProbe::Done done) {
    auto exchange = std::make_shared<Exchange>(hands, std::move(done));
    exchange->connect(
        check.address, check.port,
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: understudyd\r\nConnection: close\r\n\r\n",
                    check.path, check.host),
        check.status);
    return std::make_unique<ExchangeProbe>(std::move(exchange));
}

} // namespace understudy::speaker
