// The bird.conf that an instance should have.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// What is written about one instance; a family is announced when its neighbor and source are given.
struct NodeConfig {
    base::IpAddress routerId; ///< IPv4
    AsNumber localAs = 0;
    AsNumber neighborAs = 0;
    std::optional<base::IpAddress> neighbor4;
    std::optional<base::IpAddress> neighbor6;
    std::optional<base::IpAddress> source4; ///< the instance's own address
    std::optional<base::IpAddress> source6;
    std::string protocol4 = "vultr";
    std::string protocol6 = "vultr6"; ///< in a file with both families it must differ
    std::string interface = "dummy1"; ///< that holds the floating addresses
    std::uint32_t prepends = 0;       ///< the tier, 0 to maxPrepends
    std::optional<std::chrono::seconds> holdTime;
    bool gracefulRestart = true;
    std::optional<std::uint8_t> multihop = 2;
    base::Secret password4; ///< of the session with neighbor4; empty: none
    base::Secret password6;

    static constexpr std::uint32_t maxPrepends = 20;
};

enum class ConfigFile : std::uint8_t {
    Bird1Ipv4, ///< bird.conf of BIRD 1.6
    Bird1Ipv6, ///< bird6.conf of BIRD 1.6
    Bird2,     ///< bird.conf of BIRD 2 and 3, and of understudyd: both families
};

/// The text, which holds the passwords. An error when a value is missing, is out of its range, or could not
/// stand in such a file (a name with a blank, a password with a quotation mark); it never tells a password.
base::Result<std::string> writeConfig(const NodeConfig& node, ConfigFile file);

} // namespace understudy::bird
