#include "core/ops/ssh/quote.h"

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

} // namespace understudy::ops::ssh
