#include "core/ops/config/speaker_files.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/show_status.h"
#include "core/ops/node/node_session.h"

namespace understudy::ops {
namespace {

constexpr std::size_t maxFileBytes = 4u << 20;

/// Takes the first line off.
std::optional<std::string_view> takeLine(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// `daemon CLIENT MODE OWNER WRITABLE SIZE`, the greeting's line, the path's line, SIZE bytes and a line end.
base::Result<SpeakerFile> takeFile(std::string_view& text) {
    const auto cut = base::failure("the node's answer about its speaker's configuration was cut");
    const auto header = takeLine(text);
    const auto greeting = takeLine(text);
    const auto path = takeLine(text);
    if (!header || !greeting || !path)
        return cut;
    const auto words = base::words(*header);
    const auto size = words.size() == 6 ? base::toNumber<std::size_t>(words[5]) : std::nullopt;
    if (!size || words[0] != "daemon" || *size > maxFileBytes)
        return base::failure(fmt::format("the node's answer about its speaker's configuration is not "
                                         "understood: {}",
                                         base::sanitized(*header, 80)));
    if (text.size() < *size + 1 || text[*size] != '\n')
        return cut;
    SpeakerFile file;
    file.client = words[1];
    file.mode = words[2];
    file.owner = words[3];
    file.writable = words[4] == "yes";
    file.path = *path;
    file.text = text.substr(0, *size);
    text.remove_prefix(*size + 1);
    bird::Reply reply;
    reply.code = 1;
    reply.text = *greeting;
    const auto parsed = bird::parseGreeting(reply);
    if (!parsed)
        return tl::make_unexpected(parsed.error());
    file.greeting = *parsed;
    if (!file.path.starts_with('/') || file.path.find('"') != std::string::npos)
        return base::failure(fmt::format("the speaker behind {} reads \"{}\", which is not an absolute path",
                                         file.client, base::sanitized(file.path, 200)));
    return file;
}

} // namespace

bird::ConfigFile SpeakerFile::kind() const {
    if (client == "birdc6")
        return bird::ConfigFile::Bird1Ipv6;
    return greeting.kind == bird::SpeakerKind::Bird && greeting.version.starts_with("1.")
               ? bird::ConfigFile::Bird1Ipv4
               : bird::ConfigFile::Bird2;
}

bool SpeakerFile::speaks(base::Family family) const {
    const bool v4 = family == base::Family::V4;
    switch (kind()) {
    case bird::ConfigFile::Bird1Ipv4:
        return v4;
    case bird::ConfigFile::Bird1Ipv6:
        return !v4;
    case bird::ConfigFile::Bird2:
        break;
    }
    return true;
}

/// `configure check` changes nothing, and tells which file the daemon was started with.
std::string speakerFilesScript() {
    return R"SH(for client in understudyc birdc birdc6; do
    command -v "$client" >/dev/null || continue
    said=$("$client" 'configure check' 2>&1 </dev/null)
    path=$(printf '%s\n' "$said" | sed -n 's/^Reading configuration from //p' | head -n 1)
    [ -n "$path" ] || continue
    real=$(readlink -f "$path") && [ -r "$real" ] || {
        echo "$path, the configuration behind $client, cannot be read" >&2
        exit 1
    }
    attributes=$(stat -c '%a %U:%G' "$real" 2>/dev/null || stat -f '%Lp %Su:%Sg' "$real") || exit 1
    writable=no
    [ ! -w "$(dirname "$real")" ] || writable=yes
    size=$(($(wc -c <"$real")))
    echo "daemon $client $attributes $writable $size"
    printf '%s\n' "$said" | grep ready | head -n 1
    echo "$real"
    cat "$real"
    echo
done
echo end)SH";
}

base::Result<std::vector<SpeakerFile>> parseSpeakerFiles(std::string_view output) {
    std::vector<SpeakerFile> files;
    while (output != "end\n") {
        auto file = takeFile(output);
        if (!file)
            return tl::make_unexpected(file.error());
        files.push_back(*std::move(file));
    }
    return files;
}

ssh::SshResult<base::Result<std::vector<SpeakerFile>>> readSpeakerFiles(NodeShell& shell) {
    const auto output = shell.read(speakerFilesScript());
    if (!output)
        return tl::make_unexpected(output.error());
    if (output->exit != 0)
        return base::Result<std::vector<SpeakerFile>>{base::failure(
            fmt::format("the speaker's configuration could not be read ({})", whatItSaid(*output)))};
    return parseSpeakerFiles(output->out);
}

IntentResult ReadSpeakerFilesJob::run(NodeShell& shell) {
    auto files = readSpeakerFiles(shell);
    if (!files)
        return {IntentResult::Outcome::Refused, files.error().what};
    if (!*files)
        return {IntentResult::Outcome::Refused, files->error().what};
    m_files = **std::move(files);
    return {IntentResult::Outcome::Acked, {}};
}

} // namespace understudy::ops
