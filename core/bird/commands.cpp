#include "core/bird/commands.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/characters.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;

constexpr std::size_t maxSymbolLength = 64;

bool isQuotable(char c) {
    return isWordCharacter(c) || c == '-' || c == '.' || c == ':';
}

std::string_view verb(ProtocolAction action) {
    switch (action) {
    case ProtocolAction::Enable:
        return "enable";
    case ProtocolAction::Disable:
        return "disable";
    case ProtocolAction::Restart:
        return "restart";
    }
    return {};
}

Result<std::string> command(std::string_view before, std::string_view name, std::string_view after = {}) {
    return symbol(name).map(
        [&](const std::string& checked) { return fmt::format("{}{}{}", before, checked, after); });
}

} // namespace

Result<std::string> symbol(std::string_view name) {
    if (name.empty() || name.size() > maxSymbolLength || !std::all_of(name.begin(), name.end(), isQuotable))
        return failure(
            fmt::format("\"{}\" is no name that a BIRD protocol can have", base::sanitized(name, 80)));
    if (isLetter(name.front()) && std::all_of(name.begin(), name.end(), isWordCharacter))
        return std::string(name);
    return fmt::format("'{}'", name);
}

Result<std::string> showProtocolAll(std::string_view name) {
    return command("show protocols all ", name);
}

Result<std::string> showRouteExport(std::string_view name) {
    return command("show route export ", name, " all");
}

Result<std::string> exportCount(std::string_view name) {
    return command("show route export ", name, " count");
}

Result<std::string> protocolCommand(ProtocolAction action, std::string_view name) {
    return command(fmt::format("{} ", verb(action)), name);
}

} // namespace understudy::bird
