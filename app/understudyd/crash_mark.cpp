#include "app/understudyd/crash_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace understudy::understudyd {

CrashMark::CrashMark(std::string path)
    : m_path(std::move(path)), m_wasLeft(::access(m_path.c_str(), F_OK) == 0) {}

base::Result<void> CrashMark::leave() {
    const int fd = ::open(m_path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return base::failure(
            fmt::format("{} cannot be written ({}): after a crash, neighbors will not be told that "
                        "this is a restart.",
                        m_path, std::strerror(errno)));
    ::close(fd);
    return {};
}

void CrashMark::remove() {
    ::unlink(m_path.c_str());
}

} // namespace understudy::understudyd
