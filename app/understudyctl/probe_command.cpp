#include "app/understudyctl/probe_command.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QCoreApplication>

#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/interrupt.h"
#include "app/understudyctl/probe_report.h"
#include "core/ops/probe/probe_service.h"
#include "core/ops/sample_ring.h"

namespace understudy::ctl {
namespace {

constexpr std::size_t samplesKept = 864'000;

struct ProbeArguments {
    std::string address;
    std::int64_t intervalMs = 100;
    std::optional<std::uint64_t> count;
    bool json = false;
};

/// Probes until the count is reached or it is interrupted, and the last requests are settled; a second
/// interrupt does not wait for those.
class ProbeCommand {
public:
    explicit ProbeCommand(const ProbeArguments& arguments)
        : m_json(arguments.json), m_options{.settings = {.interval =
                                                             std::chrono::milliseconds{arguments.intervalMs}},
                                            .count = arguments.count},
          m_outages(m_options.settings.interval) {
        QObject::connect(&m_interrupt, &Interrupt::requested, &m_service, [this] { finishOrQuit(); });
        QObject::connect(&m_service, &ops::ProbeService::finished, &m_service, &QCoreApplication::quit);
        QObject::connect(&m_service, &ops::ProbeService::statusChanged, &m_service,
                         [this](const ops::ProbeStatus& status) { handle(status); });
        QObject::connect(&m_service, &ops::ProbeService::resultsArrived, &m_service,
                         [this](const std::vector<ops::ProbeResult>& results) {
                             for (const auto& result : results)
                                 handle(result);
                             std::fflush(stdout);
                         });
    }

    int run(const base::IpAddress& address) {
        m_service.start({address}, m_options);
        QCoreApplication::exec();
        m_service.stop();
        return report(address);
    }

private:
    void finishOrQuit() {
        if (std::exchange(m_interrupted, true))
            QCoreApplication::quit();
        else
            m_service.finish();
    }

    void handle(const ops::ProbeStatus& status) {
        m_status = status;
        if (status.error)
            fmt::print(stderr, "understudyctl: {}\n", *status.error);
        if (!status.method)
            QCoreApplication::quit();
    }

    void handle(const ops::ProbeResult& result) {
        m_ring.put(result.sample);
        const auto changes = m_outages.add(result.sample);
        if (m_json)
            return;
        if (const auto line = replyLine(result); !line.empty())
            fmt::print("{}\n", line);
        for (const auto& change : changes)
            fmt::print("{}\n", outageLine(change, m_clocks));
    }

    int report(const base::IpAddress& address) const {
        const auto samples = m_ring.between(base::SteadyTime::min(), base::SteadyTime::max());
        const ProbeRun run{.address = address.toString(),
                           .settings = m_options.settings,
                           .startedAt = m_clocks.wall,
                           .endedAt = base::systemClock().wall(),
                           .clocks = m_clocks,
                           .method = m_status.method,
                           .error = m_status.error,
                           .summary = cluster::summarize(samples, m_options.settings.interval)};
        if (m_json)
            fmt::print("{}\n", summaryJson(run).dump(2));
        else
            fmt::print("{}", summaryText(run));
        return exitCode(run);
    }

    static int exitCode(const ProbeRun& run) {
        if (!run.method)
            return exitNotAsked;
        const auto& outages = run.summary.outages;
        const bool reachable = run.summary.received > 0 && (outages.empty() || !outages.back().open);
        return reachable ? exitFine : exitNotSo;
    }

    bool m_json;
    ops::ProbeOptions m_options;
    ClockPair m_clocks = ClockPair::now(base::systemClock());
    ops::SampleRing m_ring{samplesKept};
    cluster::OutageTracker m_outages;
    ops::ProbeStatus m_status;
    bool m_interrupted = false;
    Interrupt m_interrupt;
    ops::ProbeService m_service;
};

std::string notAnAddress(const std::string& text) {
    const auto address = base::IpAddress::parse(text);
    return address ? "" : address.error().what;
}

} // namespace

void addProbeCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand("probe", "Asks an address until interrupted: replies and outages");
    const auto arguments = std::make_shared<ProbeArguments>();
    command->add_option("ADDRESS", arguments->address, "IPv4 or IPv6 address")
        ->required()
        ->check(notAnAddress);
    command->add_option("--interval", arguments->intervalMs, "Time between requests, in ms")
        ->check(CLI::Range(10, 60'000))
        ->capture_default_str();
    command->add_option("--count", arguments->count, "Requests to send")->check(CLI::PositiveNumber);
    command->add_flag("--json", arguments->json, "Print one JSON document at the end, and nothing else");
    command->footer("The summary covers the last 864,000 requests: a day at the usual interval.\n"
                    "Exit status: 0 the last request was answered; 1 it was not, or none was; 2 usage;\n"
                    "3 this machine does not permit ping.");
    command->callback([arguments, &exitCode] {
        exitCode = ProbeCommand(*arguments).run(*base::IpAddress::parse(arguments->address));
    });
}

} // namespace understudy::ctl
