#include "core/base/random.h"

#include <random>

#include <fmt/format.h>

namespace understudy::base {

std::uint64_t randomNumber() {
    std::random_device random;
    return (std::uint64_t{random()} << 32) | random();
}

std::string randomWord() {
    return fmt::format("{:016x}", randomNumber());
}

} // namespace understudy::base
