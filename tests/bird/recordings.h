// The recorded output of real speakers in tests/data/birdc, as birdc wrote it and as the control socket sent
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bird/captured.h"
#include "core/bird/reply.h"

namespace understudy::test {

struct Recording {
    std::string name; ///< VERSION/SCENARIO/COMMAND, without the suffix
    std::string output;
    int exitStatus = 0;
};

/// One recording made with `birdc -v`.
Recording recording(std::string_view name);
/// All of one version; with `-v` or without.
std::vector<Recording> recordings(std::string_view version, bool verbose = true);
/// Whether there is one of that name.
bool isRecorded(std::string_view name);

inline constexpr std::string_view versions[] = {"1.6.8", "1.6.8-bird6", "2.0.12", "2.19.2", "3.3.2"};

/// What the speaker sent on its socket for birdc to print `output`.
std::string asSentOnTheSocket(std::string_view output);

/// All replies in `bytes`; fails the test on an error.
std::vector<bird::Reply> repliesIn(std::string_view bytes);
/// The one reply in `bytes`, which need no greeting.
bird::Reply replyOf(std::string_view bytes);
/// The reply that a recording holds.
bird::Reply recordedReply(std::string_view name);

} // namespace understudy::test
