// The names that mean something in an expression.
#include <algorithm>
#include <array>
#include <utility>

#include "core/bird/expression_parser.h"

namespace understudy::bird {
namespace {

struct NamedAttribute {
    std::string_view name;
    Attribute attribute;
    ValueType type;
};

constexpr std::array attributes{
    NamedAttribute{"net", Attribute::Net, ValueType::Net},
    NamedAttribute{"proto", Attribute::Proto, ValueType::String},
    NamedAttribute{"source", Attribute::Source, ValueType::Source},
    NamedAttribute{"ifname", Attribute::Ifname, ValueType::String},
    NamedAttribute{"bgp_path", Attribute::Path, ValueType::Path},
    NamedAttribute{"bgp_origin", Attribute::Origin, ValueType::Origin},
    NamedAttribute{"bgp_med", Attribute::Med, ValueType::Int},
    NamedAttribute{"bgp_community", Attribute::Communities, ValueType::PairList},
    NamedAttribute{"bgp_ext_community", Attribute::ExtendedCommunities, ValueType::EcList},
    NamedAttribute{"bgp_large_community", Attribute::LargeCommunities, ValueType::LcList},
};

struct NamedValue {
    std::string_view name;
    Value value;
};

} // namespace

const Value* namedConstant(std::string_view name) {
    static const std::array values{
        NamedValue{"true", true},
        NamedValue{"false", false},
        NamedValue{"ORIGIN_IGP", BgpOrigin::Igp},
        NamedValue{"ORIGIN_EGP", BgpOrigin::Egp},
        NamedValue{"ORIGIN_INCOMPLETE", BgpOrigin::Incomplete},
        NamedValue{"RTS_DEVICE", RouteSource::Device},
        NamedValue{"RTS_STATIC", RouteSource::Static},
        NamedValue{"RTS_BGP", RouteSource::Other},
        NamedValue{"RTS_INHERIT", RouteSource::Other},
        NamedValue{"RTS_STATIC_DEVICE", RouteSource::Other},
        NamedValue{"RTS_REDIRECT", RouteSource::Other},
        NamedValue{"RTS_RIP", RouteSource::Other},
        NamedValue{"RTS_OSPF", RouteSource::Other},
        NamedValue{"RTS_OSPF_IA", RouteSource::Other},
        NamedValue{"RTS_OSPF_EXT1", RouteSource::Other},
        NamedValue{"RTS_OSPF_EXT2", RouteSource::Other},
        NamedValue{"RTS_PIPE", RouteSource::Other},
        NamedValue{"RTS_BABEL", RouteSource::Other},
        NamedValue{"NET_IP4", base::Family::V4},
        NamedValue{"NET_IP6", base::Family::V6},
    };
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const auto& value) { return value.name == name; });
    return found == values.end() ? nullptr : &found->value;
}

std::optional<Attribute> attributeNamed(std::string_view name) {
    const auto* found = std::find_if(attributes.begin(), attributes.end(),
                                     [&](const auto& attribute) { return attribute.name == name; });
    if (found == attributes.end())
        return std::nullopt;
    return found->attribute;
}

ValueType typeOf(Attribute attribute) {
    const auto* found = std::find_if(attributes.begin(), attributes.end(),
                                     [&](const auto& named) { return named.attribute == attribute; });
    return found->type;
}

const char* whyNotSupported(std::string_view name) {
    constexpr std::array received{"from",
                                  "gw",
                                  "preference",
                                  "scope",
                                  "dest",
                                  "ifindex",
                                  "bgp_local_pref",
                                  "bgp_atomic_aggr",
                                  "bgp_aggregator",
                                  "bgp_originator_id",
                                  "bgp_cluster_list",
                                  "bgp_aigp",
                                  "bgp_otc",
                                  "weight",
                                  "krt_source",
                                  "krt_metric",
                                  "igp_metric",
                                  "krt_prefsrc",
                                  "onlink"};
    if (std::find(received.begin(), received.end(), name) != received.end())
        return "routes of this node's own interfaces do not have it";
    if (name == "bgp_next_hop")
        return "write `next hop address` in the channel instead";
    if (name == "roa_check" || name == "aspa_check")
        return "nothing received is installed";
    constexpr std::array commands{"case", "for", "return", "function", "eval", "bt_assert", "format"};
    if (std::find(commands.begin(), commands.end(), name) != commands.end())
        return "use if, then and else";
    return nullptr;
}

Expression constantExpression(Value value) {
    Expression expression;
    expression.type = typeOf(value);
    expression.constant = std::move(value);
    return expression;
}

} // namespace understudy::bird
