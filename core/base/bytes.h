// Reading and writing numbers in network byte order, never beyond the end.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Takes numbers and pieces from the front of a view. Asking for more than is left gives zeros and empty
/// pieces, uses up the view, and is remembered: parse first, ask ok() once at the end.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes) : m_rest(bytes) {}

    bool ok() const { return m_ok; }
    bool empty() const { return m_rest.empty(); }
    std::size_t remaining() const { return m_rest.size(); }
    /// What has not been taken yet.
    ByteView rest() const { return m_rest; }

    std::uint8_t u8() { return number<std::uint8_t>(); }
    std::uint16_t u16() { return number<std::uint16_t>(); }
    std::uint32_t u32() { return number<std::uint32_t>(); }

    /// The next `count` bytes; empty when there are not as many.
    ByteView take(std::size_t count) {
        if (count > m_rest.size()) {
            m_ok = false;
            m_rest = {};
            return {};
        }
        const auto piece = m_rest.first(count);
        m_rest = m_rest.subspan(count);
        return piece;
    }

private:
    template <std::unsigned_integral Number>
    Number number() {
        std::uint32_t value = 0;
        for (const auto byte : take(sizeof(Number)))
            value = value << 8 | byte;
        return static_cast<Number>(value);
    }

    ByteView m_rest;
    bool m_ok = true;
};

/// Appends to a buffer of its own.
class ByteWriter {
public:
    std::size_t size() const { return m_bytes.size(); }
    ByteView view() const { return m_bytes; }
    /// What was written; the writer is empty afterwards.
    Bytes release() { return std::exchange(m_bytes, {}); }

    void u8(std::uint8_t value) { m_bytes.push_back(value); }
    void u16(std::uint16_t value) {
        u8(static_cast<std::uint8_t>(value >> 8));
        u8(static_cast<std::uint8_t>(value));
    }
    void u32(std::uint32_t value) {
        u16(static_cast<std::uint16_t>(value >> 16));
        u16(static_cast<std::uint16_t>(value));
    }
    void bytes(ByteView piece) { m_bytes.insert(m_bytes.end(), piece.begin(), piece.end()); }
    void text(std::string_view piece) { m_bytes.insert(m_bytes.end(), piece.begin(), piece.end()); }

    /// Overwrites what was written `at`, e.g. a length that is known only at the end. False, and nothing
    /// changed, unless that lies inside.
    bool patchU8(std::size_t at, std::uint8_t value) {
        if (at >= m_bytes.size())
            return false;
        m_bytes[at] = value;
        return true;
    }
    bool patchU16(std::size_t at, std::uint16_t value) {
        if (m_bytes.size() < 2 || at > m_bytes.size() - 2)
            return false;
        m_bytes[at] = static_cast<std::uint8_t>(value >> 8);
        m_bytes[at + 1] = static_cast<std::uint8_t>(value);
        return true;
    }

private:
    Bytes m_bytes;
};

} // namespace understudy::base
