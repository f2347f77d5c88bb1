// Two peers in bad weather, over many seeds: whatever happened, once the weather is fine both are Established
// and each has exactly what the other announces.
#include <gtest/gtest.h>

#include "tests/support/bgp/fsm_driver.h"
#include "tests/support/bgp/network.h"

using namespace understudy;
using namespace understudy::bgp;
using namespace std::chrono_literals;
using base::Family;
using test::Network;
using test::Weather;

namespace {

constexpr Weather fine{1ms, 5ms};

PeerConfig configOf(bool instance, std::mt19937_64& random) {
    const auto coin = [&] {
        return random() % 2 == 0;
    };
    auto config = test::instanceConfig();
    if (!instance) {
        std::swap(config.localAs, config.neighborAs);
        config.routerId = {coin() ? 0xa9fea9feu : 0xc000026fu};
    }
    config.families = FamilySet::both();
    config.holdTime = std::chrono::seconds{coin() ? 9 : 90};
    config.gracefulRestart = coin();
    config.keepOverNotification = coin();
    config.extendedMessages = coin();
    return config;
}

Routes randomRoutes(std::mt19937_64& random, AsNumber as) {
    Routes routes;
    for (auto count = random() % 40; count > 0; --count) {
        PathAttributes attributes;
        attributes.asPath.assign(1 + random() % 3, as);
        if (random() % 4 == 0)
            attributes.communities = {gracefulShutdown};
        const auto low = static_cast<std::uint8_t>(random() % 50);
        if (random() % 2 == 0) {
            attributes.nextHop = base::IpAddress::v4({192, 0, 2, 1});
            routes[base::Prefix{base::IpAddress::v4({10, 0, low, 0}), 24}] = attributes;
        } else {
            attributes.nextHop = *base::IpAddress::parse("2001:db8::1");
            routes[base::Prefix{base::IpAddress::v6({0x20, 1, 0xd, 0xb8, 0, low}), 48}] = attributes;
        }
    }
    return routes;
}

/// One thing that goes wrong, or a change of what is announced.
void mishap(Network& net, std::mt19937_64& random) {
    auto& end = random() % 2 == 0 ? net.a() : net.b();
    switch (random() % 8) {
    case 0:
        return net.breakAll();
    case 1:
        return net.breakAll(true);
    case 2:
        net.stop(end);
        net.run(std::chrono::milliseconds{random() % 3000});
        return net.start(end);
    case 3: {
        auto config = end.peer->config();
        const auto routes = end.peer->announcer().wanted();
        config.restarting = true;
        net.reborn(end, config, random() % 2 == 0);
        net.announce(end, routes);
        return net.start(end);
    }
    default:
        return net.announce(end, randomRoutes(random, end.peer->config().localAs));
    }
}

void expectConvergence(std::uint64_t seed) {
    std::mt19937_64 random{seed};
    Weather bad{1ms, std::chrono::milliseconds{1 + random() % 400}, 0.2, 0.2, true, random() % 2 == 0};
    Network net{configOf(true, random), configOf(false, random), seed, bad};
    net.announce(net.a(), randomRoutes(random, 65500));
    net.announce(net.b(), randomRoutes(random, 64515));
    net.start(net.a());
    net.run(std::chrono::milliseconds{random() % 500});
    net.start(net.b());
    for (int i = 0; i < 12; ++i) {
        net.run(std::chrono::milliseconds{random() % 8000});
        mishap(net, random);
    }
    auto clear = fine;
    clear.fullBuffers = bad.fullBuffers;
    net.setWeather(clear);
    // What is dead is noticed within the hold time, an attempt that hangs within the open hold time.
    net.run(100s);
    const auto converged = [&] {
        return net.bothEstablished() && net.b().learned.routes() == net.a().peer->announcer().wanted() &&
               net.a().learned.routes() == net.b().peer->announcer().wanted();
    };
    net.runUntil(converged, 5min);
    ASSERT_TRUE(net.bothEstablished()) << "seed " << seed;
    EXPECT_EQ(net.b().learned.routes(), net.a().peer->announcer().wanted()) << "seed " << seed;
    EXPECT_EQ(net.a().learned.routes(), net.b().peer->announcer().wanted()) << "seed " << seed;
    EXPECT_EQ(net.a().broken, "") << "seed " << seed;
    EXPECT_EQ(net.b().broken, "") << "seed " << seed;
    const auto ups = net.a().ups;
    net.run(2min);
    EXPECT_EQ(net.a().ups, ups) << "a session in fine weather stands, seed " << seed;
}

} // namespace

class BadWeather : public testing::TestWithParam<std::uint64_t> {};

TEST_P(BadWeather, endsInTwoPeersThatHaveEachOthersRoutes) {
    for (std::uint64_t i = 0; i < 250; ++i) {
        expectConvergence(GetParam() * 250 + i);
        if (testing::Test::HasFailure())
            return;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BadWeather, testing::Range<std::uint64_t>(0, 6));
