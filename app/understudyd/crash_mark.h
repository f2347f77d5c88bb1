// A file that is there while the daemon runs, and stays when it dies: how the next one knows.
#pragma once

#include <string>

#include "core/base/result.h"

namespace understudy::understudyd {

class CrashMark {
public:
    /// `path` lies where nothing survives the machine's restart (/run): then there is nothing to be resumed.
    explicit CrashMark(std::string path);
    CrashMark(const CrashMark&) = delete;
    CrashMark& operator=(const CrashMark&) = delete;

    /// Whether the last daemon died.
    bool wasLeft() const { return m_wasLeft; }
    /// From now on this daemon counts as running.
    base::Result<void> leave();
    /// It ended as it should.
    void remove();

private:
    std::string m_path;
    bool m_wasLeft;
};

} // namespace understudy::understudyd
