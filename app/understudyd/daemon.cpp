#include "app/understudyd/daemon.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <random>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <fmt/format.h>

#include "app/understudyd/crash_mark.h"
#include "core/bird/answers.h"
#include "core/speaker/configuration.h"
#include "core/speaker/control_handler.h"
#include "core/speaker/control_server.h"
#include "core/speaker/privileges.h"
#include "core/speaker/service_manager.h"

namespace understudy::understudyd {
namespace {

using namespace speaker;

constexpr int exitFailure = 1;

/// For the answer to `down` to be written.
constexpr std::chrono::milliseconds lastAnswer{50};

class Daemon {
public:
    Daemon(asio::io_context& io, const Options& options)
        : m_options(options), m_io(io),
          m_random(std::random_device{}()), m_hands{m_io, m_log, base::systemClock(),
                                                    [this] { return m_unit(m_random); }, m_scratch},
          m_mark(options.socket + ".running"), m_signals(m_io, SIGTERM, SIGINT, SIGHUP), m_manager(m_io),
          m_end(m_io) {}

    /// 0, or the exit status of a start that failed.
    int start() {
        auto config = readConfiguration(m_options.configuration);
        if (!config)
            return fail(toString(config.error()));
        for (const auto& problem : m_log.configure(config->log, config->timeFormats.log))
            m_log.error(problem);

        auto speaker = Speaker::start(m_hands, std::move(*config), m_options.restarting || m_mark.wasLeft());
        if (!speaker)
            return fail(speaker.error().what);
        m_speaker = std::move(*speaker);
        m_configuration.emplace(m_hands, *m_speaker, m_options.configuration);
        m_control.emplace(*m_speaker, *m_configuration, Viewer(m_hands, *m_speaker, UNDERSTUDY_VERSION),
                          [this] { end("asked to by a control client"); });
        auto server = ControlServer::open(m_hands, m_options.socket, bird::greeting(UNDERSTUDY_VERSION).text,
                                          [this](std::string_view line, auto& state, auto& reply) {
                                              m_control->handle(line, state, reply);
                                          });
        if (!server)
            return fail(server.error().what);
        m_server = std::move(*server);
        if (auto marked = m_mark.leave(); !marked)
            m_log.warning(marked.error().what);
        if (auto written = writePid(); !written)
            return fail(written.error().what);
        if (auto dropped = dropPrivileges(m_options.user, m_options.group, m_options.socket); !dropped)
            return fail(dropped.error().what);
        waitForSignals();
        m_log.info(fmt::format("understudyd {} started", UNDERSTUDY_VERSION));
        m_manager.ready();
        return 0;
    }

private:
    int fail(const std::string& what) {
        m_log.write(bird::LogClass::Fatal, what);
        return exitFailure;
    }

    base::Result<void> writePid() const {
        if (m_options.pidFile.empty())
            return {};
        std::FILE* file = std::fopen(m_options.pidFile.c_str(), "we");
        if (file == nullptr)
            return base::failure(
                fmt::format("{} cannot be written: {}.", m_options.pidFile, std::strerror(errno)));
        fmt::print(file, "{}\n", ::getpid());
        std::fclose(file);
        return {};
    }

    void waitForSignals() {
        m_signals.async_wait([this](const asio::error_code& cancelled, int signal) {
            if (cancelled)
                return;
            if (signal != SIGHUP)
                return end("signal");
            reconfigure();
            waitForSignals();
        });
    }

    void reconfigure() {
        m_manager.reloading();
        if (const auto applied = m_configuration->apply({}, false, std::nullopt); !applied)
            m_log.error("The configuration stays as it was: " + toString(applied.error()));
        m_manager.ready();
    }

    void end(const std::string& why) {
        if (std::exchange(m_ending, true))
            return;
        m_log.info("Shutting down: " + why);
        m_manager.stopping();
        m_signals.cancel();
        m_speaker->stop({});
        m_mark.remove();
        // Nothing is left to be done then but the connections' last messages, and the loop ends with them.
        m_end.after(lastAnswer, [this] { m_server.reset(); });
    }

    const Options& m_options;
    asio::io_context& m_io;
    Log m_log;
    std::mt19937_64 m_random;
    std::uniform_real_distribution<double> m_unit{0.0, 1.0};
    std::array<std::uint8_t, 65536> m_scratch{};
    Hands m_hands;
    CrashMark m_mark;
    asio::signal_set m_signals;
    ServiceManager m_manager;
    OneShot m_end;
    std::unique_ptr<Speaker> m_speaker;
    std::optional<Configuration> m_configuration;
    std::optional<Control> m_control;
    std::unique_ptr<ControlServer> m_server;
    bool m_ending = false;
};

} // namespace

int runDaemon(const Options& options, const std::function<void()>& ready) {
    asio::io_context io(1);
    Daemon daemon(io, options);
    if (const int failed = daemon.start(); failed != 0)
        return failed;
    ready();
    io.run();
    return 0;
}

int checkConfiguration(const Options& options) {
    const auto config = readConfiguration(options.configuration);
    if (config)
        return 0;
    fmt::print(stderr, "{}\n", toString(config.error()));
    return exitFailure;
}

} // namespace understudy::understudyd
