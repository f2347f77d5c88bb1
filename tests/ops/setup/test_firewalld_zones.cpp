#include "core/ops/setup/firewalld_zones.h"

#include <string>

#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;

namespace {

const auto neighbor4 = base::IpAddress::parse("169.254.169.254").value();
const auto neighbor6 = base::IpAddress::parse("2001:19f0:ffff::1").value();

struct ZoneText {
    std::string head;
    std::string target = "default";
    std::string interfaces{};
    std::string sources{};
    std::string ports{};
    std::string rules{};
    std::string services = "dhcpv6-client ssh";
    std::string forwarded{};
    std::string protocols{};
};

/// As firewalld 1.3.3 prints it.
std::string text(const ZoneText& zone) {
    return zone.head + "\n  target: " + zone.target +
           "\n  icmp-block-inversion: no\n  interfaces: " + zone.interfaces + "\n  sources: " + zone.sources +
           "\n  services: " + zone.services + "\n  ports: " + zone.ports +
           "\n  protocols: " + zone.protocols + "\n  forward: yes\n  masquerade: no\n  forward-ports: \n" +
           zone.forwarded + "  source-ports: \n  icmp-blocks: \n  rich rules: \n" + zone.rules + "\n";
}

const std::string others =
    "default public\n" + text({.head = "block", .target = "%%REJECT%%", .services = ""}) +
    text({.head = "drop", .target = "DROP", .services = ""}) + text({.head = "dmz", .services = "ssh"});

/// In the default zone.
Passage with(const ZoneText& zone, const base::IpAddress& neighbor = neighbor4) {
    return firewalldPassage(others + text(zone), neighbor, "cloud");
}

Passage withRules(const std::string& rules, const base::IpAddress& neighbor = neighbor4) {
    return with({.head = "public", .rules = rules}, neighbor);
}

constexpr const char* opens4 =
    "\trule priority=\"-100\" family=\"ipv4\" source address=\"169.254.169.254\" port port=\"179\" "
    "protocol=\"tcp\" accept\n";
constexpr const char* opens6 =
    "\trule priority=\"-100\" family=\"ipv6\" source address=\"2001:19f0:ffff::1\" port port=\"179\" "
    "protocol=\"tcp\" accept\n";

} // namespace

TEST(FirewalldZones, TheZoneDecides) {
    EXPECT_EQ(with({.head = "public"}), Passage::Closed);
    EXPECT_EQ(with({.head = "public", .target = "ACCEPT"}), Passage::Open);
    EXPECT_EQ(with({.head = "public", .target = "perhaps"}), Passage::Unknown);
    EXPECT_EQ(with({.head = "public", .ports = "80/tcp 179/tcp"}), Passage::Open);
    EXPECT_EQ(with({.head = "public", .ports = "100-200/tcp"}), Passage::Open);
    EXPECT_EQ(with({.head = "public", .ports = "179/udp 80-90/tcp"}), Passage::Closed);
    EXPECT_EQ(with({.head = "public", .services = "bgp ssh"}), Passage::Open);
    EXPECT_EQ(with({.head = "public", .protocols = "tcp"}), Passage::Open);
    EXPECT_EQ(
        with(
            {.head = "public", .ports = "179/tcp", .forwarded = "\tport=80:proto=tcp:toport=8080:toaddr=\n"}),
        Passage::Unknown);
}

TEST(FirewalldZones, TheNeighborsOwnRules) {
    EXPECT_EQ(withRules(opens4), Passage::Open);
    EXPECT_EQ(withRules(opens4, neighbor6), Passage::Closed);
    EXPECT_EQ(withRules(opens6, neighbor6), Passage::Open);
    EXPECT_EQ(withRules(opens6), Passage::Closed);
    // It is printed in another order than it was made in.
    const std::string denies = "\trule family=\"ipv4\" port port=\"179\" protocol=\"tcp\" reject\n";
    EXPECT_EQ(withRules(denies + opens4), Passage::Open);
    EXPECT_EQ(with({.head = "public", .ports = "179/tcp", .rules = denies}), Passage::Closed);
    EXPECT_EQ(withRules("\trule family=\"ipv4\" source address=\"169.254.169.254\" port port=\"179\" "
                        "protocol=\"tcp\" accept\n" +
                        denies),
              Passage::Closed);
}

TEST(FirewalldZones, RulesOfSomethingElse) {
    for (const auto* rule :
         {"family=\"ipv4\" source address=\"10.0.0.0/8\" accept", "port port=\"179\" protocol=\"udp\" accept",
          "port port=\"80-90\" protocol=\"tcp\" accept", "source-port port=\"179\" protocol=\"tcp\" log",
          "icmp-type name=\"echo-request\" accept", "port port=\"179\" protocol=\"tcp\" log prefix=\"x\""})
        EXPECT_EQ(withRules(std::string{"\trule "} + rule + "\n"), Passage::Closed) << rule;
}

TEST(FirewalldZones, WhatIsNotUnderstoodIsUnknown) {
    for (const auto* rule :
         {"priority=\"first\" port port=\"179\" protocol=\"tcp\" accept",
          "family=\"ipv4\" source NOT address=\"10.0.0.0/8\" port port=\"179\" protocol=\"tcp\" accept",
          "source ipset=\"routers\" accept", "service name=\"http\" accept limit value=\"2/m\"",
          "family=\"ipv4\" destination address=\"192.0.2.111\" port port=\"179\" protocol=\"tcp\" accept",
          "port port=\"179\" protocol=\"tcp\" accept limit value=\"2/m\"", "protocol value=\"tcp\" accept",
          "port port=\"bgp\" protocol=\"tcp\" accept", "port port=\"179\" protocol=\"tcp\" mark set=\"1\"",
          "family=\"ipv4\" port port=\"100-200\" protocol=\"tcp\" log prefix=\"a accept b\" level=\"info\" "
          "drop"})
        EXPECT_EQ(withRules(std::string{"\trule "} + rule + "\n"), Passage::Unknown) << rule;
    EXPECT_EQ(firewalldPassage("", neighbor4, "cloud"), Passage::Unknown);
    EXPECT_EQ(firewalldPassage(others, neighbor4, "cloud"), Passage::Unknown) << "no zone of that name";
    EXPECT_EQ(with({.head = "public",
                    .ports = "179/tcp",
                    .rules = "\trule family=\"ipv4\" source NOT address=\"10.0.0.0/8\" drop\n"}),
              Passage::Unknown);
}

TEST(FirewalldZones, TheNeighborsZone) {
    const auto zoneOf = [](const ZoneText& zone, const base::IpAddress& neighbor, std::string_view device) {
        return firewalldZoneOf(others + text({.head = "public"}) + text(zone), neighbor, device);
    };
    EXPECT_EQ(zoneOf({.head = "work"}, neighbor4, "cloud"), "public");
    EXPECT_EQ(zoneOf({.head = "work (active)", .interfaces = "eth1 cloud"}, neighbor4, "cloud"), "work");
    EXPECT_EQ(zoneOf({.head = "work (active)", .interfaces = "eth1 cloud"}, neighbor4, "eth0"), "public");
    EXPECT_EQ(zoneOf({.head = "work (active)", .sources = "169.254.0.0/16"}, neighbor4, "cloud"), "work");
    EXPECT_EQ(zoneOf({.head = "work (active)", .sources = "169.254.0.0/16"}, neighbor6, "cloud"), "public");
    EXPECT_EQ(zoneOf({.head = "work (active)", .sources = "ipset:routers"}, neighbor4, "cloud"), "");
    EXPECT_EQ(zoneOf({.head = "work (active)", .interfaces = "clo+"}, neighbor4, "cloud"), "");
    EXPECT_EQ(zoneOf({.head = "work"}, neighbor4, ""), "");
    EXPECT_EQ(zoneOf({.head = "$(reboot) (active)", .interfaces = "cloud"}, neighbor4, "cloud"), "");
    EXPECT_EQ(zoneOf({.head = "default (active)", .interfaces = "cloud"}, neighbor4, "cloud"), "default");
}

TEST(FirewalldZones, AnOpenZoneIsNotTheNeighbors) {
    const auto zones = others + text({.head = "public", .ports = "179/tcp"}) +
                       text({.head = "work (active)", .interfaces = "cloud"});
    EXPECT_EQ(firewalldPassage(zones, neighbor4, "cloud"), Passage::Closed);
    EXPECT_EQ(firewalldPassage(zones, neighbor4, "eth0"), Passage::Open);
}
