#include "core/bgp/update_check.h"

#include <bitset>

#include "core/bgp/attribute_check.h"

namespace understudy::bgp {
namespace {

using enum UpdateVerdict;

/// The number of prefixes that fill `field` exactly; nullopt when one is longer than `maxBits` or cut off
/// (RFC 7606 section 5.3). With `idOctets` ahead of each prefix: its path identifier.
std::optional<std::uint32_t> countPrefixes(base::ByteView field, unsigned maxBits, std::size_t idOctets) {
    std::uint32_t count = 0;
    std::size_t at = 0;
    while (at < field.size()) {
        at += idOctets;
        if (at >= field.size() || field[at] > maxBits)
            return std::nullopt;
        at += 1 + prefixOctets(field[at]);
        ++count;
    }
    if (at != field.size())
        return std::nullopt;
    return count;
}

constexpr bool carriesRoutes(AttributeCode code) {
    return code == AttributeCode::MpReach || code == AttributeCode::MpUnreach;
}

class Checker {
public:
    explicit Checker(const UpdateRules& rules) : m_rules(rules) {}

    UpdateReport check(base::ByteView body);

private:
    void checkAttributes(base::ByteView attributes);
    void checkOverrun(AttributeCode code);
    void checkOne(const RawAttribute& attribute);
    void checkMpReach(const RawAttribute& attribute);
    void checkMpUnreach(const RawAttribute& attribute);
    void checkMandatory(bool plainRoutes);
    void conclude();

    bool has(AttributeCode code) const { return m_seen.test(static_cast<std::uint8_t>(code)); }
    void found(UpdateVerdict verdict, AttributeCode culprit);
    void reset(UpdateError error, base::ByteView data = {}, AttributeCode culprit = {});
    std::optional<base::Family> agreedFamily(std::uint16_t afi, std::uint8_t safi) const;
    std::optional<std::uint32_t> count(base::ByteView field, base::Family family) const;

    const UpdateRules& m_rules;
    UpdateReport m_report;
    std::bitset<256> m_seen;
    bool m_reachableField = false;  ///< NLRI, or MP_REACH_NLRI with some
    bool m_otherAttributes = false; ///< any but MP_UNREACH_NLRI
};

void Checker::found(UpdateVerdict verdict, AttributeCode culprit) {
    if (verdict <= m_report.verdict)
        return;
    m_report.verdict = verdict;
    m_report.culprit = static_cast<std::uint8_t>(culprit);
}

void Checker::reset(UpdateError error, base::ByteView data, AttributeCode culprit) {
    if (m_report.verdict == ResetSession)
        return;
    found(ResetSession, culprit);
    m_report.refusal = Notification{error, base::Bytes{data.begin(), data.end()}};
}

std::optional<base::Family> Checker::agreedFamily(std::uint16_t afi, std::uint8_t safi) const {
    for (const auto family : allFamilies) {
        if (afi == afiOf(family) && safi == safiUnicast && m_rules.families.has(family))
            return family;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> Checker::count(base::ByteView field, base::Family family) const {
    constexpr std::size_t pathIdentifier = 4;
    return countPrefixes(field, static_cast<unsigned>(base::addressBits(family)),
                         m_rules.pathIds.has(family) ? pathIdentifier : 0);
}

UpdateReport Checker::check(base::ByteView body) {
    base::ByteReader reader{body};
    const auto withdrawn = reader.take(reader.u16());
    const auto attributes = reader.take(reader.u16());
    if (!reader.ok()) {
        reset(UpdateError::MalformedAttributeList);
        return m_report;
    }
    const auto withdrawnCount = count(withdrawn, base::Family::V4);
    const auto reachableCount = count(reader.rest(), base::Family::V4);
    if (!withdrawnCount || !reachableCount) {
        reset(UpdateError::InvalidNetworkField);
        return m_report;
    }
    if (m_rules.families.has(base::Family::V4)) {
        m_report.withdrawn = *withdrawnCount;
        m_report.reachable = *reachableCount;
    }
    m_reachableField = *reachableCount != 0;
    if (body.size() == 4 && m_rules.families.has(base::Family::V4))
        m_report.endOfRib = base::Family::V4;
    checkAttributes(attributes);
    checkMandatory(*reachableCount != 0);
    conclude();
    return m_report;
}

void Checker::checkAttributes(base::ByteView attributes) {
    base::ByteReader reader{attributes};
    while (!reader.empty()) {
        RawAttribute attribute;
        const auto from = reader.rest();
        attribute.flags = reader.u8();
        attribute.code = static_cast<AttributeCode>(reader.u8());
        const bool wide = (attribute.flags & attribute_flag::extendedLength) != 0;
        attribute.value = reader.take(wide ? reader.u16() : reader.u8());
        if (!reader.ok())
            return checkOverrun(attribute.code);
        attribute.whole = from.first(from.size() - reader.remaining());
        checkOne(attribute);
    }
}

/// RFC 7606 section 4: the attributes' total length is trusted over that of a single one. Routes inside the
/// broken attribute are lost, so that case is a reset (section 3 (j)).
void Checker::checkOverrun(AttributeCode code) {
    m_otherAttributes = true;
    if (carriesRoutes(code))
        return reset(UpdateError::MalformedAttributeList, {}, code);
    found(TreatAsWithdraw, code);
}

void Checker::checkOne(const RawAttribute& attribute) {
    m_otherAttributes = m_otherAttributes || attribute.code != AttributeCode::MpUnreach;
    if (has(attribute.code)) {
        if (carriesRoutes(attribute.code))
            return reset(UpdateError::MalformedAttributeList, {}, attribute.code);
        return found(DiscardAttribute, attribute.code);
    }
    m_seen.set(static_cast<std::uint8_t>(attribute.code));
    if (!flagsFit(attribute))
        found(TreatAsWithdraw, attribute.code);
    if (attribute.code == AttributeCode::MpReach)
        return checkMpReach(attribute);
    if (attribute.code == AttributeCode::MpUnreach)
        return checkMpUnreach(attribute);
    const auto verdict = checkAttribute(attribute, m_rules);
    if (verdict == ResetSession)
        return reset(UpdateError::UnrecognizedWellKnown, attribute.whole, attribute.code);
    found(verdict, attribute.code);
}

/// RFC 4760 section 3, next hops of RFC 2545 section 3:
///
///     +---------------------------------------------------------+
///     | AFI (2 octets), SAFI (1 octet)                          |
///     | Length of Next Hop (1 octet), Next Hop (variable)       |
///     | Reserved (1 octet)                                      |
///     | Network Layer Reachability Information (variable)       |
///     +---------------------------------------------------------+
void Checker::checkMpReach(const RawAttribute& attribute) {
    base::ByteReader reader{attribute.value};
    const auto afi = reader.u16();
    const auto safi = reader.u8();
    const auto nextHop = reader.take(reader.u8());
    reader.u8();
    if (!reader.ok())
        return reset(UpdateError::OptionalAttribute, attribute.whole, attribute.code);
    const auto family = agreedFamily(afi, safi);
    if (!family) {
        m_reachableField = m_reachableField || !reader.empty();
        return;
    }
    const bool v4 = *family == base::Family::V4;
    const bool nextHopFits = v4 ? nextHop.size() == 4 : nextHop.size() == 16 || nextHop.size() == 32;
    const auto prefixes = count(reader.rest(), *family);
    if (!nextHopFits || !prefixes)
        return reset(UpdateError::OptionalAttribute, attribute.whole, attribute.code);
    m_report.reachable += *prefixes;
    m_reachableField = m_reachableField || *prefixes != 0;
}

/// RFC 4760 section 4:
///
///     +---------------------------------------------------------+
///     | AFI (2 octets), SAFI (1 octet)                          |
///     | Withdrawn Routes (variable)                             |
///     +---------------------------------------------------------+
void Checker::checkMpUnreach(const RawAttribute& attribute) {
    base::ByteReader reader{attribute.value};
    const auto afi = reader.u16();
    const auto safi = reader.u8();
    if (!reader.ok())
        return reset(UpdateError::OptionalAttribute, attribute.whole, attribute.code);
    const auto family = agreedFamily(afi, safi);
    if (!family)
        return;
    const auto prefixes = count(reader.rest(), *family);
    if (!prefixes)
        return reset(UpdateError::OptionalAttribute, attribute.whole, attribute.code);
    m_report.withdrawn += *prefixes;
    if (*prefixes == 0)
        m_report.endOfRib = *family;
}

/// RFC 4271 section 5 and RFC 4760 section 3; missing ones by RFC 7606 section 3 (d).
void Checker::checkMandatory(bool plainRoutes) {
    const auto require = [this](AttributeCode code) {
        if (!has(code))
            found(TreatAsWithdraw, code);
    };
    if (plainRoutes)
        require(AttributeCode::NextHop);
    if (plainRoutes || has(AttributeCode::MpReach)) {
        require(AttributeCode::Origin);
        require(AttributeCode::AsPath);
    }
}

void Checker::conclude() {
    // RFC 7606 section 5.2: routes to withdraw may hide behind the error.
    if (m_report.verdict == TreatAsWithdraw && !m_reachableField && m_otherAttributes)
        reset(UpdateError::MalformedAttributeList);
    const bool carriesNothing = m_report.withdrawn == 0 && !m_reachableField && !m_otherAttributes;
    if (!carriesNothing || m_report.verdict == ResetSession)
        m_report.endOfRib.reset();
    if (m_report.verdict == TreatAsWithdraw) {
        m_report.withdrawn += m_report.reachable;
        m_report.reachable = 0;
    }
}

} // namespace

UpdateReport checkUpdate(base::ByteView body, const UpdateRules& rules) {
    return Checker{rules}.check(body);
}

} // namespace understudy::bgp
