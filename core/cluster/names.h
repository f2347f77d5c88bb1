// Which names from a cluster file may become part of a command on a node. Deny by default: whatever passes
// here holds no character that a shell, BIRD or ip(8) would read as anything but a letter of a name.
#pragma once

#include <string_view>

namespace understudy::cluster {

/// A network interface: 1 to 15 letters, digits, `_`, `-`, `.`, not starting with `-` or `.`.
bool isInterfaceName(std::string_view text);

/// A BIRD symbol: a letter or `_`, then letters, digits or `_`, at most 64 (BIRD's SYM_MAX_LEN).
bool isProtocolName(std::string_view text);

/// A host name or address: letters, digits, `.`, `-`, `_`, `:`, `%`, at most 253, not starting with `-`.
bool isHostName(std::string_view text);

/// A login name: letters, digits, `_`, `-`, `.`, `@`, at most 32, not starting with `-`.
bool isUserName(std::string_view text);

/// `[USER@]HOST[:PORT]`, several separated by commas, as ssh -J takes them.
bool isJumpList(std::string_view text);

/// What people read: 1 to 64 bytes of UTF-8 without control characters, no blank at either end.
bool isDisplayName(std::string_view text);

} // namespace understudy::cluster
