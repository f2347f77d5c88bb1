// Identifiers that cannot be mistaken for one another.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace understudy::base {

/// A string that names one kind of thing. `Tag` is an empty struct that no other kind uses.
template <typename Tag>
class StrongId {
public:
    StrongId() = default;
    explicit StrongId(std::string value) : m_value(std::move(value)) {}

    const std::string& value() const { return m_value; }
    bool empty() const { return m_value.empty(); }

    friend auto operator<=>(const StrongId&, const StrongId&) = default;

private:
    std::string m_value;
};

} // namespace understudy::base

template <typename Tag>
struct std::hash<understudy::base::StrongId<Tag>> {
    std::size_t operator()(const understudy::base::StrongId<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value());
    }
};
