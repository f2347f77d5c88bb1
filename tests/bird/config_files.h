// The configurations in tests/data/bird-conf, and the real programs that judge them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bird/config_parser.h"

namespace understudy::test {

struct ConfigText {
    std::string name; ///< FOLDER/FILE
    std::string text;
};

/// All that are in order, by name.
std::vector<ConfigText> goodConfigs();
std::string configText(std::string_view name);

/// Fails the test, and gives an empty one, on an error.
bird::Config parsed(std::string_view text);
/// The error; fails the test if there is none.
bird::ConfigError errorOf(std::string_view text);

enum class RealBird { V1, V1Ipv6, V2 };

/// Which of them reads the file; nullopt for what only understudyd understands.
std::optional<RealBird> realBirdFor(std::string_view name);
/// Whether the program is on this machine: BIRD 2 installed, BIRD 1.6 where tests/lab/bird1 unpacks it.
bool isHere(RealBird which);
/// What `bird -p` says against the text; "" if it is in order.
std::string complaintOf(RealBird which, std::string_view text);

} // namespace understudy::test
