// Where things stand in the text of a bird.conf, in whatever of BIRD's language it is written: enough to
// change one place and to leave the rest as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/bird/config_error.h"
#include "core/bird/config_lexer.h"

namespace understudy::bird {

/// Places are given as numbers of tokens.
class FileOutline {
public:
    /// A BGP protocol or template.
    struct Section {
        std::string name;
        std::string from; ///< the template's name; "" without one
        std::size_t at;   ///< the word `protocol` or `template`
        std::size_t open; ///< its `{`
        std::size_t close;
    };
    struct NamedFilter {
        std::size_t at;   ///< the word `filter`
        std::size_t body; ///< what follows the name
    };

    /// An error when the text cannot be taken apart into words, or a block does not end. Included files are
    /// not looked into.
    static tl::expected<FileOutline, ConfigError> of(const std::string& fileName, std::string_view text);

    const std::string& text() const { return m_tokens.files.front().text; }
    const std::vector<Token>& tokens() const { return m_tokens.tokens; }
    bool is(std::size_t at, std::string_view word) const;
    bool includesOthers() const { return m_includesOthers; }

    const std::vector<Section>& protocols() const { return m_protocols; }
    const std::vector<Section>& templates() const { return m_templates; }
    const std::map<std::string, NamedFilter>& filters() const { return m_filters; }
    /// Numbers that `define` gives a name.
    const std::map<std::string, std::uint32_t>& numbers() const { return m_numbers; }
    /// Functions that have to do with the path.
    const std::map<std::string, std::size_t>& pathFunctions() const { return m_pathFunctions; }

    /// The `}` of the `{` at `open`.
    std::size_t closing(std::size_t open) const { return m_closing.at(open); }
    /// The first token behind the statement that begins at `at`: behind its `;`, or its block.
    std::size_t behindStatement(std::size_t at) const;

    std::size_t offset(std::size_t at) const { return m_offsets[at]; }
    std::size_t end(std::size_t at) const;
    /// The text from the first byte of one token to the last of another.
    std::string slice(std::size_t first, std::size_t last) const;
    /// Whether nothing but blanks stands in front of it in its line.
    bool startsLine(std::size_t at) const;
    /// The blanks that its line begins with.
    std::string indentOf(std::size_t at) const;

    ConfigError errorAt(std::size_t at, std::string what) const {
        return m_tokens.errorAt(tokens()[at], std::move(what));
    }

private:
    std::size_t lineStart(std::size_t at) const;
    bool matchBraces(ConfigError& error);
    void statement(std::size_t at);
    void section(std::size_t at, std::vector<Section>& into);

    Tokens m_tokens;
    std::vector<std::size_t> m_offsets;
    std::map<std::size_t, std::size_t> m_closing;
    std::vector<Section> m_protocols;
    std::vector<Section> m_templates;
    std::map<std::string, NamedFilter> m_filters;
    std::map<std::string, std::uint32_t> m_numbers;
    std::map<std::string, std::size_t> m_pathFunctions;
    int m_unnamed = 0;
    bool m_includesOthers = false;
};

} // namespace understudy::bird
