// The part of a bird.conf's grammar that computes: constants and filters. Types are checked here, so that
// running a filter can hardly fail.
#pragma once

#include <string>

#include "core/bird/config_cursor.h"

namespace understudy::bird {

/// An expression that does not depend on a route, computed.
Value parseConstant(ConfigCursor& cursor);

/// `192.0.2.0/24`, without host bits.
base::Prefix prefixLiteral(ConfigCursor& cursor);

/// From declarations or `{` to the closing `}`.
FilterPtr parseFilterBody(ConfigCursor& cursor, const std::string& name);

/// What follows `where`: accepts the routes for which it is true.
FilterPtr parseWhere(ConfigCursor& cursor);

} // namespace understudy::bird
