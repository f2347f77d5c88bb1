// What a full table costs: a million /24s in some 220,000 UPDATEs, received through the FSM as from a socket.
// Prints on-CPU seconds and how much the memory grew meanwhile.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

#include <fmt/format.h>

#include "core/bgp/fsm.h"
#include "core/bgp/update_writer.h"

using namespace understudy;
using namespace understudy::bgp;

namespace {

constexpr std::size_t prefixCount = 1000000;
constexpr std::size_t readSize = 65536;

/// Groups of 1 to 8 prefixes with attributes of their own, as the Internet's tables have them.
base::Bytes fullTable(std::size_t& updates) {
    std::mt19937 random{1};
    base::Bytes stream;
    for (std::size_t at = 0; at < prefixCount; ++updates) {
        const auto count = std::min<std::size_t>(1 + random() % 8, prefixCount - at);
        std::vector<base::Prefix> group;
        for (const auto end = at + count; at < end; ++at)
            group.emplace_back(
                base::IpAddress::v4({static_cast<std::uint8_t>(1 + (at >> 16)),
                                     static_cast<std::uint8_t>(at >> 8), static_cast<std::uint8_t>(at), 0}),
                24);
        PathAttributes attributes;
        attributes.nextHop = base::IpAddress::v4({192, 0, 2, 254});
        for (auto length = 2 + random() % 5; length > 0; --length)
            attributes.asPath.push_back(static_cast<AsNumber>(1 + random() % 400000));
        for (auto number = random() % 4; number > 0; --number)
            attributes.communities.push_back({static_cast<std::uint32_t>(random())});
        std::span<const base::Prefix> rest{group};
        const auto message = encodeAnnounce(rest, attributes, true);
        stream.insert(stream.end(), message.begin(), message.end());
    }
    return stream;
}

long peakKilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

Fsm establish(const PeerConfig& config, Outputs& outputs) {
    Fsm fsm{Side::Outgoing, config, [] {
                return 0.5;
            }};
    fsm.offer(makeOpen(config, {}, false, false));
    PeerConfig router = config;
    router.localAs = config.neighborAs;
    router.routerId = {1};
    fsm.process(Start{}, {}, outputs);
    fsm.process(TcpConnected{}, {}, outputs);
    fsm.process(BytesReceived{encode(makeOpen(router, {}, false, false))}, {}, outputs);
    fsm.process(AcceptOpen{}, {}, outputs);
    fsm.process(BytesReceived{encode(Keepalive{})}, {}, outputs);
    return fsm;
}

} // namespace

int main() {
    std::size_t updates = 0;
    const auto stream = fullTable(updates);
    PeerConfig config;
    config.localAs = 65500;
    config.neighborAs = 64515;
    config.routerId = {0xc000026f};
    Outputs outputs;
    auto fsm = establish(config, outputs);
    outputs.clear();

    const auto memory = peakKilobytes();
    const auto begin = std::clock();
    for (base::ByteView rest = stream; !rest.empty();) {
        const auto piece = rest.first(std::min(readSize, rest.size()));
        fsm.process(BytesReceived{piece}, {}, outputs);
        rest = rest.subspan(piece.size());
    }
    const auto seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;

    const auto& counted = fsm.counters();
    fmt::print("{} updates, {} prefixes, {} octets: {:.3f} s on CPU, memory grew by {} kB, {} outputs\n",
               counted.updatesReceived, counted.prefixesReachable, stream.size(), seconds,
               peakKilobytes() - memory, outputs.size());
    return counted.updatesReceived == updates && counted.prefixesReachable == prefixCount ? 0 : 1;
}
