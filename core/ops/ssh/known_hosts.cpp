#include "core/ops/ssh/known_hosts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/file_descriptor.h"

namespace understudy::ops::ssh {
namespace {

struct EntryDeleter {
    void operator()(ssh_knownhosts_entry* entry) const { ssh_knownhosts_entry_free(entry); }
};
using Entry = std::unique_ptr<ssh_knownhosts_entry, EntryDeleter>;

struct CharDeleter {
    void operator()(char* text) const { ssh_string_free_char(text); }
};
using LibsshText = std::unique_ptr<char, CharDeleter>;

/// One line's key for the host; null when the line is about another one, or cannot be read.
Entry entryFor(const std::string& host, std::string_view line) {
    std::string plain(line);
    std::replace(plain.begin(), plain.end(), '\t', ' ');
    ssh_knownhosts_entry* entry = nullptr;
    if (ssh_known_hosts_parse_line(host.c_str(), plain.c_str(), &entry) != SSH_OK)
        return nullptr;
    return Entry(entry);
}

using Visit = std::function<void(ssh_key key, bool revoked, const std::filesystem::path& file)>;

void forEachKey(const std::vector<std::filesystem::path>& files, const std::string& host,
                const Visit& visit) {
    for (const auto& file : files) {
        std::ifstream stream(file);
        for (std::string text; std::getline(stream, text);) {
            auto line = base::trimmed(text);
            if (line.empty() || line.front() == '#' || line.starts_with("@cert-authority"))
                continue;
            constexpr std::string_view marker = "@revoked";
            const bool revoked = line.starts_with(marker);
            if (revoked)
                line = base::trimmed(line.substr(marker.size()));
            if (const auto entry = entryFor(host, line))
                visit(entry->publickey, revoked, file);
        }
    }
}

/// The name of the key's type, with its curve.
std::string typeName(ssh_key key) {
    const auto type = ssh_key_type(key);
    const bool ecdsa = type >= SSH_KEYTYPE_ECDSA_P256 && type <= SSH_KEYTYPE_ECDSA_P521;
    const char* name = ecdsa ? ssh_pki_key_ecdsa_name(key) : ssh_key_type_to_char(type);
    return name == nullptr ? std::string{} : name;
}

std::string reason() {
    return std::generic_category().message(errno);
}

/// Two node threads may accept the key of one jump host at the same time.
std::mutex& writing() {
    static std::mutex mutex;
    return mutex;
}

bool endsWithoutLineEnd(int fd) {
    char last = '\n';
    const auto size = ::lseek(fd, 0, SEEK_END);
    return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

} // namespace

KnownHosts::KnownHosts(std::vector<std::filesystem::path> files) : m_files(std::move(files)) {}

HostKeyFinding KnownHosts::check(const std::string& host, ssh_key key) const {
    HostKeyFinding finding;
    forEachKey(m_files, host, [&](ssh_key listed, bool revoked, const std::filesystem::path& file) {
        const bool same = ssh_key_cmp(listed, key, SSH_KEY_CMP_PUBLIC) == 0;
        if (revoked && same)
            finding = {HostKeyVerdict::Revoked, file};
        if (revoked || finding.verdict == HostKeyVerdict::Revoked || finding.verdict == HostKeyVerdict::Known)
            return;
        if (same)
            finding = {HostKeyVerdict::Known, file};
        else if (finding.verdict == HostKeyVerdict::Unknown)
            finding = {HostKeyVerdict::Changed, file};
    });
    return finding;
}

std::string KnownHosts::algorithmsFor(const std::string& host) const {
    std::vector<std::string> ordered;
    const auto add = [&ordered](const std::string& name) {
        if (std::find(ordered.begin(), ordered.end(), name) == ordered.end())
            ordered.push_back(name);
    };
    const std::vector<std::string> usable{"ssh-ed25519",         "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                          "ecdsa-sha2-nistp521", "rsa-sha2-512",        "rsa-sha2-256"};
    forEachKey(m_files, host, [&](ssh_key listed, bool revoked, const std::filesystem::path&) {
        const auto name = typeName(listed);
        if (!revoked && name == "ssh-rsa") {
            add("rsa-sha2-512");
            add("rsa-sha2-256");
        } else if (!revoked && std::find(usable.begin(), usable.end(), name) != usable.end()) {
            add(name);
        }
    });
    for (const auto& name : usable)
        add(name);
    return fmt::format("{}", fmt::join(ordered, ","));
}

base::Result<void> KnownHosts::add(const std::string& host, ssh_key key) const {
    const auto& file = m_files.front();
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return base::failure(fmt::format("The host key of {} cannot be written down.", host));
    const LibsshText encoded(text);

    const std::lock_guard lock(writing());
    if (check(host, key).verdict == HostKeyVerdict::Known)
        return {};
    if (!file.parent_path().empty() && ::mkdir(file.parent_path().c_str(), 0700) != 0 && errno != EEXIST)
        return base::failure(
            fmt::format("The folder {} cannot be made: {}.", file.parent_path().string(), reason()));
    const FileDescriptor out(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!out)
        return base::failure(fmt::format("{} cannot be written: {}.", file.string(), reason()));
    const auto line = fmt::format("{}{} {} {}\n", endsWithoutLineEnd(out.get()) ? "\n" : "", host,
                                  typeName(key), encoded.get());
    if (::write(out.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return base::failure(fmt::format("{} cannot be written: {}.", file.string(), reason()));
    return {};
}

std::string fingerprintOf(ssh_key key) {
    unsigned char* hash = nullptr;
    std::size_t length = 0;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) != 0)
        return {};
    const LibsshText text(ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length));
    ssh_clean_pubkey_hash(&hash);
    return text ? text.get() : "";
}

} // namespace understudy::ops::ssh
