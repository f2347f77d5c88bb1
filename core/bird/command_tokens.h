// The words of a command line. For command_parser.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/bird/reply.h"

namespace understudy::bird {

struct CommandToken {
    enum class Kind : std::uint8_t {
        Word,   ///< `show`, `vultr`, `20`, `192.0.2.0/24`; or one other printable character: `;`
        Symbol, ///< a name in single quotes, checked with symbol(): 'vultr-v6'
        Text,   ///< in double quotes, sanitized: "maintenance tonight"
        End
    };

    Kind kind = Kind::End;
    std::string text; ///< without quotes

    friend bool operator==(const CommandToken&, const CommandToken&) = default;
};

/// Always ends with an End. The error is the answer to send.
tl::expected<std::vector<CommandToken>, ReplyLine> commandTokens(std::string_view line);

} // namespace understudy::bird
