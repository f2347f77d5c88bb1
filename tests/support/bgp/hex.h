// Octets written as tests like to read them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace understudy::test {

/// The octets of hexadecimal text; blanks and colons between them are skipped. Anything else is a mistake in
/// the test and ends it.
base::Bytes hex(std::string_view text);

/// The inverse, lower case without blanks.
std::string toHex(base::ByteView bytes);

base::Bytes joined(std::initializer_list<base::ByteView> pieces);

} // namespace understudy::test
