// A control socket that sends anything, in pieces of any size.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "bird_values.h"
#include "core/bird/reply.h"

using namespace understudy;

namespace {

constexpr std::size_t maxReplyBytes = 1024 * 1024;

struct Outcome {
    std::vector<bird::Reply> replies;
    std::optional<base::Error> error;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

void drain(bird::ReplyReader& reader, Outcome& outcome) {
    for (;;) {
        auto next = reader.next();
        if (!next)
            outcome.error = next.error();
        if (!next || !*next)
            return;
        outcome.replies.push_back(std::move(**next));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const auto pieceLimit = input.ConsumeIntegralInRange<std::size_t>(1, 300);
    const auto stride = input.ConsumeIntegralInRange<std::size_t>(1, 97);
    const auto bytes = input.ConsumeRemainingBytesAsString();

    Outcome whole;
    bird::ReplyReader atOnce(maxReplyBytes);
    atOnce.feed(bytes);
    drain(atOnce, whole);

    Outcome split;
    bird::ReplyReader inPieces(maxReplyBytes);
    std::size_t piece = stride;
    for (std::string_view rest = bytes; !rest.empty(); piece = (piece + stride) % pieceLimit + 1) {
        inPieces.feed(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
        drain(inPieces, split);
    }
    fuzz::check(split == whole);
    fuzz::check(inPieces.insideReply() == atOnce.insideReply());

    for (const auto& reply : whole.replies)
        fuzz::checkValuesOf(reply);
    return 0;
}
