// `log` and `timeformat`.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/bird/file_parser.h"

namespace understudy::bird {
namespace {

constexpr std::array<std::string_view, 9> classNames{"debug", "trace", "info",  "remote", "warning",
                                                     "error", "auth",  "fatal", "bug"};
constexpr std::size_t maxFormatBytes = 64;
constexpr std::chrono::hours shortLimit{20};

} // namespace

void FileParser::log() {
    LogTarget target;
    if (m_cursor.accept("stderr")) {
        target.kind = LogTarget::Kind::Stderr;
    } else if (m_cursor.accept("syslog")) {
        target.kind = LogTarget::Kind::Syslog;
        if (m_cursor.accept("name"))
            target.name = m_cursor.text("the program's name");
    } else {
        const auto at = m_cursor.peek();
        target.kind = LogTarget::Kind::File;
        target.name = m_cursor.text("`stderr`, `syslog` or the name of a file");
        if (!m_cursor.failed() && target.name.empty())
            m_cursor.fail(at, "The log file has no name");
        if (!m_cursor.is("all") && !m_cursor.is("{")) {
            target.limitBytes = m_cursor.number("the log file's limit in bytes, `all` or `{`", 1);
            target.backup = m_cursor.text("the name of the file that keeps what was logged before");
        }
    }
    logClasses(target);
    m_cursor.endStatement();
    m_config.log.push_back(std::move(target));
}

void FileParser::logClasses(LogTarget& target) {
    if (m_cursor.accept("all")) {
        for (std::size_t i = 0; i < classNames.size(); ++i)
            target.classes.push_back(static_cast<LogClass>(i));
        return;
    }
    m_cursor.expect("{");
    do {
        const auto* name = std::find_if(classNames.begin(), classNames.end(),
                                        [&](std::string_view known) { return m_cursor.is(known); });
        if (name == classNames.end())
            return m_cursor.failExpected("a class of messages such as `info`");
        m_cursor.take();
        target.classes.push_back(static_cast<LogClass>(name - classNames.begin()));
    } while (m_cursor.accept(","));
    m_cursor.expect("}");
    std::sort(target.classes.begin(), target.classes.end());
    target.classes.erase(std::unique(target.classes.begin(), target.classes.end()), target.classes.end());
}

void FileParser::timeFormat() {
    auto& formats = m_config.timeFormats;
    auto* format = m_cursor.accept("base")       ? &formats.base
                   : m_cursor.accept("log")      ? &formats.log
                   : m_cursor.accept("protocol") ? &formats.protocol
                   : m_cursor.accept("route")    ? &formats.route
                                                 : nullptr;
    if (format == nullptr)
        return m_cursor.failExpected("`base`, `log`, `protocol` or `route`");
    *format = timeFormatOf();
    m_cursor.endStatement();
}

TimeFormat FileParser::timeFormatOf() {
    TimeFormat format;
    if (m_cursor.accept("iso")) {
        const bool isShort = m_cursor.accept("short");
        if (!isShort)
            m_cursor.expect("long");
        const auto* fraction = m_cursor.accept("ms") ? ".%3f" : m_cursor.accept("us") ? ".%6f" : "";
        format.recent = fmt::format("{}{}", isShort ? "%T" : "%F %T", fraction);
        if (isShort) {
            format.limit = shortLimit;
            format.old = "%F";
        }
        return format;
    }
    const auto at = m_cursor.peek();
    format.recent = m_cursor.text("`iso`, or a time format");
    if (!m_cursor.is(";")) {
        format.limit = m_cursor.seconds("the age in seconds from which the other format is used");
        format.old = m_cursor.text("the format of older times");
    }
    if (std::max(format.recent.size(), format.old.size()) > maxFormatBytes)
        m_cursor.fail(at, fmt::format("A time format has at most {} characters", maxFormatBytes));
    return format;
}

} // namespace understudy::bird
