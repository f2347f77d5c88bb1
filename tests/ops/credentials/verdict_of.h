// What a test of a secret says, as text.
#pragma once

#include <array>
#include <string>

#include "core/ops/credentials/secret_verdict.h"

namespace understudy::test {

/// `right: WHY`, `wrong: WHY` or `not known: WHY`.
inline std::string text(const ops::SecretVerdict& verdict) {
    const std::array names{"right: ", "wrong: ", "not known: "};
    return names[static_cast<std::size_t>(verdict.kind)] + verdict.why;
}

} // namespace understudy::test
