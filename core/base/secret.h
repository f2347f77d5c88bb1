// A value that must not be shown.
#pragma once

#include <string>
#include <utility>

namespace understudy::base {

/// Holds a password. There is no way to print or format it but to ask for it by name.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : m_value(std::move(value)) {}

    const std::string& reveal() const { return m_value; }
    bool empty() const { return m_value.empty(); }

    friend bool operator==(const Secret&, const Secret&) = default;

private:
    std::string m_value;
};

} // namespace understudy::base
