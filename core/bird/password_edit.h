// Changes the password of BGP sessions in the text of a bird.conf, and nothing else in it. Works on the text:
// what this project's own parser does not know, of BIRD's whole language, stays as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/secret.h"
#include "core/bird/config_error.h"

namespace understudy::bird {

/// Whether it can be the password of a session: 1 to 80 octets (RFC 2385), without quotation marks and
/// control characters.
base::Result<void> checkPassword(const base::Secret& password);

/// The protocol's password as the text has it: its own, or its template's. An error, with the place and never
/// with a password, when the file has no such protocol, the protocol has no password, or its password is a
/// constant.
///
/// Included files are not looked into.
tl::expected<base::Secret, ConfigError> findPassword(const std::string& fileName, std::string_view text,
                                                     const std::string& protocol);

/// The text with the password of these BGP protocols changed, where it stands. Errors are findPassword's;
/// another one when the password is that of a template which other protocols use as well. `password` has
/// passed checkPassword().
tl::expected<std::string, ConfigError> editPassword(const std::string& fileName, std::string_view text,
                                                    const std::vector<std::string>& protocols,
                                                    const base::Secret& password);

} // namespace understudy::bird
