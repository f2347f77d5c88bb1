#include "core/speaker/configuration.h"

#include <glob.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

namespace understudy::speaker {
namespace {

/// Far more than any node's configuration.
constexpr std::size_t maxFileBytes = 4 * 1024 * 1024;

base::Result<std::string> readFile(const std::string& name) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "re"), &std::fclose);
    if (!file)
        return base::failure(fmt::format("{} cannot be read: {}.", name, std::strerror(errno)));
    std::string text;
    char piece[4096];
    while (const auto count = std::fread(piece, 1, sizeof piece, file.get())) {
        text.append(piece, count);
        if (text.size() > maxFileBytes)
            return base::failure(fmt::format("{} is larger than {} MiB.", name, maxFileBytes / 1024 / 1024));
    }
    if (std::ferror(file.get()))
        return base::failure(fmt::format("{} cannot be read: {}.", name, std::strerror(errno)));
    return text;
}

/// Relative patterns are relative to the file that has the `include`.
base::Result<std::vector<bird::IncludedFile>> readIncluded(const std::string& pattern,
                                                           const std::string& fromFile) {
    const bool absolute = pattern.starts_with('/');
    const auto whole = absolute ? pattern : fromFile.substr(0, fromFile.rfind('/') + 1) + pattern;
    glob_t found{};
    const int result = ::glob(whole.c_str(), 0, nullptr, &found);
    const std::unique_ptr<glob_t, void (*)(glob_t*)> owner(&found, &::globfree);
    if (result != 0 && result != GLOB_NOMATCH)
        return base::failure(fmt::format("{} cannot be read.", whole));
    std::vector<bird::IncludedFile> files;
    for (std::size_t i = 0; i < found.gl_pathc; ++i) {
        auto text = readFile(found.gl_pathv[i]);
        if (!text)
            return tl::make_unexpected(text.error());
        files.push_back({found.gl_pathv[i], std::move(*text)});
    }
    if (files.empty() && whole.find_first_of("*?[") == std::string::npos)
        return base::failure(fmt::format("{} does not exist.", whole));
    return files;
}

bird::ConfigError errorAt(const std::string& file, std::string what) {
    bird::ConfigError error;
    error.place = {file, 1, 1};
    error.what = std::move(what);
    return error;
}

} // namespace

tl::expected<bird::Config, bird::ConfigError> readConfiguration(const std::string& file) {
    const auto text = readFile(file);
    if (!text)
        return tl::make_unexpected(errorAt(file, text.error().what));
    return bird::parseConfig(file, *text, readIncluded);
}

base::Result<std::string> candidateFile(const std::string& own, const std::string& named) {
    if (named.empty())
        return own;
    const auto front = own + ".";
    if (!named.starts_with(front) || named.find('/', front.size()) != std::string::npos)
        return base::failure(fmt::format("only {}, or a file beside it whose name begins with {}. is read",
                                         own, own.substr(own.rfind('/') + 1)));
    return named;
}

Configuration::Configuration(Hands& hands, Speaker& speaker, std::string file)
    : m_hands(hands), m_speaker(speaker), m_file(std::move(file)), m_undo(hands.io),
      m_appliedAt(hands.clock.wall()) {}

tl::expected<void, bird::ConfigError> Configuration::apply(const std::string& file, bool soft,
                                                           std::optional<std::chrono::seconds> timeout) {
    const auto read = candidateFile(m_file, file);
    if (!read)
        return tl::make_unexpected(errorAt(m_file, read.error().what));
    auto config = readConfiguration(*read);
    if (!config)
        return tl::make_unexpected(config.error());
    if (auto changed = change(std::move(*config), soft); !changed)
        return tl::make_unexpected(errorAt(*read, changed.error().what));
    if (timeout) {
        m_undoWaits = true;
        m_undo.after(*timeout, [this] {
            m_hands.log.warning("The new configuration was not confirmed in time and is undone");
            if (const auto undone = undo(); !undone)
                m_hands.log.error("The change cannot be undone: " + undone.error().what);
        });
    }
    return {};
}

base::Result<void> Configuration::change(bird::Config config, bool soft) {
    auto before = m_speaker.config();
    if (auto done = m_speaker.reconfigure(std::move(config), soft); !done)
        return done;
    m_before = std::move(before);
    m_undo.cancel();
    m_undoWaits = false;
    m_appliedAt = m_hands.clock.wall();
    for (const auto& problem :
         m_hands.log.configure(m_speaker.config().log, m_speaker.config().timeFormats.log))
        m_hands.log.error(problem);
    m_hands.log.info("Reconfigured");
    return {};
}

bool Configuration::confirm() {
    if (!m_undoWaits)
        return false;
    m_undo.cancel();
    m_undoWaits = false;
    return true;
}

base::Result<bool> Configuration::undo() {
    if (!m_before)
        return false;
    if (auto changed = change(*m_before, false); !changed)
        return tl::make_unexpected(changed.error());
    return true;
}

} // namespace understudy::speaker
