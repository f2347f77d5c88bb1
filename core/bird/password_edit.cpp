#include "core/bird/password_edit.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/bird/config.h"
#include "core/bird/file_outline.h"

namespace understudy::bird {
namespace {

using Section = FileOutline::Section;

const Section* sectionNamed(const std::vector<Section>& sections, const std::string& name) {
    const auto found =
        std::find_if(sections.begin(), sections.end(), [&](const Section& one) { return one.name == name; });
    return found == sections.end() ? nullptr : &*found;
}

/// The word `password` that counts, the last one; nullopt when the section has none.
std::optional<std::size_t> passwordIn(const FileOutline& file, const Section& section) {
    std::optional<std::size_t> found;
    for (auto at = section.open + 1; at < section.close; at = std::max(file.behindStatement(at), at + 1)) {
        if (file.is(at, "password"))
            found = at;
    }
    return found;
}

/// Where the password of a protocol stands.
struct PasswordPlace {
    std::size_t at = 0;           ///< the word `password`
    std::string sharedTemplate{}; ///< the template that it stands in; "" when it is the protocol's own
};

tl::expected<PasswordPlace, ConfigError> passwordPlaceOf(const FileOutline& file,
                                                         const std::string& protocol) {
    const auto* section = sectionNamed(file.protocols(), protocol);
    if (section == nullptr)
        return tl::make_unexpected(file.errorAt(
            0, fmt::format("The file has no BGP protocol `{}`{}", protocol,
                           file.includesOthers() ? "; those of included files have to be changed by hand"
                                                 : "")));
    const auto begin = section->at;
    std::string sharedTemplate;
    // A template may have a template; a ring of them is what BIRD refuses.
    for (std::size_t steps = 0; section != nullptr && steps <= file.templates().size(); ++steps) {
        if (const auto at = passwordIn(file, *section)) {
            if (file.tokens()[*at + 1].kind != Token::Kind::Text || !file.is(*at + 2, ";"))
                return tl::make_unexpected(file.errorAt(
                    *at, fmt::format("The password of `{}` is not written out here: change it by hand",
                                     protocol)));
            return PasswordPlace{*at, sharedTemplate};
        }
        sharedTemplate = section->from;
        section = sectionNamed(file.templates(), sharedTemplate);
    }
    return tl::make_unexpected(file.errorAt(
        begin, fmt::format("The protocol `{}` has no password; add the line `password \"...\";`", protocol)));
}

bool isFrom(const FileOutline& file, const Section& section, const std::string& wanted) {
    const auto* at = &section;
    for (std::size_t steps = 0; at != nullptr && steps <= file.templates().size(); ++steps) {
        if (at->from == wanted)
            return true;
        at = sectionNamed(file.templates(), at->from);
    }
    return false;
}

/// A protocol of the template that is not to be changed, and has no password of its own.
const Section* bystanderOf(const FileOutline& file, const std::string& sharedTemplate,
                           const std::vector<std::string>& together) {
    const auto& protocols = file.protocols();
    const auto found = std::find_if(protocols.begin(), protocols.end(), [&](const Section& one) {
        return isFrom(file, one, sharedTemplate) && !passwordIn(file, one) &&
               std::find(together.begin(), together.end(), one.name) == together.end();
    });
    return found == protocols.end() ? nullptr : &*found;
}

} // namespace

base::Result<void> checkPassword(const base::Secret& password) {
    const auto& text = password.reveal();
    const bool fits = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != 0x7f;
    });
    if (text.empty() || text.size() > BgpSessionConfig::maxPasswordBytes || !fits)
        return base::failure(fmt::format("a BGP password has 1 to {} characters, without quotation marks and "
                                         "control characters",
                                         BgpSessionConfig::maxPasswordBytes));
    return {};
}

tl::expected<base::Secret, ConfigError> findPassword(const std::string& fileName, std::string_view text,
                                                     const std::string& protocol) {
    const auto file = FileOutline::of(fileName, text);
    if (!file)
        return tl::make_unexpected(file.error());
    const auto place = passwordPlaceOf(*file, protocol);
    if (!place)
        return tl::make_unexpected(place.error());
    return base::Secret{file->tokens()[place->at + 1].text};
}

tl::expected<std::string, ConfigError> editPassword(const std::string& fileName, std::string_view text,
                                                    const std::vector<std::string>& protocols,
                                                    const base::Secret& password) {
    const auto file = FileOutline::of(fileName, text);
    if (!file)
        return tl::make_unexpected(file.error());
    std::set<std::size_t, std::greater<>> places; // from the end, so that those in front stay where they are
    for (const auto& protocol : protocols) {
        const auto place = passwordPlaceOf(*file, protocol);
        if (!place)
            return tl::make_unexpected(place.error());
        const auto* bystander =
            place->sharedTemplate.empty() ? nullptr : bystanderOf(*file, place->sharedTemplate, protocols);
        if (bystander != nullptr)
            return tl::make_unexpected(file->errorAt(
                place->at,
                fmt::format("The template `{}` gives this password to `{}` as well: write a password of its "
                            "own into `{}` first",
                            place->sharedTemplate, bystander->name, protocol)));
        places.insert(place->at + 1);
    }
    std::string edited{text};
    for (const auto at : places)
        edited.replace(file->offset(at), file->end(at) - file->offset(at),
                       fmt::format("\"{}\"", password.reveal()));
    // What was written must read back as what was wanted, whatever stood there before.
    for (const auto& protocol : protocols) {
        const auto written = findPassword(fileName, edited, protocol);
        if (!written || *written != password)
            return tl::make_unexpected(
                file->errorAt(0, "The file cannot be changed safely: change the password by hand"));
    }
    return edited;
}

} // namespace understudy::bird
