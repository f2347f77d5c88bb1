#include "core/speaker/interface_watch.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/speaker/loop.h"
#include "tests/support/network_namespace.h"

namespace understudy::speaker {
namespace {

/// A veth pair stands in for a dummy interface, which not every kernel has.
class InterfaceWatchOnAKernel : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "SKIPPED: needs root, to make a network namespace";
        network.emplace();
        network->run("ip link add dummy1 type veth peer name dummy1p && ip link set dummy1p up");
        network->run("sysctl -qw net.ipv6.conf.dummy1.accept_dad=0 net.ipv6.conf.dummy1p.accept_dad=0");
        auto opened = InterfaceWatch::open(
            loop.io, [this] { ++changes; }, [this] { ++overruns; });
        ASSERT_TRUE(opened) << opened.error().what;
        watch = std::move(*opened);
    }

    const Interface* named(const std::string& name) const {
        const auto& table = watch->table();
        const auto found = std::find_if(table.begin(), table.end(),
                                        [&](const auto& entry) { return entry.second.name == name; });
        return found == table.end() ? nullptr : &found->second;
    }

    std::size_t globalAddresses() const {
        const auto* dummy = named("dummy1");
        return dummy == nullptr
                   ? 0
                   : static_cast<std::size_t>(std::count_if(
                         dummy->addresses.begin(), dummy->addresses.end(), [](const auto& each) {
                             return each.second.usable && each.first.address().bytes()[0] != 0xfe;
                         }));
    }

    std::optional<test::NetworkNamespace> network;
    test::Loop loop;
    std::unique_ptr<InterfaceWatch> watch;
    int changes = 0;
    int overruns = 0;
};

TEST_F(InterfaceWatchOnAKernel, KnowsWhatIsThereWhenItBegins) {
    ASSERT_NE(named("dummy1"), nullptr);
    EXPECT_FALSE(named("dummy1")->up);
    EXPECT_NE(named("lo"), nullptr);
    EXPECT_EQ(changes, 0);
}

TEST_F(InterfaceWatchOnAKernel, SeesTheLinkAndItsAddressesComeAndGo) {
    network->run("ip link set dummy1 up && ip addr add 192.0.2.2/32 dev dummy1");
    network->run("ip addr add 2001:db8:2222::1/64 dev dummy1");
    EXPECT_TRUE(loop.until([&] { return named("dummy1")->up && globalAddresses() == 2; }));
    network->run("ip addr del 192.0.2.2/32 dev dummy1");
    EXPECT_TRUE(loop.until([&] { return globalAddresses() == 1; }));
    network->run("ip link set dummy1 down");
    EXPECT_TRUE(loop.until([&] { return !named("dummy1")->up && globalAddresses() == 0; }))
        << "the kernel removes IPv6 addresses of a link that goes down";
}

TEST_F(InterfaceWatchOnAKernel, FollowsRenamingAndDeletion) {
    network->run("ip link set dummy1 name floating0");
    EXPECT_TRUE(loop.until([&] { return named("floating0") != nullptr && named("dummy1") == nullptr; }));
    network->run("ip link del floating0");
    EXPECT_TRUE(loop.until([&] { return named("floating0") == nullptr; }));
}

TEST_F(InterfaceWatchOnAKernel, KeepsUpWithThousandsOfAddresses) {
    network->run("ip link set dummy1 up");
    network->run(
        "for i in $(seq 1 20); do for j in $(seq 1 250); do echo addr add 10.9.$i.$j/32 dev dummy1; done; "
        "done | ip -batch -");
    EXPECT_TRUE(loop.until([&] { return globalAddresses() == 5000; })) << globalAddresses();
    network->run("ip addr flush dev dummy1");
    EXPECT_TRUE(loop.until([&] { return globalAddresses() == 0; })) << globalAddresses();
}

TEST_F(InterfaceWatchOnAKernel, ReadsEverythingAnewWhenEventsWereLost) {
    network->run("ip link set dummy1 up");
    // More than the socket holds, while nobody reads.
    network->run(
        "for i in $(seq 1 40); do for j in $(seq 1 250); do echo addr add 10.9.$i.$j/32 dev dummy1; done; "
        "done | ip -batch -");
    EXPECT_TRUE(loop.until([&] { return globalAddresses() == 10000; })) << globalAddresses();
    EXPECT_GT(overruns, 0) << "the test is meant to lose some";
}

} // namespace
} // namespace understudy::speaker
