// The command lines for the control socket and for birdc, from checked names only: nothing in them can end
// the line or start another command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace understudy::bird {

/// `show status`
inline constexpr std::string_view showStatus = "show status";
/// `show protocols all`: every protocol
inline constexpr std::string_view showProtocolsAll = "show protocols all";
/// Makes the connection read-only for good; answered by code 0016.
inline constexpr std::string_view restrictConnection = "restrict";
/// Dates and milliseconds in every time that this connection shows. BIRD 2.16, 3.0 and later; an older one
/// answers 9001.
inline constexpr std::string_view longTimes = "timeformat iso long ms";

/// A protocol's name as BIRD's grammar wants it (conf/cf-lex.l): letters, digits and `_`, not starting with a
/// digit, as it is; a name that also holds `-`, `.` or `:`, in single quotes. Anything else, or over 64
/// characters, is an error. Commands come without a line end; birdc takes the same text as its arguments (a
/// shell in between must be given the quotes quoted).
base::Result<std::string> symbol(std::string_view name);

/// `show protocols all NAME`
base::Result<std::string> showProtocolAll(std::string_view name);
/// `show route export NAME all`: what the protocol exports, with attributes. For parseExported().
base::Result<std::string> showRouteExport(std::string_view name);
/// `show route export NAME count`. For parseRouteCount().
base::Result<std::string> exportCount(std::string_view name);

/// What an operator does to a protocol.
enum class ProtocolAction : std::uint8_t { Enable, Disable, Restart };
/// `enable NAME`, `disable NAME`, `restart NAME`
base::Result<std::string> protocolCommand(ProtocolAction action, std::string_view name);

} // namespace understudy::bird
