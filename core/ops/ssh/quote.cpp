#include "core/ops/ssh/quote.h"

#include <fmt/format.h>

namespace understudy::ops::ssh {

base::Result<std::string> shellQuote(std::string_view word) {
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\0')
            return base::failure("A command for the shell holds a NUL byte.");
        if (c == '\'')
            quoted += R"('\'')";
        else
            quoted += c;
    }
    quoted += '\'';
    return quoted;
}

base::Result<std::string> lineForAnyShell(std::string_view script, std::string_view with) {
    std::string encoded;
    for (const char c : script) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet == 0)
            return base::failure("A command for the shell holds a NUL byte.");
        // `!` is history to a C shell even in quotes.
        if (octet < 0x20 || c == '\'' || c == '\\' || c == '!')
            encoded += fmt::format("\\0{:03o}", octet);
        else
            encoded += c;
    }
    return fmt::format(R"SH(exec {}sh -c 'eval "$(printf %b "$1")"' sh '{}')SH", with, encoded);
}

} // namespace understudy::ops::ssh
