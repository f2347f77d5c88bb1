// The parts of FileParser that are the same for several protocols.
#pragma once

#include <fmt/format.h>

#include "core/bird/file_parser.h"

namespace understudy::bird {

template <typename Draft>
void FileParser::inherit(const Header& header, const Templates<Draft>& templates, Draft& draft) {
    if (header.from.empty())
        return;
    const auto found = templates.find(header.from);
    if (found == templates.end())
        m_cursor.fail(header.at, fmt::format("There is no template `{}` of this type above", header.from));
    else
        draft = found->second;
}

template <typename Draft>
void FileParser::keep(const Header& header, Templates<Draft>& templates, const Draft& draft) {
    if (!m_cursor.failed())
        templates.emplace(header.name, draft);
}

template <typename Item>
void FileParser::channelBody(std::string_view where, Item item) {
    if (!m_cursor.accept("{"))
        return;
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        if (m_cursor.accept(";") || acceptWithoutEffect(m_cursor, OptionsOf::Channel))
            continue;
        if (!item())
            refuseOption(m_cursor, where);
        m_cursor.endStatement();
    }
}

} // namespace understudy::bird
