#include "core/ops/json_locator.h"

#include <algorithm>

#include "core/base/text.h"

namespace understudy::ops {
namespace {

/// Walks valid JSON without building anything.
class Walker {
public:
    explicit Walker(std::string_view text) : m_text(text) { skipBlanks(); }

    std::size_t offset() const { return m_at; }

    /// Enters the member or element `token` of the value here; false (and still here) when there is none.
    bool enter(std::string_view token) {
        const auto start = m_at;
        const bool found = peek() == '{' ? enterMember(token) : peek() == '[' ? enterElement(token) : false;
        if (!found)
            m_at = start;
        return found;
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    void take() {
        ++m_at;
        skipBlanks();
    }

    std::string_view takeString() {
        const auto start = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        const auto content = m_text.substr(start, std::min(m_at, m_text.size()) - start);
        take();
        return content;
    }

    void skipValue() {
        int depth = 0;
        do {
            const char c = peek();
            if (c == '"') {
                takeString();
            } else {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                take();
            }
            // At the outermost level a value ends before the separator that follows it.
        } while (m_at < m_text.size() && (depth > 0 || (peek() != ',' && peek() != '}' && peek() != ']')));
    }

    bool enterMember(std::string_view name) {
        take();
        while (peek() == '"') {
            const auto key = takeString();
            take();
            if (key == name)
                return true;
            skipValue();
            if (peek() == ',')
                take();
        }
        return false;
    }

    bool enterElement(std::string_view token) {
        const auto wanted = base::toNumber<std::size_t>(token);
        take();
        for (std::size_t i = 0; wanted && peek() != ']' && m_at < m_text.size(); ++i) {
            if (i == *wanted)
                return true;
            skipValue();
            if (peek() == ',')
                take();
        }
        return false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::size_t lineOfOffset(std::string_view text, std::size_t offset) {
    const auto part = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
}

std::size_t lineOfValue(std::string_view text, std::string_view pointer) {
    Walker walker{text};
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto token = pointer.substr(0, pointer.find('/'));
        if (!walker.enter(token))
            break;
        pointer.remove_prefix(token.size());
    }
    return lineOfOffset(text, walker.offset());
}

} // namespace understudy::ops
