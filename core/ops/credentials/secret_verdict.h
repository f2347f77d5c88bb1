// What came of testing a secret.
#pragma once

#include <cstdint>
#include <string>

#include <QMetaType>

namespace understudy::ops {

struct SecretVerdict {
    enum class Kind : std::uint8_t { Right, Wrong, NotKnown };

    Kind kind = Kind::NotKnown;
    std::string why; ///< a sentence, fit to be shown; never holds the secret
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::SecretVerdict)
