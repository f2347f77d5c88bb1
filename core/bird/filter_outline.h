// Where a filter prepends.
#pragma once

#include <cstddef>
#include <vector>

#include <tl/expected.hpp>

#include "core/bird/file_outline.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// `bgp_path.prepend(AS);` or `bgp_path = prepend(bgp_path, AS);`, from its first token to its `;`.
struct PrependStatement {
    std::size_t first;
    std::size_t last;
};

struct FilterOutline {
    std::size_t firstStatement = 0;
    std::vector<PrependStatement> prepends; ///< all of one block, in its order
};

/// `body` is where the filter's declarations or its `{` stand. An error where the number of prepends is not
/// one number that may be changed: see editPrepends().
tl::expected<FilterOutline, ConfigError> outlineFilter(const FileOutline& file, std::size_t body,
                                                       AsNumber localAs);

} // namespace understudy::bird
