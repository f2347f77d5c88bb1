#include "core/speaker/log.h"

#include <syslog.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/bird/time_format.h"

namespace understudy::speaker {
namespace {

using bird::LogClass;
using bird::LogTarget;

const char* nameOf(LogClass what) {
    constexpr const char* names[] = {"DBG", "TRACE", "INFO", "RMT", "WARN", "ERR", "AUTH", "FATAL", "BUG"};
    return names[static_cast<std::size_t>(what)];
}

/// Of syslog(3), which the journal understands too.
int priorityOf(LogClass what) {
    switch (what) {
    case LogClass::Debug:
    case LogClass::Trace:
        return LOG_DEBUG;
    case LogClass::Info:
    case LogClass::Remote:
        return LOG_INFO;
    case LogClass::Warning:
    case LogClass::Auth:
        return LOG_WARNING;
    case LogClass::Error:
        return LOG_ERR;
    case LogClass::Fatal:
    case LogClass::Bug:
        break;
    }
    return LOG_CRIT;
}

/// Set by systemd when stderr is the journal (sd-daemon(3)).
bool writesToJournal() {
    return std::getenv("JOURNAL_STREAM") != nullptr;
}

/// ` <TRACE> ` and the line's end.
constexpr std::size_t longestName = 10;

LogTarget usual() {
    return {LogTarget::Kind::Stderr,
            {},
            {LogClass::Info, LogClass::Remote, LogClass::Warning, LogClass::Error, LogClass::Auth,
             LogClass::Fatal, LogClass::Bug},
            0,
            {}};
}

} // namespace

struct Log::Sink {
    LogTarget target;
    std::FILE* file = nullptr; ///< of a file

    explicit Sink(LogTarget where) : target(std::move(where)) {}
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() { close(); }

    bool open() {
        close();
        if (target.kind == LogTarget::Kind::File)
            file = std::fopen(target.name.c_str(), "ae");
        if (file != nullptr)
            std::fseek(file, 0, SEEK_END); // for the size
        if (target.kind == LogTarget::Kind::Syslog)
            ::openlog(target.name.empty() ? "understudyd" : target.name.c_str(), LOG_CONS | LOG_NDELAY,
                      LOG_DAEMON);
        return target.kind != LogTarget::Kind::File || file != nullptr;
    }

    /// The file goes to its backup when the next line would be too much for it.
    void makeRoom(std::size_t bytes) {
        if (file == nullptr || target.limitBytes == 0)
            return;
        const auto size = std::ftell(file);
        if (size < 0 || static_cast<std::size_t>(size) + bytes <= target.limitBytes)
            return;
        std::rename(target.name.c_str(), target.backup.c_str());
        open();
    }

    void close() {
        if (file != nullptr)
            std::fclose(std::exchange(file, nullptr));
    }

    void write(LogClass what, const std::string& time, const std::string& text) {
        if (target.kind == LogTarget::Kind::Syslog)
            return ::syslog(priorityOf(what), "%s", text.c_str());
        makeRoom(time.size() + text.size() + longestName);
        auto* out = target.kind == LogTarget::Kind::File ? file : stderr;
        if (out == nullptr)
            return;
        // In one write each, so that lines of others do not come in between.
        const auto line = target.kind == LogTarget::Kind::Stderr && writesToJournal()
                              ? fmt::format("<{}>{}\n", priorityOf(what), text)
                              : fmt::format("{} <{}> {}\n", time, nameOf(what), text);
        std::fwrite(line.data(), 1, line.size(), out);
        std::fflush(out);
    }
};

Log::Log() {
    m_sinks.push_back(std::make_unique<Sink>(usual()));
}

Log::~Log() = default;

std::vector<std::string> Log::configure(const std::vector<LogTarget>& targets,
                                        const std::optional<bird::TimeFormat>& format) {
    m_format = format;
    std::vector<std::string> problems;
    std::vector<std::unique_ptr<Sink>> sinks;
    for (const auto& target : targets) {
        auto sink = std::make_unique<Sink>(target);
        if (sink->open())
            sinks.push_back(std::move(sink));
        else
            problems.push_back(
                fmt::format("The log file {} cannot be opened: {}.", target.name, std::strerror(errno)));
    }
    if (sinks.empty())
        sinks.push_back(std::make_unique<Sink>(usual()));
    m_sinks = std::move(sinks);
    return problems;
}

void Log::write(LogClass what, std::string_view text) {
    std::string time;
    const auto clean = base::sanitized(text);
    for (const auto& sink : m_sinks) {
        const auto& classes = sink->target.classes;
        if (std::find(classes.begin(), classes.end(), what) == classes.end())
            continue;
        if (time.empty()) {
            const auto now = base::systemClock().wall();
            time = bird::formatTime(now, now, m_format.value_or(bird::isoLong(3)));
        }
        sink->write(what, time, clean);
    }
}

} // namespace understudy::speaker
