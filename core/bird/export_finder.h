// Where a bird.conf says what is exported to a neighbor.
#pragma once

#include <cstddef>
#include <vector>

#include <tl/expected.hpp>

#include "core/bird/file_outline.h"
#include "core/bird/prepend_edit.h"

namespace understudy::bird {

/// What follows the word `export`, by tokens.
struct ExportPolicy {
    enum class Kind : std::uint8_t { All, Where, Filter };

    Kind kind = Kind::All;
    std::size_t begin = 0; ///< the word `all`, `where` or `filter`
    std::size_t first = 0; ///< of the condition; of the filter, wherever it is defined
    std::size_t last = 0;  ///< of the condition; `all` itself
};

/// An error when nothing is exported, or when others than `together` would be changed with it.
tl::expected<ExportPolicy, ConfigError> findExport(const FileOutline& file, const ExportOf& wanted,
                                                   const std::vector<ExportOf>& together);

} // namespace understudy::bird
