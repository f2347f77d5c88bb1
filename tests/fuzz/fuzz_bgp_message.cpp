// A neighbor's octets: every message is decoded as it is, or refused with a NOTIFICATION that can be sent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <variant>

#include "core/bgp/message.h"
#include "core/bgp/open.h"
#include "core/bgp/update_check.h"

using namespace understudy;
using namespace understudy::bgp;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

template <typename T>
T again(const T& message) {
    const auto bytes = encode(message);
    const auto outcome = decodeMessage(bytes);
    require(std::holds_alternative<Decoded>(outcome));
    const auto& decoded = std::get<Decoded>(outcome);
    require(decoded.size == bytes.size() && std::holds_alternative<T>(decoded.message));
    return std::get<T>(decoded.message);
}

void check(const Open& open) {
    auto sent = open;
    sent.capabilities.role.reset();
    sent.capabilities.multiprotocol = !sent.capabilities.families.empty();
    require(again(sent) == sent);
    checkOpen(open, {65500, 64515, {1}, FamilySet::both()});
}

void check(const Notification& notification) {
    require(describe(notification).size() < 1024);
    require(encode(notification).size() <= maxLength);
    if (notification.data.size() <= maxLength - 21)
        require(again(notification) == notification);
}

void check(const RouteRefresh& refresh) {
    require(again(refresh) == refresh);
}

void check(const Keepalive&) {}

void check(const Update& update) {
    for (const bool fourOctetAs : {true, false}) {
        for (const auto families : {FamilySet::both(), FamilySet{base::Family::V4}}) {
            const auto report =
                checkUpdate(update.body, {fourOctetAs, families, fourOctetAs ? FamilySet{} : families});
            require(report.refusal.has_value() == (report.verdict == UpdateVerdict::ResetSession));
            require(report.reachable + report.withdrawn <= update.body.size());
            require(!report.endOfRib || report.reachable + report.withdrawn == 0);
            if (report.refusal)
                check(*report.refusal);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const bool extended = (data[0] & 4) != 0;
    base::ByteView rest{data + 1, size - 1};
    for (;;) {
        const auto outcome = decodeMessage(rest, extended ? maxExtendedLength : maxLength);
        if (const auto* refusal = std::get_if<Refusal>(&outcome))
            check(*refusal);
        const auto* decoded = std::get_if<Decoded>(&outcome);
        if (decoded == nullptr)
            return 0;
        require(decoded->size >= headerLength && decoded->size <= rest.size());
        std::visit([](const auto& message) { check(message); }, decoded->message);
        rest = rest.subspan(decoded->size);
    }
}
