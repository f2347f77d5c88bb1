#include "core/ops/json_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ops/json_locator.h"

namespace understudy::ops {
namespace {

/// `/instances/1/ssh/port` as people write it: `instances[1].ssh.port`.
std::string readablePath(std::string_view pointer) {
    std::string path;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto token = pointer.substr(0, pointer.find('/'));
        const bool index = !token.empty() && std::all_of(token.begin(), token.end(),
                                                         [](char c) { return c >= '0' && c <= '9'; });
        if (index)
            path += fmt::format("[{}]", token);
        else
            path += fmt::format("{}{}", path.empty() ? "" : ".", token);
        pointer.remove_prefix(token.size());
    }
    return path.empty() ? "the document" : path;
}

} // namespace

JsonReader::JsonReader(const nlohmann::ordered_json& document, std::string_view text, std::string source)
    : m_document(document), m_text(text), m_source(std::move(source)) {}

JsonValue JsonReader::root() {
    return JsonValue{*this, &m_document, {}};
}

void JsonReader::fail(const std::string& pointer, const std::string& expected) {
    if (!m_error)
        m_error = base::Error{fmt::format("{}:{}: {}: expected {}", m_source, lineOfValue(m_text, pointer),
                                          readablePath(pointer), expected)};
}

JsonValue::JsonValue(JsonReader& reader, const nlohmann::ordered_json* json, std::string pointer)
    : m_reader(&reader), m_json(json != nullptr && !json->is_null() ? json : nullptr),
      m_pointer(std::move(pointer)) {}

JsonValue JsonValue::member(const char* name) const {
    const auto pointer = m_pointer + "/" + name;
    if (m_json == nullptr)
        return {*m_reader, nullptr, pointer};
    if (!m_json->is_object()) {
        fail("an object {...}");
        return {*m_reader, nullptr, pointer};
    }
    const auto found = m_json->find(name);
    return {*m_reader, found == m_json->end() ? nullptr : &*found, pointer};
}

std::size_t JsonValue::size() const {
    if (m_json == nullptr)
        return 0;
    if (!m_json->is_array()) {
        fail("an array [...]");
        return 0;
    }
    return m_json->size();
}

JsonValue JsonValue::element(std::size_t index) const {
    return {*m_reader, &m_json->at(index), fmt::format("{}/{}", m_pointer, index)};
}

std::optional<std::string> JsonValue::string() const {
    if (m_json == nullptr)
        return std::nullopt;
    if (!m_json->is_string()) {
        fail("a text in quotes");
        return std::nullopt;
    }
    return m_json->get<std::string>();
}

std::optional<std::int64_t> JsonValue::integer(std::int64_t min, std::int64_t max) const {
    if (m_json == nullptr)
        return std::nullopt;
    const bool fits =
        m_json->is_number_integer() &&
        (!m_json->is_number_unsigned() || m_json->get<std::uint64_t>() <= std::uint64_t{INT64_MAX});
    const auto value = fits ? m_json->get<std::int64_t>() : 0;
    if (!fits || value < min || value > max) {
        fail(fmt::format("a whole number from {} to {}", min, max));
        return std::nullopt;
    }
    return value;
}

std::optional<double> JsonValue::number(double min, double max) const {
    if (m_json == nullptr)
        return std::nullopt;
    const auto value = m_json->is_number() ? m_json->get<double>() : max + 1;
    if (!(value >= min && value <= max)) {
        fail(fmt::format("a number from {:g} to {:g}", min, max));
        return std::nullopt;
    }
    return value;
}

std::optional<bool> JsonValue::boolean() const {
    if (m_json == nullptr)
        return std::nullopt;
    if (!m_json->is_boolean()) {
        fail("true or false");
        return std::nullopt;
    }
    return m_json->get<bool>();
}

void JsonValue::fail(const std::string& expected) const {
    m_reader->fail(m_pointer, expected);
}

} // namespace understudy::ops
