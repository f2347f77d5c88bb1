// Numbers that nobody can guess, from the system's own source.
#pragma once

#include <cstdint>
#include <string>

namespace understudy::base {

std::uint64_t randomNumber();

/// 16 hexadecimal digits.
std::string randomWord();

} // namespace understudy::base
