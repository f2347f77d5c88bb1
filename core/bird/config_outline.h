// The outline of a bird.conf: where its statements and blocks stand in the text. It knows the shape of the
// language alone, so it sees what config_parser.h does not support, and leaves it as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace understudy::bird {

/// One statement, from its first word to its semicolon, or to the brace that ends it. Offsets are octets of
/// the text.
struct ConfigStatement {
    std::size_t begin = 0;
    std::size_t end = 0; ///< past the semicolon, or past the brace
    std::uint32_t line = 1;
    /// Words, numbers, addresses and marks up to its block or its end, without comments; strings keep their
    /// quotation marks.
    std::vector<std::string> words;
    bool hasBlock = false;
    std::size_t bodyBegin = 0; ///< past the opening brace
    std::size_t bodyEnd = 0;   ///< of the closing brace

    /// Whether it begins with these words.
    bool startsWith(std::initializer_list<std::string_view> first) const;
};

/// The statements at the top of the file. An error, `FILE:LINE: what`, when a string, a comment or a brace is
/// not closed, or a statement has no end.
base::Result<std::vector<ConfigStatement>> outlineConfig(const std::string& fileName, std::string_view text);

/// The statements in the block of `statement`, which is of the same text.
base::Result<std::vector<ConfigStatement>> outlineBlock(const std::string& fileName, std::string_view text,
                                                        const ConfigStatement& statement);

} // namespace understudy::bird
