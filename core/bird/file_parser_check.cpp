// `protocol check`, an addition of understudyd.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/file_parser.h"

namespace understudy::bird {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortestInterval{100};
constexpr milliseconds longestInterval = std::chrono::hours{1};
constexpr milliseconds shortestTimeout{10};
constexpr std::uint32_t maxInARow = 100;
constexpr std::uint32_t maxPrepends = 50;
constexpr std::size_t maxArguments = 64;

/// The address and port of `192.0.2.1:8080` or `[2001:db8::1]:8080`.
std::optional<std::pair<base::IpAddress, std::uint16_t>> parseAuthority(std::string_view text) {
    std::string_view host = text.substr(0, text.find(':'));
    std::string_view port = text.substr(host.size());
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    }
    const auto address = base::IpAddress::parse(host);
    if (!address || (address->family() == base::Family::V6) != text.starts_with('['))
        return std::nullopt;
    if (port.empty())
        return std::pair{*address, std::uint16_t{80}};
    const auto number = base::toNumber<std::uint16_t>(port.substr(1));
    if (port.front() != ':' || !number || *number == 0)
        return std::nullopt;
    return std::pair{*address, *number};
}

bool isPrintable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

void FileParser::check(const Header& header) {
    CheckConfig check;
    check.name = header.name;
    check.place = m_cursor.placeOf(header.at);
    if (!header.from.empty())
        m_cursor.fail(header.at, "Templates of `check` are not supported");
    bool hasWhat = false;
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        if (commonItem(check.disabled))
            continue;
        checkItem(check, hasWhat);
        m_cursor.endStatement();
    }
    if (!hasWhat)
        m_cursor.fail(header.at, "What is checked is missing: `tcp`, `http` or `exec`");
    if (check.timeout > check.interval)
        m_cursor.fail(header.at, "The timeout is longer than the interval");
    m_config.checks.push_back(std::move(check));
}

void FileParser::checkItem(CheckConfig& check, bool& hasWhat) {
    const auto at = m_cursor.peek();
    if (m_cursor.is("tcp") || m_cursor.is("http") || m_cursor.is("exec")) {
        if (hasWhat)
            return m_cursor.failHere("A check checks one thing; write another check");
        hasWhat = true;
        m_cursor.take();
    }
    if (at.text == "tcp" && hasWhat) {
        TcpCheck tcp;
        tcp.address = m_cursor.address();
        m_cursor.expect("port");
        tcp.port = m_cursor.port();
        check.what = tcp;
    } else if (at.text == "http" && hasWhat) {
        check.what = httpCheck();
    } else if (at.text == "exec" && hasWhat) {
        ExecCheck exec;
        const auto program = m_cursor.peek();
        do
            exec.arguments.push_back(m_cursor.text("the program, by its absolute path,"));
        while (!m_cursor.failed() && !m_cursor.is(";") && exec.arguments.size() < maxArguments);
        if (!m_cursor.failed() && !exec.arguments.front().starts_with('/'))
            m_cursor.fail(program, "The program must be given by its absolute path; there is no shell");
        check.what = std::move(exec);
    } else if (m_cursor.accept("interval")) {
        check.interval = duration("the interval", shortestInterval, longestInterval);
    } else if (m_cursor.accept("timeout")) {
        check.timeout = duration("the timeout", shortestTimeout, longestInterval);
    } else if (m_cursor.accept("rise")) {
        check.rise = m_cursor.number("rise", 1, maxInARow);
    } else if (m_cursor.accept("fall")) {
        check.fall = m_cursor.number("fall", 1, maxInARow);
    } else if (m_cursor.accept({"on", "failure"})) {
        onFailure(check);
    } else {
        refuseOption(m_cursor, "`protocol check`");
    }
}

HttpCheck FileParser::httpCheck() {
    constexpr std::string_view scheme = "http://";
    HttpCheck http;
    const auto at = m_cursor.peek();
    const auto url = m_cursor.text("a URL");
    const auto path = url.find('/', std::min(scheme.size(), url.size()));
    const auto authority =
        url.starts_with(scheme) ? url.substr(scheme.size(), std::min(path, url.size()) - scheme.size()) : "";
    const auto host = parseAuthority(authority);
    if (!m_cursor.failed() && (!host || !isPrintable(url)))
        m_cursor.fail(
            at, "The URL must be like http://127.0.0.1:8080/health, with an IP address and without blanks");
    if (m_cursor.failed())
        return http;
    http.address = host->first;
    http.port = host->second;
    http.host = authority;
    if (path != std::string::npos)
        http.path = url.substr(path, url.find('#') - path);
    if (m_cursor.accept("status"))
        http.status = static_cast<int>(m_cursor.number("the status", 100, 599));
    return http;
}

void FileParser::onFailure(CheckConfig& check) {
    check.prependOnFailure.reset();
    if (m_cursor.accept("withdraw"))
        return;
    if (!m_cursor.accept("prepend"))
        return m_cursor.failExpected("`withdraw` or `prepend`");
    check.prependOnFailure = m_cursor.number("the number of prepends", 1, maxPrepends);
}

/// A number, and `s` or `ms`; seconds without.
milliseconds FileParser::duration(std::string_view what, milliseconds low, milliseconds high) {
    const auto at = m_cursor.peek();
    const auto number = m_cursor.number(what);
    const bool inMilliseconds = m_cursor.accept("ms");
    if (!inMilliseconds)
        m_cursor.accept("s");
    const milliseconds value = inMilliseconds ? milliseconds{number} : std::chrono::seconds{number};
    if (value < low || value > high)
        m_cursor.fail(at, fmt::format("{} must be {} ms to {} s", what, low.count(), high.count() / 1000));
    return value;
}

} // namespace understudy::bird
