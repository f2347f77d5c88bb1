#include "core/ops/probe/program_pinger.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace understudy::ops {
namespace {

constexpr const char* program = "/usr/bin/ping";
constexpr std::chrono::seconds startAgainAfter{1};
/// ping prints a line an interval, whatever happens; this much more without one and it hangs.
constexpr std::chrono::seconds longestSilence{2};
/// More requests than this cannot have gone by between two lines.
constexpr std::uint64_t longestGap = 1000;
constexpr std::size_t longestLine = 4096;

using Arguments = std::array<std::string, 6>;

std::string secondsText(std::chrono::milliseconds interval) {
    return fmt::format("{}.{:03}", interval.count() / 1000, interval.count() % 1000);
}

/// Starts the program with both its outputs in `output`, in a process group of its own (a Ctrl-C is not for
/// it), with the C locale and no signal blocked. Returns its process id, or an error of errno's.
tl::expected<pid_t, int> spawn(const Arguments& arguments, int output) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

    std::array<char*, std::tuple_size_v<Arguments> + 1> argv{};
    for (std::size_t i = 0; i < arguments.size(); ++i)
        argv[i] = const_cast<char*>(arguments[i].c_str());
    std::string locale = "LC_ALL=C";
    std::array<char*, 2> environment{locale.data(), nullptr};

    pid_t process = -1;
    const int error = ::posix_spawn(&process, program, &files, &attributes, argv.data(), environment.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    if (error != 0)
        return tl::make_unexpected(error);
    return process;
}

} // namespace

base::Result<void> ProgramPinger::check() {
    if (::access(program, X_OK) == 0)
        return {};
    return base::failure(fmt::format("{}: {}", program, std::system_category().message(errno)));
}

ProgramPinger::ProgramPinger(const base::IpAddress& target, std::chrono::milliseconds interval, Ledger ledger,
                             const base::Clock& clock)
    : m_target(target), m_interval(interval), m_ledger(std::move(ledger)), m_clock(clock) {
    startProgram(m_clock.steady());
}

ProgramPinger::~ProgramPinger() {
    endProgram();
}

void ProgramPinger::request() {
    const auto now = m_clock.steady();
    if (m_output >= 0 && now - m_lastHeard > 2 * m_interval + longestSilence) {
        endProgram();
        complain("hangs", false);
        m_startAgainAt = now;
    }
    if (m_output >= 0)
        return;
    if (now >= m_startAgainAt) {
        startProgram(now);
        return;
    }
    m_lastSentAt = now;
    observe(m_ledger.notSent(now), error().value_or(""));
}

void ProgramPinger::receive() {
    std::array<char, 4096> buffer{};
    const auto size = ::read(m_output, buffer.data(), buffer.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    const auto now = m_clock.steady();
    if (size <= 0) {
        endProgram();
        m_startAgainAt = now + startAgainAfter;
        if (!error())
            complain("ended", false);
        return;
    }
    m_lastHeard = now;
    m_unread.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = m_unread.find('\n'); end != std::string::npos; end = m_unread.find('\n')) {
        handle(parsePingLine(std::string_view(m_unread).substr(0, end), m_target), now);
        m_unread.erase(0, end + 1);
    }
    if (m_unread.size() > longestLine)
        m_unread.clear();
}

void ProgramPinger::expire(base::SteadyTime now) {
    for (const auto& sample : m_ledger.expire(now))
        observe(sample);
    if (m_finishing && !m_ledger.nextExpiry())
        endProgram();
}

void ProgramPinger::setInterval(std::chrono::milliseconds interval) {
    m_interval = interval;
    endProgram();
    startProgram(m_clock.steady());
}

void ProgramPinger::startProgram(base::SteadyTime now) {
    m_lastHeard = now;
    m_firstOfProcess = m_ledger.nextSequence();
    m_refusing = false;
    m_unread.clear();
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        m_startAgainAt = now + startAgainAfter;
        complain(std::system_category().message(errno), false);
        return;
    }
    const auto process =
        spawn({program, "-n", "-O", "-i", secondsText(m_interval), m_target.toString()}, ends[1]);
    ::close(ends[1]);
    if (!process) {
        ::close(ends[0]);
        m_startAgainAt = now + startAgainAfter;
        complain(std::system_category().message(process.error()), process.error() == EPERM);
        return;
    }
    m_process = *process;
    m_output = ends[0];
    ::fcntl(m_output, F_SETFL, O_NONBLOCK);
}

void ProgramPinger::endProgram() {
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    m_process = -1;
    if (m_output >= 0)
        ::close(m_output);
    m_output = -1;
}

void ProgramPinger::handle(const PingLine& line, base::SteadyTime now) {
    if (const auto* reply = std::get_if<PingReply>(&line)) {
        if (const auto sequence = sequenceOf(reply->sequence)) {
            recordUpTo(*sequence, now - reply->rtt);
            observe(m_ledger.answered(*sequence, reply->rtt));
            setError(std::nullopt);
        }
    } else if (const auto* silence = std::get_if<PingSilence>(&line)) {
        if (const auto sequence = sequenceOf(silence->sequence))
            recordUpTo(*sequence, now - m_interval);
    } else if (const auto* refusal = std::get_if<PingRefusal>(&line)) {
        if (const auto sequence = sequenceOf(refusal->sequence)) {
            recordUpTo(*sequence, now);
            observe(m_ledger.unreachable(*sequence), refusal->what);
        }
    } else if (const auto* complaint = std::get_if<PingComplaint>(&line)) {
        const bool forbidden = complaint->what.find("Operation not permitted") != std::string::npos ||
                               complaint->what.find("cap_net_raw") != std::string::npos;
        complain(complaint->what, forbidden);
        m_refusing = true;
    }
}

void ProgramPinger::complain(const std::string& what, bool forbidden) {
    m_forbidden = forbidden;
    setError(forbidden ? fmt::format("{}: {}. {}", program, what, permitPing)
                       : fmt::format("{}: {}", program, what));
}

void ProgramPinger::recordUpTo(std::uint64_t sequence, base::SteadyTime sentAt) {
    while (!m_finishing && m_ledger.nextSequence() <= sequence) {
        const auto behind = static_cast<std::int64_t>(sequence - m_ledger.nextSequence());
        m_lastSentAt = std::max(m_lastSentAt, sentAt - m_interval * behind);
        if (m_refusing && behind == 0 && error())
            observe(m_ledger.notSent(m_lastSentAt), *error());
        else
            observe(m_ledger.sent(m_lastSentAt));
        m_refusing = false;
    }
}

std::optional<std::uint64_t> ProgramPinger::sequenceOf(std::uint16_t printed) const {
    const std::uint64_t next = m_ledger.nextSequence();
    const auto expected = static_cast<std::uint16_t>(next - m_firstOfProcess + 1);
    const auto ahead = static_cast<std::int16_t>(static_cast<std::uint16_t>(printed - expected));
    if (ahead >= 0)
        return static_cast<std::uint64_t>(ahead) <= longestGap
                   ? std::optional(next + static_cast<std::uint64_t>(ahead))
                   : std::nullopt;
    const auto behind = static_cast<std::uint64_t>(-static_cast<int>(ahead));
    return behind <= next - m_firstOfProcess ? std::optional(next - behind) : std::nullopt;
}

} // namespace understudy::ops
