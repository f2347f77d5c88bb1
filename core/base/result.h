// Recoverable errors are values: Result<T> holds either a T or the sentence that says what failed.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace understudy::base {

/// What failed, where, and what to do: one sentence a person can act on. Never holds a secret.
struct Error {
    std::string what;

    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// For `return failure("...")` from any function that returns a Result.
inline tl::unexpected<Error> failure(std::string what) {
    return tl::make_unexpected(Error{std::move(what)});
}

} // namespace understudy::base
