// The characters of names and numbers in BIRD's languages.
#pragma once

namespace understudy::bird {

constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// What a name may begin with.
constexpr bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

constexpr bool isWordCharacter(char c) {
    return isLetter(c) || isDigit(c);
}

} // namespace understudy::bird
