#include "core/ops/ssh/ssh_config.h"

#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::ops::ssh {
namespace {

constexpr int deepestInclude = 16; // as in OpenSSH

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

/// `keyword argument...`, `keyword=argument`; arguments may stand in quotes, a # outside of them starts a
/// comment.
struct Line {
    std::string keyword;
    std::vector<std::string> arguments;
};

std::optional<Line> parseLine(std::string_view text) {
    text = base::trimmed(text);
    if (text.empty() || text.front() == '#')
        return std::nullopt;
    const auto end = std::min(text.find_first_of(" \t="), text.size());
    Line line{lowered(text.substr(0, end)), {}};
    text = base::trimmed(text.substr(end));
    if (!text.empty() && text.front() == '=')
        text = base::trimmed(text.substr(1));

    while (!text.empty() && text.front() != '#') {
        std::string word;
        char quote = '\0';
        std::size_t i = 0;
        for (; i < text.size(); ++i) {
            const char c = text[i];
            if (quote == '\0' && (c == ' ' || c == '\t'))
                break;
            if (quote == '\0' && (c == '"' || c == '\''))
                quote = c;
            else if (c == quote && quote != '\0')
                quote = '\0';
            else if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\'))
                word += text[++i];
            else
                word += c;
        }
        if (quote != '\0')
            return std::nullopt;
        line.arguments.push_back(std::move(word));
        text = base::trimmed(text.substr(i));
    }
    if (line.arguments.empty())
        return std::nullopt;
    return line;
}

void keepFirst(std::optional<std::string>& setting, const std::string& value) {
    if (!setting)
        setting = value;
}

void apply(const Line& line, HostSettings& settings) {
    const auto& value = line.arguments.front();
    if (line.keyword == "hostname")
        keepFirst(settings.hostName, value);
    else if (line.keyword == "user")
        keepFirst(settings.user, value);
    else if (line.keyword == "proxyjump")
        keepFirst(settings.proxyJump, value);
    else if (line.keyword == "identityfile")
        settings.identityFiles.push_back(value);
    else if (line.keyword == "port" && !settings.port)
        settings.port = base::toNumber<std::uint16_t>(value);
}

void readInto(HostSettings& settings, std::string_view text, std::string_view host, const Includes& includes,
              int depth) {
    bool active = true;
    for (const auto raw : base::lines(text)) {
        const auto line = parseLine(raw);
        if (!line)
            continue;
        if (line->keyword == "host") {
            active = matchesHost(line->arguments, host);
        } else if (line->keyword == "match") {
            active = line->arguments.size() == 1 && lowered(line->arguments.front()) == "all";
        } else if (active && line->keyword == "include" && depth < deepestInclude) {
            for (const auto& pattern : line->arguments) {
                for (const auto& included : includes(pattern))
                    readInto(settings, included, host, includes, depth + 1);
            }
        } else if (active) {
            apply(*line, settings);
        }
    }
}

std::optional<std::string> contentsOf(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return std::nullopt;
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::vector<std::string> contentsOfAll(const std::string& pattern) {
    std::vector<std::string> texts;
    ::glob_t found{};
    if (::glob(pattern.c_str(), GLOB_TILDE, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
            if (auto text = contentsOf(found.gl_pathv[i]))
                texts.push_back(std::move(*text));
        }
    }
    ::globfree(&found);
    return texts;
}

} // namespace

HostSettings settingsFor(std::string_view text, std::string_view host, const Includes& includes) {
    HostSettings settings;
    readInto(settings, text, host, includes, 0);
    return settings;
}

HostSettings readSshConfig(const std::filesystem::path& file, std::string_view host) {
    const auto text = contentsOf(file);
    if (!text)
        return {};
    return settingsFor(*text, host, [&file](const std::string& pattern) {
        const bool anchored = pattern.starts_with('/') || pattern.starts_with('~');
        return contentsOfAll(anchored ? pattern : (file.parent_path() / pattern).string());
    });
}

bool matchesHost(const std::vector<std::string>& patterns, std::string_view host) {
    const auto name = lowered(host);
    bool matched = false;
    for (const auto& pattern : patterns) {
        const bool negated = pattern.starts_with('!');
        // ssh_config knows no character classes: a bracket is itself.
        std::string glob;
        for (const char c : lowered(negated ? pattern.substr(1) : pattern)) {
            if (c == '[' || c == '\\')
                glob += '\\';
            glob += c;
        }
        if (::fnmatch(glob.c_str(), name.c_str(), 0) != 0)
            continue;
        if (negated)
            return false;
        matched = true;
    }
    return matched;
}

std::string expandTokens(std::string_view text, const Expansion& expansion) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        switch (text[++i]) {
        case '%':
            result += '%';
            break;
        case 'h':
            result += expansion.host;
            break;
        case 'n':
            result += expansion.originalHost;
            break;
        case 'p':
            result += std::to_string(expansion.port);
            break;
        case 'r':
            result += expansion.user;
            break;
        case 'd':
            result += expansion.home;
            break;
        case 'u':
            result += expansion.localUser;
            break;
        default:
            result += text.substr(i - 1, 2);
        }
    }
    return result;
}

std::string expandPath(std::string_view text, const Expansion& expansion) {
    if (text.starts_with("~/"))
        return expansion.home + expandTokens(text.substr(1), expansion);
    return expandTokens(text, expansion);
}

} // namespace understudy::ops::ssh
