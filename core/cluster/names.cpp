#include "core/cluster/names.h"

#include <algorithm>
#include <cstdint>

#include "core/base/text.h"

namespace understudy::cluster {
namespace {

bool isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// 1 to `maxLength` letters, digits or one of `others`, the first one none of `notFirst`.
bool consistsOf(std::string_view text, std::size_t maxLength, std::string_view others,
                std::string_view notFirst) {
    if (text.empty() || text.size() > maxLength || notFirst.find(text.front()) != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return isAlphanumeric(c) || others.find(c) != std::string_view::npos; });
}

bool isPort(std::string_view text) {
    const auto port = base::toNumber<std::uint16_t>(text);
    return port && *port != 0;
}

bool isJump(std::string_view text) {
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        if (!isUserName(text.substr(0, at)))
            return false;
        text.remove_prefix(at + 1);
    }
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || !isHostName(text.substr(1, end - 1)))
            return false;
        const auto rest = text.substr(end + 1);
        return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1)));
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
        return isHostName(text);
    return isHostName(text.substr(0, colon)) && isPort(text.substr(colon + 1));
}

} // namespace

bool isInterfaceName(std::string_view text) {
    return consistsOf(text, 15, "_-.", "-.");
}

bool isProtocolName(std::string_view text) {
    return consistsOf(text, 64, "_", "0123456789");
}

bool isHostName(std::string_view text) {
    return consistsOf(text, 253, ".-_:%", "-.%");
}

bool isUserName(std::string_view text) {
    return consistsOf(text, 32, "_-.@", "-");
}

bool isJumpList(std::string_view text) {
    while (true) {
        const auto comma = text.find(',');
        if (!isJump(text.substr(0, comma)))
            return false;
        if (comma == std::string_view::npos)
            return true;
        text.remove_prefix(comma + 1);
    }
}

bool isDisplayName(std::string_view text) {
    return !text.empty() && base::trimmed(text) == text && base::sanitized(text, 64) == text;
}

} // namespace understudy::cluster
