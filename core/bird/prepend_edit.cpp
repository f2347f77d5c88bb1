#include "core/bird/prepend_edit.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/bird/export_finder.h"
#include "core/bird/filter_outline.h"

namespace understudy::bird {
namespace {

/// Bytes [begin, end) of the text become `text`.
struct TextReplacement {
    std::size_t begin;
    std::size_t end;
    std::string text;
};

class PrependEditor {
public:
    PrependEditor(const FileOutline& file, const PrependOrder& order) : m_file(file), m_order(order) {}

    std::optional<ConfigError> run() {
        for (const auto& wanted : m_order.exports) {
            const auto found = findExport(m_file, wanted, m_order.exports);
            if (!found)
                return found.error();
            if (const auto error = edit(*found))
                return error;
        }
        return std::nullopt;
    }

    const std::vector<std::uint32_t>& before() const { return m_before; }

    std::string text() {
        std::sort(m_replacements.begin(), m_replacements.end(),
                  [](const TextReplacement& a, const TextReplacement& b) { return a.begin > b.begin; });
        auto text = m_file.text();
        for (const auto& replacement : m_replacements)
            text.replace(replacement.begin, replacement.end - replacement.begin, replacement.text);
        return text;
    }

private:
    std::optional<ConfigError> edit(const ExportPolicy& policy) {
        switch (policy.kind) {
        case ExportPolicy::Kind::All:
            return make(policy, {});
        case ExportPolicy::Kind::Where:
            return make(policy, m_file.slice(policy.first, policy.last));
        case ExportPolicy::Kind::Filter:
            break;
        }
        const auto body = outlineFilter(m_file, policy.first, m_order.localAs);
        if (!body)
            return body.error();
        m_before.push_back(static_cast<std::uint32_t>(body->prepends.size()));
        // A filter that several exports share is changed once.
        if (m_edited.insert(policy.first).second)
            change(*body);
        return std::nullopt;
    }

    /// A filter in the place of `all` or of `where CONDITION`.
    std::optional<ConfigError> make(const ExportPolicy& policy, const std::string& condition) {
        m_before.push_back(0);
        if (m_order.prepends == 0 || !m_edited.insert(policy.begin).second)
            return std::nullopt;
        const auto indent = m_file.indentOf(policy.begin);
        const std::string deeper = condition.empty() ? indent + "    " : indent + "        ";
        std::string text = "filter {\n";
        if (!condition.empty())
            text += fmt::format("{}    if {} then {{\n", indent, condition);
        for (std::uint32_t i = 0; i < m_order.prepends; ++i)
            text += deeper + prepend() + "\n";
        text += deeper + "accept;\n";
        if (!condition.empty())
            text += fmt::format("{0}    }}\n{0}    reject;\n", indent);
        text += indent + "}";
        m_replacements.push_back({m_file.offset(policy.begin), m_file.end(policy.last), text});
        return std::nullopt;
    }

    void change(const FilterOutline& body) {
        const auto& there = body.prepends;
        for (std::size_t i = m_order.prepends; i < there.size(); ++i)
            remove(there[i]);
        if (there.size() >= m_order.prepends)
            return;
        const auto missing = m_order.prepends - there.size();
        std::string text;
        if (there.empty()) {
            const auto at = m_file.offset(body.firstStatement);
            const auto indent = m_file.startsLine(body.firstStatement)
                                    ? "\n" + m_file.indentOf(body.firstStatement)
                                    : std::string(" ");
            for (std::size_t i = 0; i < missing; ++i)
                text += prepend() + indent;
            m_replacements.push_back({at, at, text});
            return;
        }
        const auto& last = there.back();
        const auto indent =
            m_file.startsLine(last.first) ? "\n" + m_file.indentOf(last.first) : std::string(" ");
        for (std::size_t i = 0; i < missing; ++i)
            text += indent + m_file.slice(last.first, last.last);
        m_replacements.push_back({m_file.end(last.last), m_file.end(last.last), text});
    }

    /// With its line, when nothing else stands there; else with the blanks behind it.
    void remove(const PrependStatement& statement) {
        const auto& text = m_file.text();
        auto begin = m_file.offset(statement.first);
        auto end = m_file.end(statement.last);
        while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r'))
            ++end;
        const bool endsLine = end < text.size() && text[end] == '\n';
        if (endsLine && m_file.startsLine(statement.first)) {
            begin -= m_file.indentOf(statement.first).size();
            ++end;
        } else if (endsLine) {
            end = m_file.end(statement.last);
        }
        m_replacements.push_back({begin, end, {}});
    }

    std::string prepend() const { return fmt::format("bgp_path.prepend({});", m_order.localAs); }

    const FileOutline& m_file;
    const PrependOrder& m_order;
    std::vector<std::uint32_t> m_before;
    std::vector<TextReplacement> m_replacements;
    std::set<std::size_t> m_edited;
};

} // namespace

tl::expected<PrependEdit, ConfigError> editPrepends(const std::string& fileName, std::string_view text,
                                                    const PrependOrder& order) {
    const auto file = FileOutline::of(fileName, text);
    if (!file)
        return tl::make_unexpected(file.error());
    PrependEditor editor(*file, order);
    if (auto error = editor.run())
        return tl::make_unexpected(std::move(*error));
    PrependEdit edit{editor.text(), editor.before()};

    // What was written must read back as what was wanted, whatever stood there before.
    const auto written = FileOutline::of(fileName, edit.text);
    if (!written)
        return tl::make_unexpected(written.error());
    PrependEditor check(*written, order);
    if (auto error = check.run())
        return tl::make_unexpected(std::move(*error));
    if (std::any_of(check.before().begin(), check.before().end(),
                    [&](std::uint32_t count) { return count != order.prepends; }))
        return tl::make_unexpected(file->errorAt(
            0, "The file cannot be changed safely: change the prepends in its export filter by hand"));
    return edit;
}

} // namespace understudy::bird
