// Reads a JSON document field by field and remembers the first thing that is not as expected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace understudy::ops {

class JsonValue;

/// One document. Its values (JsonValue) are cheap views that report to it.
class JsonReader {
public:
    /// `text` is what `document` was parsed from; both outlive the reader. `source` names it in errors.
    JsonReader(const nlohmann::ordered_json& document, std::string_view text, std::string source);

    JsonValue root();

    /// The first error: `SOURCE:LINE: PATH: expected WHAT`.
    const std::optional<base::Error>& error() const { return m_error; }

    void fail(const std::string& pointer, const std::string& expected);

private:
    const nlohmann::ordered_json& m_document;
    std::string_view m_text;
    std::string m_source;
    std::optional<base::Error> m_error;
};

/// A value of the document, or the absence of one (also JSON's null).
class JsonValue {
public:
    JsonValue(JsonReader& reader, const nlohmann::ordered_json* json, std::string pointer);

    bool present() const { return m_json != nullptr; }

    /// A member; absent when this is absent. Fails when this is present and no object.
    JsonValue member(const char* name) const;
    /// Elements; 0 when absent. Fails when this is present and no array.
    std::size_t size() const;
    JsonValue element(std::size_t index) const;

    /// Fails when it is no string.
    std::optional<std::string> string() const;
    /// Fails when it is no whole number between `min` and `max`.
    std::optional<std::int64_t> integer(std::int64_t min, std::int64_t max) const;
    /// Fails when it is no number between `min` and `max`.
    std::optional<double> number(double min, double max) const;
    /// Fails when it is neither true nor false.
    std::optional<bool> boolean() const;

    /// Records that this is not what is expected there.
    void fail(const std::string& expected) const;

private:
    JsonReader* m_reader;
    const nlohmann::ordered_json* m_json;
    std::string m_pointer;
};

} // namespace understudy::ops
