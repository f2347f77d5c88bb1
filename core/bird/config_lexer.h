// From the text of a bird.conf, and of the files that it includes, to tokens.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/bird/config_error.h"

namespace understudy::bird {

struct IncludedFile {
    std::string name;
    std::string text;
};

/// Reads what `include "PATTERN";` in `fromFile` names: the files in the order of their names. A pattern
/// without wildcards that names no file is an error; one with wildcards may name none. Relative patterns are
/// relative to the folder of `fromFile`.
using IncludeReader = std::function<base::Result<std::vector<IncludedFile>>(const std::string& pattern,
                                                                            const std::string& fromFile)>;

struct Token {
    enum class Kind : std::uint8_t {
        End,
        Word,        ///< a keyword or a name
        QuotedWord,  ///< 'name': never a keyword
        Text,        ///< "string"
        Number,      ///< decimal or 0x, 32 bits
        Address,     ///< IPv4 or IPv6, without a length
        Punctuation, ///< one character, or one of != !~ <= >= && || .. -> ++ [= =]
    };

    Kind kind = Kind::End;
    std::string text; ///< of a string or word without its quotes
    std::uint32_t number = 0;
    base::IpAddress address;
    std::uint32_t file = 0; ///< in Tokens::files
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

/// A whole configuration; the last token is always End.
struct Tokens {
    std::vector<IncludedFile> files; ///< the main file first
    std::vector<Token> tokens;

    ConfigError errorAt(const Token& token, std::string what) const;
};

/// Includes are put in place of their line. At most 8 files deep, 256 files and 4 MiB in all.
tl::expected<Tokens, ConfigError> tokenize(const std::string& fileName, std::string_view text,
                                           const IncludeReader& reader);

} // namespace understudy::bird
