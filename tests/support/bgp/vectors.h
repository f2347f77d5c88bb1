// Messages as octets, made by hand from the RFCs or sent by other speakers.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"

namespace understudy::test {

struct Vector {
    std::string name;
    base::Bytes bytes;
};

/// Whole messages, each of them in order, of every type.
const std::vector<Vector>& goodMessages();

/// A message of `type` around `body`, with a correct header.
base::Bytes message(std::uint8_t type, base::ByteView body);

/// An UPDATE's body of these three fields, with correct lengths.
base::Bytes updateBody(base::ByteView withdrawn, base::ByteView attributes, base::ByteView reachable);

} // namespace understudy::test
