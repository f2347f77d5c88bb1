// Changes how often a bird.conf prepends, and nothing else in it. Works on the text: what this project's own
// parser does not know, of BIRD's whole language, stays as it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/ip.h"
#include "core/bird/config_error.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// What is announced to one neighbor, of one family.
struct ExportOf {
    std::string protocol; ///< the BGP protocol's name
    base::Family family = base::Family::V4;
};

struct PrependOrder {
    std::vector<ExportOf> exports; ///< all of them stand in this file
    AsNumber localAs = 0;          ///< what is prepended
    std::uint32_t prepends = 0;    ///< 0 to NodeConfig::maxPrepends
};

struct PrependEdit {
    std::string text;
    std::vector<std::uint32_t> before; ///< how often each of the exports prepended
};

/// The text with the export filters of the order changed: an inline filter, a named one, `export all` and
/// `export where` alike; a filter that several of the exports share is changed once. An error, with the place
/// and what to do by hand, where that cannot be done safely: the filter or a template is used by others too,
/// stands in an included file, prepends another AS, prepends under several conditions, or does more with the
/// path than to prepend; or nothing is exported at all. Nothing changes when the count is right already.
///
/// Included files are not looked into.
tl::expected<PrependEdit, ConfigError> editPrepends(const std::string& fileName, std::string_view text,
                                                    const PrependOrder& order);

} // namespace understudy::bird
