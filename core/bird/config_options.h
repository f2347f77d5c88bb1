// Options of BIRD that are understood and change nothing here, and those that are refused.
#pragma once

#include "core/bird/config_cursor.h"

namespace understudy::bird {

enum class OptionsOf : std::uint8_t { Any, Bgp, Channel, Kernel, Device, Direct, Static };

/// Takes one option, up to its semicolon, that can have no effect here. False, and nothing taken, if the next
/// one is none of them.
bool acceptWithoutEffect(ConfigCursor& cursor, OptionsOf where);

/// An error that names the option, which is known to BIRD or not at all.
void refuseOption(ConfigCursor& cursor, std::string_view where);

} // namespace understudy::bird
