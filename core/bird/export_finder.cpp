#include "core/bird/export_finder.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

/// What follows the word `export`.
using FoundAt = std::optional<std::size_t>;

class Finder {
public:
    Finder(const FileOutline& file, const std::vector<ExportOf>& together)
        : m_file(file), m_together(together) {}

    tl::expected<ExportPolicy, ConfigError> find(const ExportOf& wanted) {
        const auto place = placeOf(wanted);
        if (!place)
            return tl::make_unexpected(place.error());
        return policyAt(*place);
    }

private:
    tl::unexpected<ConfigError> refuse(std::size_t at, std::string what) const {
        return tl::make_unexpected(m_file.errorAt(at, std::move(what)));
    }

    std::string elsewhere() const {
        return m_file.includesOthers() ? "; if it stands in an included file, change it there by hand" : "";
    }

    static const FileOutline::Section* named(const std::vector<FileOutline::Section>& sections,
                                             const std::string& name) {
        const auto found =
            std::find_if(sections.begin(), sections.end(),
                         [&](const FileOutline::Section& section) { return section.name == name; });
        return found == sections.end() ? nullptr : &*found;
    }

    bool isTogether(const std::string& protocol) const {
        return std::any_of(m_together.begin(), m_together.end(),
                           [&](const ExportOf& one) { return one.protocol == protocol; });
    }

    tl::expected<std::size_t, ConfigError> placeOf(const ExportOf& wanted) const {
        const auto* protocol = named(m_file.protocols(), wanted.protocol);
        if (protocol == nullptr)
            return refuse(
                0, fmt::format("There is no BGP protocol `{}` in this file{}", wanted.protocol, elsewhere()));
        auto place = inSection(*protocol, wanted.family);
        if (!place || *place)
            return place ? tl::expected<std::size_t, ConfigError>{**place}
                         : tl::make_unexpected(place.error());
        if (protocol->from.empty())
            return refuse(protocol->at,
                          fmt::format("`{}` exports nothing of IPv{}: write `export all;` first",
                                      wanted.protocol, wanted.family == base::Family::V4 ? 4 : 6));
        return inTemplate(*protocol, wanted);
    }

    tl::expected<std::size_t, ConfigError> inTemplate(const FileOutline::Section& protocol,
                                                      const ExportOf& wanted) const {
        const auto* shape = named(m_file.templates(), protocol.from);
        if (shape == nullptr)
            return refuse(protocol.at,
                          fmt::format("The template `{}` is not in this file{}", protocol.from, elsewhere()));
        const auto isOther = [&](const FileOutline::Section& section) {
            return section.from == shape->name && !isTogether(section.name);
        };
        const auto& protocols = m_file.protocols();
        const auto& templates = m_file.templates();
        if (std::any_of(protocols.begin(), protocols.end(), isOther) ||
            std::any_of(templates.begin(), templates.end(), isOther))
            return refuse(shape->at, fmt::format("The template `{}` is used by others than `{}`: give that "
                                                 "protocol an export filter of its own by hand",
                                                 shape->name, protocol.name));
        const auto place = inSection(*shape, wanted.family);
        if (!place)
            return tl::make_unexpected(place.error());
        if (!*place)
            return refuse(protocol.at, fmt::format("Nothing says what `{}` exports: give it an export filter "
                                                   "by hand",
                                                   protocol.name));
        return **place;
    }

    /// In the protocol itself (BIRD 1.6), or in its channel of the family.
    tl::expected<FoundAt, ConfigError> inSection(const FileOutline::Section& section,
                                                 base::Family family) const {
        const auto* channel = family == base::Family::V4 ? "ipv4" : "ipv6";
        FoundAt found;
        for (auto at = section.open + 1; at < section.close; at = m_file.behindStatement(at)) {
            if (m_file.is(at, channel) && m_file.is(at + 1, "{")) {
                const auto inside = inBlock(at + 1);
                if (inside && found)
                    return refuse(*inside, "A second export is set here: take one of them out by hand");
                found = inside ? inside : found;
            } else if (isExport(at)) {
                found = at + 1;
            }
        }
        return found;
    }

    FoundAt inBlock(std::size_t open) const {
        FoundAt found;
        for (auto at = open + 1; at < m_file.closing(open); at = m_file.behindStatement(at)) {
            if (isExport(at))
                found = at + 1;
        }
        return found;
    }

    bool isExport(std::size_t at) const {
        return m_file.is(at, "export") && !m_file.is(at + 1, "limit") && !m_file.is(at + 1, "table") &&
               !m_file.is(at + 1, "in");
    }

    tl::expected<ExportPolicy, ConfigError> policyAt(std::size_t at) const {
        using Kind = ExportPolicy::Kind;
        if (m_file.is(at, "all") && m_file.is(at + 1, ";"))
            return ExportPolicy{Kind::All, at, at, at};
        if (m_file.is(at, "none"))
            return refuse(at, "Nothing is exported here: write `export all;` first");
        if (m_file.is(at, "where")) {
            const auto behind = m_file.behindStatement(at);
            if (!m_file.is(behind - 1, ";") || behind < at + 3)
                return refuse(at, "The end of this condition cannot be found: change it by hand");
            return ExportPolicy{Kind::Where, at, at + 1, behind - 2};
        }
        if (!m_file.is(at, "filter"))
            return refuse(at, "What is exported here cannot be told: change it by hand");
        if (!m_file.is(at + 2, ";"))
            return ExportPolicy{Kind::Filter, at, at + 1, at};
        const auto name = m_file.tokens()[at + 1].text;
        const auto filter = m_file.filters().find(name);
        if (filter == m_file.filters().end())
            return refuse(at + 1, fmt::format("The filter `{}` is not in this file{}", name, elsewhere()));
        for (std::size_t use = 0; use + 1 < m_file.tokens().size(); ++use) {
            if (use != filter->second.at && m_file.is(use, "filter") &&
                m_file.tokens()[use + 1].text == name && !isOneOfOurs(use))
                return refuse(use, fmt::format("The filter `{}` is used here as well: give the protocol a "
                                               "filter of its own by hand",
                                               name));
        }
        return ExportPolicy{Kind::Filter, at, filter->second.body, at};
    }

    /// Whether this use of a filter is one that is changed anyway.
    bool isOneOfOurs(std::size_t at) const {
        return std::any_of(m_together.begin(), m_together.end(), [&](const ExportOf& one) {
            const auto place = placeOf(one);
            return place && *place == at;
        });
    }

    const FileOutline& m_file;
    const std::vector<ExportOf>& m_together;
};

} // namespace

tl::expected<ExportPolicy, ConfigError> findExport(const FileOutline& file, const ExportOf& wanted,
                                                   const std::vector<ExportOf>& together) {
    return Finder(file, together).find(wanted);
}

} // namespace understudy::bird
