// What the statements of a bird.conf say, read from their words alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/bird/config_outline.h"

namespace understudy::bird {

using Statements = std::vector<ConfigStatement>;

/// `ipv4` or `ipv6`.
bool isFamily(std::string_view word);

/// What a statement of `protocol bgp`, or of its channel, sets; "" for what is none of ours.
std::string_view subjectOf(const ConfigStatement& statement);

/// The one that counts; null when there is none.
const ConfigStatement* lastOf(const Statements& statements, std::string_view subject);

/// Addresses and switches in one way of writing.
std::vector<std::string> normal(const std::vector<std::string>& words);

/// Of `neighbor ADDRESS ...` and the like.
std::optional<base::IpAddress> addressIn(const ConfigStatement* statement);

/// Whether a protocol with this body does not run.
bool isDisabled(const Statements& body);

/// Whether `protocol direct` makes routes of the interface's addresses, of some family.
bool covers(const Statements& body, std::string_view interface);

} // namespace understudy::bird
