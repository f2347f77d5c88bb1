// On the lab: what BIRD's control socket, kept open, costs against one birdc a question over the same
// connection; and how long a link change on a node takes until the dashboard's model has it. Usage, on the
// operator's host of a lab: bench_node CLUSTER-FILE INSTANCE
#include <algorithm>
#include <cstdio>
#include <optional>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fmt/format.h>
#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include "core/base/text.h"
#include "core/bird/commands.h"
#include "core/ops/cluster_file.h"
#include "core/ops/engine.h"
#include "core/ops/node/speaker_query.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/wake.h"

using namespace understudy;
using namespace std::chrono_literals;

namespace {

constexpr int socketRounds = 1000;
constexpr int birdcRounds = 30;
constexpr int linkChanges = 60;

/// The lab's keys are known and not encrypted: nothing is ever asked.
class NobodyToAsk final : public ops::ssh::Prompter {
public:
    bool acceptHostKey(const std::string&, const std::string&) override { return false; }
    std::optional<std::string> passphrase(const std::string&) override { return std::nullopt; }
    std::optional<std::string> password(const ops::ssh::PasswordQuestion&) override { return std::nullopt; }
};

struct Spread {
    double median = 0;
    double p95 = 0;
};

Spread spreadOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values[values.size() / 2], values[values.size() * 95 / 100]};
}

/// Milliseconds of each of `rounds` questions.
std::vector<double> ask(ops::SpeakerQuery& query, int rounds) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = base::systemClock().steady();
        if (const auto reply = query.ask(bird::showProtocolsAll); !reply) {
            fmt::print(stderr, "bench_node: {}\n", reply.error().what);
            std::exit(1);
        }
        times.push_back(
            std::chrono::duration<double, std::milli>(base::systemClock().steady() - start).count());
    }
    return times;
}

/// Every TCP connection of this process as libssh makes one by itself: with Nagle's algorithm.
void holdSmallSegmentsBack() {
    const int off = 0;
    for (int descriptor = 0; descriptor < 256; ++descriptor)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &off, sizeof off); // fails on what is no TCP socket
}

void compare(const char* connectionIs, ops::SpeakerQuery& socket, ops::SpeakerQuery& birdc) {
    const auto open = spreadOf(ask(socket, socketRounds));
    const auto exec = spreadOf(ask(birdc, birdcRounds));
    fmt::print("\"show protocols all\", {:<32}{:>12}{:>12}\n", connectionIs, "median ms", "p95 ms");
    fmt::print("  control socket, kept open {:39.3f}{:12.3f}\n", open.median, open.p95);
    fmt::print("  birdc, executed           {:39.3f}{:12.3f}\n", exec.median, exec.p95);
    fmt::print("  ratio                     {:39.0f}\n\n", exec.median / open.median);
}

void benchReplies(ops::ssh::Connection& connection) {
    auto socket = ops::openControlSocket(connection, "/run/bird/bird.ctl", [] {});
    auto birdc = ops::openBirdc(connection, "birdc");
    if (!socket || !birdc) {
        fmt::print(stderr, "bench_node: {}\n", (!socket ? socket.error() : birdc.error()).what);
        std::exit(1);
    }
    compare("TCP_NODELAY, as we set it", **socket, **birdc);
    holdSmallSegmentsBack();
    compare("Nagle's algorithm, libssh's own", **socket, **birdc);
}

/// Sets the link on the node and waits for the model to show it. The node's clock is this machine's.
double changeOnce(ops::ssh::Connection& connection, ops::Engine& engine, const cluster::Instance& instance,
                  bool up) {
    const auto isSo = [&] {
        const auto* node = engine.snapshot()->find(instance.name);
        const auto* interface = node->interface.current();
        return interface != nullptr && interface->up == up;
    };
    const auto output = connection.exec(
        fmt::format("date +%s%N; ip link set dev {} {}", instance.interface, up ? "up" : "down"), {},
        base::systemClock().steady() + 5s);
    const auto changedAt = output ? base::toNumber<std::int64_t>(base::trimmed(output->out)) : std::nullopt;
    if (!changedAt) {
        fmt::print(stderr, "bench_node: the link could not be changed\n");
        std::exit(1);
    }
    QEventLoop loop;
    QObject::connect(&engine, &ops::Engine::snapshotChanged, &loop, [&] {
        if (isSo())
            loop.quit();
    });
    QTimer::singleShot(5s, &loop, &QEventLoop::quit);
    if (!isSo())
        loop.exec();
    const auto seenAt = engine.snapshot()->find(instance.name)->interface.seenAtWall().time_since_epoch();
    const auto shownAt = std::max(seenAt, engine.snapshot()->atWall.time_since_epoch());
    return std::chrono::duration<double, std::milli>(shownAt - std::chrono::nanoseconds{*changedAt}).count();
}

void benchLinkChanges(ops::ssh::Connection& connection, const cluster::Cluster& cluster,
                      const cluster::Instance& instance) {
    ops::Engine engine(cluster);
    engine.start();
    QEventLoop settle;
    QTimer::singleShot(3s, &settle, &QEventLoop::quit);
    settle.exec();
    std::vector<double> times;
    for (int i = 0; i < linkChanges; ++i) {
        times.push_back(changeOnce(connection, engine, instance, i % 2 == 1));
        // Somewhere in the poll's second.
        QTimer::singleShot(std::chrono::milliseconds{300 + i * 37 % 400}, &settle, &QEventLoop::quit);
        settle.exec();
    }
    const auto spread = spreadOf(times);
    fmt::print("link change to the dashboard's model, {} changes: median {:.1f} ms, p95 {:.1f} ms\n\n",
               linkChanges, spread.median, spread.p95);
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const auto file =
        argc == 3 ? ops::ClusterFile::load(argv[1]) : base::failure("usage: bench_node FILE INSTANCE");
    const auto* instance = file ? file->cluster().find(cluster::InstanceName{argv[2]}) : nullptr;
    if (instance == nullptr) {
        fmt::print(stderr, "bench_node: {}\n", file ? "no such instance" : file.error().what);
        return 2;
    }
    ops::ssh::Wake wake;
    ops::ssh::ConnectGate gate;
    NobodyToAsk nobody;
    auto connection = ops::ssh::Connection::open(instance->ssh, wake, gate, nobody);
    if (!connection) {
        fmt::print(stderr, "bench_node: {}\n", connection.error().what);
        return 1;
    }
    benchLinkChanges(**connection, file->cluster(), *instance);
    benchReplies(**connection);
    return 0;
}
