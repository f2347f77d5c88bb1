// The daemon's log: one line an event.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bird/config.h"

namespace understudy::speaker {

/// Writes to stderr (with the journal's priorities when it is the journal), syslog, and files, as `log` in
/// the configuration says. Text is sanitized here; passwords never reach it.
class Log {
public:
    /// Everything but debug and trace, to stderr.
    Log();
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// What the configuration asks for; nothing: stderr as at the beginning. Returns what could not be
    /// opened, in words; the others are used.
    std::vector<std::string> configure(const std::vector<bird::LogTarget>& targets,
                                       const std::optional<bird::TimeFormat>& format);

    void info(std::string_view text) { write(bird::LogClass::Info, text); }
    void warning(std::string_view text) { write(bird::LogClass::Warning, text); }
    void error(std::string_view text) { write(bird::LogClass::Error, text); }
    void write(bird::LogClass what, std::string_view text);

private:
    struct Sink;

    std::vector<std::unique_ptr<Sink>> m_sinks;
    std::optional<bird::TimeFormat> m_format;
};

} // namespace understudy::speaker
