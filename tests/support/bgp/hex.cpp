#include "tests/support/bgp/hex.h"

#include <stdexcept>

#include <fmt/format.h>

namespace understudy::test {
namespace {

int digit(char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
    const auto at = digits.find(lower);
    if (at == std::string_view::npos)
        throw std::invalid_argument(fmt::format("not hexadecimal: {}", c));
    return static_cast<int>(at);
}

} // namespace

base::Bytes hex(std::string_view text) {
    base::Bytes bytes;
    int high = -1;
    for (const char c : text) {
        if (c == ' ' || c == ':' || c == '\n')
            continue;
        if (high < 0) {
            high = digit(c);
            continue;
        }
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit(c)));
        high = -1;
    }
    if (high >= 0)
        throw std::invalid_argument("half an octet at the end");
    return bytes;
}

std::string toHex(base::ByteView bytes) {
    std::string text;
    for (const auto byte : bytes)
        text += fmt::format("{:02x}", byte);
    return text;
}

base::Bytes joined(std::initializer_list<base::ByteView> pieces) {
    base::Bytes all;
    for (const auto piece : pieces)
        all.insert(all.end(), piece.begin(), piece.end());
    return all;
}

} // namespace understudy::test
