// How good the probe is: RTTs beside ping's, outages beside a packet capture's, the CPU time it takes, and
// how fast a day of samples becomes columns. Needs root, ping, tcpdump and nft; all traffic is in namespaces.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/cluster/outage.h"
#include "core/ops/probe/ping_output.h"
#include "core/ops/probe/probe.h"
#include "core/ops/sample_ring.h"
#include "tests/support/network_namespace.h"

using namespace understudy;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using Milliseconds = std::chrono::duration<double, std::milli>;

namespace {

const base::IpAddress peer = base::IpAddress::v4({192, 0, 2, 2});

double ms(nanoseconds duration) {
    return Milliseconds(duration).count();
}

nanoseconds median(std::vector<nanoseconds> values) {
    if (values.empty())
        return {};
    std::ranges::sort(values);
    return cluster::percentile(values, 50);
}

/// The output of a command, line by line.
std::vector<std::string> output(const std::string& command) {
    std::vector<std::string> result;
    FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 1024> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr)
        result.emplace_back(base::trimmed(line.data()));
    ::pclose(pipe);
    return result;
}

/// Two namespaces joined by a veth pair; 192.0.2.1 is here, 192.0.2.2 there.
struct Lab {
    Lab() {
        there.run("sysctl -qw net.ipv4.ping_group_range='0 2147483647'");
        here.enter();
        here.run("sysctl -qw net.ipv4.ping_group_range='0 2147483647'");
        here.run("ip link add here type veth peer name there");
        here.run("ip link set there netns " + there.path());
        here.run("ip addr add 192.0.2.1/24 dev here && ip link set here up");
        there.run("ip addr add 192.0.2.2/24 dev there && ip link set there up");
        there.run("nft 'add table ip t; add chain ip t c { type filter hook input priority 0; }'");
    }

    test::NetworkNamespace here;
    test::NetworkNamespace there;
};

/// Probes the peer until stopped, and keeps the samples.
class Run {
public:
    Run(std::chrono::milliseconds interval, ops::ProbeMethod method, std::size_t targets = 1) {
        m_probe.start(std::vector(targets, peer),
                      {.settings = {.interval = interval}, .count = {}, .methods = {method}},
                      {.results = [this](const std::vector<ops::ProbeResult>& results) { put(results); },
                       .status = [](const ops::ProbeStatus&) {},
                       .finished =
                           [] {
                           }});
    }

    std::vector<cluster::Sample> stop() {
        m_probe.stop();
        std::vector<cluster::Sample> samples;
        for (const auto& [sequence, sample] : m_samples)
            samples.push_back(sample);
        return samples;
    }

private:
    void put(const std::vector<ops::ProbeResult>& results) {
        for (const auto& result : results)
            m_samples[result.sample.sequence] = result.sample;
    }

    std::map<std::uint64_t, cluster::Sample> m_samples;
    ops::Probe m_probe;
};

void benchRtt() {
    const Lab lab;
    fmt::print("RTT median over veth, 300 requests at 20 ms, both at the same time\n");
    for (const auto& [name, method] : {std::pair{"ping socket", ops::ProbeMethod::PingSocket},
                                       std::pair{"raw socket", ops::ProbeMethod::RawSocket},
                                       std::pair{"ping program", ops::ProbeMethod::PingProgram}}) {
        Run run(20ms, method);
        std::vector<nanoseconds> pings;
        for (const auto& line : output("ping -n -i 0.02 -c 300 192.0.2.2")) {
            const auto parsed = ops::parsePingLine(line, peer);
            if (const auto* reply = std::get_if<ops::PingReply>(&parsed))
                pings.push_back(reply->rtt);
        }
        const auto summary = cluster::summarize(run.stop(), 20ms);
        fmt::print("  {:<12}  probe {:.3f} ms   ping {:.3f} ms   difference {:+.3f} ms\n", name,
                   ms(summary.rttMedian), ms(median(pings)), ms(summary.rttMedian - median(pings)));
    }
}

/// The outages in what `tcpdump -tt -n` wrote, by the probe's own definition.
std::vector<cluster::Outage> outagesInCapture(const std::string& file, std::chrono::milliseconds interval) {
    std::map<std::pair<std::string, std::string>, cluster::Sample> requests;
    std::uint64_t sequence = 0;
    std::ifstream capture(file);
    for (std::string line; std::getline(capture, line);) {
        const auto words = base::words(line); // TIME IP A > B: ICMP echo request, id 1, seq 2, length 64
        if (words.size() < 13 || words[6] != "echo")
            continue;
        const std::pair key{std::string(words[9]), std::string(words[11])};
        const auto at = std::chrono::duration_cast<nanoseconds>(
            std::chrono::duration<double>(base::toNumber<double>(words[0]).value_or(0)));
        if (words[7] == "request,")
            requests[key] = {.sentAt = base::SteadyTime{at},
                             .sequence = sequence++,
                             .rtt = {},
                             .kind = cluster::SampleKind::Lost};
        else if (const auto request = requests.find(key); request != requests.end())
            request->second.kind = cluster::SampleKind::Answered;
    }
    std::vector<cluster::Sample> samples;
    for (const auto& [key, sample] : requests)
        samples.push_back(sample);
    std::ranges::sort(samples, {}, &cluster::Sample::sequence);
    return cluster::summarize(samples, interval).outages;
}

void benchOutages() {
    const Lab lab;
    const auto& clock = base::systemClock();
    const std::string file = fmt::format("/tmp/bench_probe.{}", ::getpid());
    fmt::print("Outages over veth, in ms: the drop rule's life, the probe, tcpdump on the same veth\n");
    for (const auto interval : {100ms, 20ms}) {
        for (const auto length : {150ms, 500ms, 1500ms, 3000ms}) {
            lab.here.run("tcpdump -tt -n -l -i here icmp >" + file + " 2>/dev/null & echo $! >" + file +
                         ".pid");
            std::this_thread::sleep_for(500ms);
            Run run(interval, ops::ProbeMethod::PingSocket);
            std::this_thread::sleep_for(1s);
            lab.there.run("nft add rule ip t c drop");
            const auto dropped = clock.steady();
            std::this_thread::sleep_for(length);
            lab.there.run("nft flush chain ip t c");
            const auto passed = clock.steady();
            std::this_thread::sleep_for(1500ms);
            const auto found = cluster::summarize(run.stop(), interval).outages;
            lab.here.run("kill $(cat " + file + ".pid)");
            std::this_thread::sleep_for(300ms);
            const auto captured = outagesInCapture(file, interval);
            const auto length0 = [](const std::vector<cluster::Outage>& outages) {
                return outages.size() == 1 ? fmt::format("{:.3f}", ms(outages[0].to - outages[0].from))
                                           : fmt::format("{} outages", outages.size());
            };
            fmt::print("  every {:>3}  rule {:>9.3f}   probe {:>9}   tcpdump {:>9}\n", interval.count(),
                       ms(passed - dropped), length0(found), length0(captured));
        }
    }
    std::remove(file.c_str());
    std::remove((file + ".pid").c_str());
}

nanoseconds cpuTime() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

void benchCpu() {
    const Lab lab;
    const auto before = cpuTime();
    Run run(100ms, ops::ProbeMethod::PingSocket, 2);
    std::this_thread::sleep_for(10s);
    run.stop();
    fmt::print("CPU time of the probe, two targets at 10 Hz: {:.2f} ms a second\n",
               ms(cpuTime() - before) / 10);
}

nanoseconds threadCpuTime() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

long residentKiB() {
    std::ifstream statistics("/proc/self/statm");
    long total = 0;
    long resident = 0;
    statistics >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE) / 1024;
}

void benchRing() {
    constexpr std::size_t day = 864'000;
    constexpr base::SteadyTime start{1h};
    const long before = residentKiB();
    std::array rings{ops::SampleRing(day), ops::SampleRing(day)};
    const auto fillStart = base::systemClock().steady();
    for (auto& ring : rings) {
        for (std::uint64_t i = 0; i < day; ++i)
            ring.put({.sentAt = start + 100ms * static_cast<std::int64_t>(i),
                      .sequence = i,
                      .rtt = nanoseconds{1'000'000 + i % 1000},
                      .kind = i % 5000 < 20 ? cluster::SampleKind::Lost : cluster::SampleKind::Answered});
    }
    const auto filled = base::systemClock().steady();
    fmt::print("Two sample rings of a day at 10 Hz: {:.1f} MiB resident, {:.0f} ns a put\n",
               static_cast<double>(residentKiB() - before) / 1024,
               static_cast<double>((filled - fillStart).count()) / (2 * day));

    for (const auto& [name, span] : {std::pair{"24 h", nanoseconds(24h)}, std::pair{"1 h", nanoseconds(1h)},
                                     std::pair{"1 min", nanoseconds(1min)}}) {
        std::vector<nanoseconds> cpuTimes;
        std::vector<nanoseconds> times;
        std::uint64_t answered = 0;
        for (int i = 0; i < 200; ++i) {
            const auto from = base::systemClock().steady();
            const auto cpuFrom = threadCpuTime();
            for (const auto& ring : rings)
                answered += ring.columns(start + 24h - span, start + 24h, 1400)[700].answered;
            cpuTimes.push_back(threadCpuTime() - cpuFrom);
            times.push_back(base::systemClock().steady() - from);
        }
        fmt::print("  1,400 columns of {:<5} for both: CPU {:.3f} ms, least {:.3f} ms; elapsed {:.3f} ms "
                   "({} answered in the middle)\n",
                   name, ms(median(cpuTimes)), ms(std::ranges::min(cpuTimes)), ms(median(times)),
                   answered / 400);
    }
}

} // namespace

/// With `ring` as its only argument, the part that needs no network alone.
int main(int argc, char** argv) {
    benchRing();
    if (argc == 2 && std::string(argv[1]) == "ring")
        return 0;
    if (!test::NetworkNamespace::isPermitted()) {
        fmt::print("The rest needs root, to make network namespaces.\n");
        return 0;
    }
    benchRtt();
    benchCpu();
    benchOutages();
    return 0;
}
