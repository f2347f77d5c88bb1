#include "core/bgp/attribute_check.h"

namespace understudy::bgp {
namespace {

using enum UpdateVerdict;

constexpr UpdateVerdict unless(bool wellFormed, UpdateVerdict otherwise) {
    return wellFormed ? Accept : otherwise;
}

bool isMultipleOf(base::ByteView value, std::size_t size) {
    return !value.empty() && value.size() % size == 0;
}

std::uint32_t readAs(base::ByteReader& reader, bool fourOctets) {
    return fourOctets ? reader.u32() : reader.u16();
}

/// Segments of known type with at least one AS, none of them 0 (RFC 7607), that fill the value exactly.
/// Segments of a confederation are an error from an external neighbor (RFC 5065 section 5).
bool isAsPath(base::ByteView value, bool fourOctets) {
    base::ByteReader reader{value};
    while (!reader.empty()) {
        const auto type = static_cast<SegmentType>(reader.u8());
        const auto count = reader.u8();
        if (count == 0 || (type != SegmentType::Set && type != SegmentType::Sequence))
            return false;
        for (unsigned i = 0; i < count; ++i) {
            if (readAs(reader, fourOctets) == 0)
                return false;
        }
    }
    return reader.ok();
}

bool isAggregator(base::ByteView value, bool fourOctets) {
    base::ByteReader reader{value};
    return value.size() == (fourOctets ? 8u : 6u) && readAs(reader, fourOctets) != 0;
}

/// An address that a host can have (RFC 4271 section 6.3): not 0/8, loopback, multicast or above.
bool isHostAddress(base::ByteView value) {
    return value.size() == 4 && value[0] != 0 && value[0] != 127 && value[0] < 224;
}

} // namespace

UpdateVerdict checkAttribute(const RawAttribute& attribute, const UpdateRules& rules) {
    const auto value = attribute.value;
    switch (attribute.code) {
    case AttributeCode::Origin:
        return unless(value.size() == 1 && value[0] <= 2, TreatAsWithdraw);
    case AttributeCode::AsPath:
        return unless(isAsPath(value, rules.fourOctetAs), TreatAsWithdraw);
    case AttributeCode::NextHop:
        return unless(isHostAddress(value), TreatAsWithdraw);
    case AttributeCode::MultiExitDisc:
    case AttributeCode::OnlyToCustomer:
        return unless(value.size() == 4, TreatAsWithdraw);
    case AttributeCode::Communities:
        return unless(isMultipleOf(value, 4), TreatAsWithdraw);
    case AttributeCode::ExtendedCommunities:
        return unless(isMultipleOf(value, 8), TreatAsWithdraw);
    case AttributeCode::Ipv6ExtendedCommunities:
        return unless(isMultipleOf(value, 20), TreatAsWithdraw);
    case AttributeCode::LargeCommunities:
        return unless(isMultipleOf(value, 12), TreatAsWithdraw);
    case AttributeCode::AtomicAggregate:
        return unless(value.empty(), DiscardAttribute);
    case AttributeCode::Aggregator:
        return unless(isAggregator(value, rules.fourOctetAs), DiscardAttribute);
    case AttributeCode::As4Path:
        return unless(!rules.fourOctetAs && !value.empty() && isAsPath(value, true), DiscardAttribute);
    case AttributeCode::As4Aggregator:
        return unless(!rules.fourOctetAs && isAggregator(value, true), DiscardAttribute);
    case AttributeCode::LocalPref:
    case AttributeCode::OriginatorId:
    case AttributeCode::ClusterList:
        return DiscardAttribute;
    case AttributeCode::MpReach:
    case AttributeCode::MpUnreach:
        return Accept;
    }
    return unless((attribute.flags & attribute_flag::optional) != 0, ResetSession);
}

bool flagsFit(const RawAttribute& attribute) {
    using namespace attribute_flag;
    const auto flags = static_cast<std::uint8_t>(attribute.flags & (optional | transitive));
    switch (attribute.code) {
    case AttributeCode::Origin:
    case AttributeCode::AsPath:
    case AttributeCode::NextHop:
    case AttributeCode::LocalPref:
    case AttributeCode::AtomicAggregate:
        return flags == transitive;
    case AttributeCode::MultiExitDisc:
    case AttributeCode::OriginatorId:
    case AttributeCode::ClusterList:
    case AttributeCode::MpReach:
    case AttributeCode::MpUnreach:
        return flags == optional;
    case AttributeCode::Aggregator:
    case AttributeCode::Communities:
    case AttributeCode::ExtendedCommunities:
    case AttributeCode::As4Path:
    case AttributeCode::As4Aggregator:
    case AttributeCode::Ipv6ExtendedCommunities:
    case AttributeCode::LargeCommunities:
    case AttributeCode::OnlyToCustomer:
        return flags == (optional | transitive);
    }
    return true;
}

} // namespace understudy::bgp
