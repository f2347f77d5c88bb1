#include "app/understudyctl/secret_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/rotate_command.h"
#include "app/understudyctl/secret_input.h"
#include "core/ops/cluster_file.h"
#include "core/ops/credentials/credential_store.h"

namespace understudy::ctl {
namespace {

using ops::KeyringState;
using ops::SecretHolding;
using ops::SecretKey;

struct SecretArguments {
    std::string file;
    std::string key;
    bool json = false;
};

/// Stable: scripts read it.
std::string_view nameOf(KeyringState state) {
    switch (state) {
    case KeyringState::Present:
        return "present";
    case KeyringState::Absent:
        return "absent";
    case KeyringState::Locked:
        return "locked";
    case KeyringState::NoKeyring:
        return "no-keyring";
    case KeyringState::NoBus:
        return "no-bus";
    case KeyringState::TimedOut:
        return "timed-out";
    case KeyringState::Failed:
        break;
    }
    return "failed";
}

bool isKnown(const SecretHolding& holding) {
    return holding.keyring == KeyringState::Present || holding.keyring == KeyringState::Absent;
}

int complain(const std::string& what, int exitCode) {
    fmt::print(stderr, "understudyctl: {}\n", what);
    return exitCode;
}

struct Listed {
    SecretKey key;
    SecretHolding holding;
};

/// All of them are locked, or out of reach, for the same reason: it is told once.
int print(const std::vector<Listed>& secrets, const SecretHolding& keyring, bool json) {
    if (json) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& secret : secrets)
            list.push_back({{"key", secret.key.text()}, {"state", nameOf(secret.holding.keyring)}});
        const nlohmann::ordered_json document{
            {"keyring", isKnown(keyring) ? "available" : nameOf(keyring.keyring)}, {"secrets", list}};
        fmt::print("{}\n", document.dump(2));
    } else {
        for (const auto& secret : secrets)
            fmt::print("{:<10} {}\n", nameOf(secret.holding.keyring), secret.key.text());
    }
    if (!isKnown(keyring))
        return complain(keyring.why, exitNotSo);
    return exitFine;
}

/// Without a file: what the keyring holds.
int listAll(const SecretArguments& arguments) {
    ops::CredentialStore store;
    const auto [keyring, keys] = listNow(store);
    std::vector<Listed> secrets;
    for (const auto& key : keys)
        secrets.push_back({key, {KeyringState::Present, false, {}}});
    if (keys.empty() && keyring.keyring == KeyringState::Absent && !arguments.json)
        fmt::print("The keyring holds nothing of Understudy.\n");
    return print(secrets, keyring, arguments.json);
}

/// With one: what the cluster could have there.
int listOf(const SecretArguments& arguments) {
    const auto file = ops::ClusterFile::load(arguments.file);
    if (!file)
        return reportBadFile(file.error());
    ops::CredentialStore store;
    std::vector<Listed> secrets;
    SecretHolding keyring{KeyringState::Absent, false, {}};
    for (const auto& key : ops::secretsOf(file->cluster())) {
        // A keyring that does not answer about one will not answer about the others.
        auto holding =
            isKnown(keyring) || keyring.keyring == KeyringState::Locked ? lookNow(store, key) : keyring;
        if (!isKnown(holding))
            keyring = holding;
        secrets.push_back({key, std::move(holding)});
    }
    return print(secrets, keyring, arguments.json);
}

int set(const SecretArguments& arguments) {
    const auto key = SecretKey::parse(arguments.key);
    if (!key)
        return complain(key.error().what, exitUsage);
    const auto secret = readSecret(fmt::format("{}: ", key->text()));
    if (!secret)
        return complain(secret.error().what, exitUsage);
    ops::CredentialStore store;
    const auto holding = storeNow(store, *key, *secret);
    if (holding.keyring != KeyringState::Present)
        return complain(fmt::format("{} is not stored: {}", key->text(), holding.why), exitNotSo);
    fmt::print("{} is stored in the keyring.\n", key->text());
    return exitFine;
}

int remove(const SecretArguments& arguments) {
    const auto key = SecretKey::parse(arguments.key);
    if (!key)
        return complain(key.error().what, exitUsage);
    ops::CredentialStore store;
    const auto before = lookNow(store, *key);
    if (before.keyring == KeyringState::Absent)
        return complain(fmt::format("{} is not stored", key->text()), exitNotSo);
    const auto holding = removeNow(store, *key);
    if (holding.keyring != KeyringState::Absent)
        return complain(fmt::format("{} is not removed: {}", key->text(),
                                    holding.why.empty() ? "the keyring still has it" : holding.why),
                        exitNotSo);
    fmt::print("{} is removed from the keyring.\n", key->text());
    return exitFine;
}

} // namespace

void addSecretCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand(
        "secret", "The system's keyring: BGP passwords, SSH passphrases and passwords, API keys");
    command->require_subcommand(1);
    const auto arguments = std::make_shared<SecretArguments>();

    auto* listing = command->add_subcommand("list", "Prints the keys and whether they are stored; no values");
    listing->add_option("FILE", arguments->file,
                        "Cluster file: the secrets that it can have; without, all that "
                        "are stored");
    listing->add_flag("--json", arguments->json, "Print one JSON document");
    listing->callback([arguments, &exitCode] {
        exitCode = arguments->file.empty() ? listAll(*arguments) : listOf(*arguments);
    });

    const auto key = "As `secret list FILE` prints it, e.g. bgp:web-ams/169.254.169.254";
    auto* setting = command->add_subcommand("set", "Stores a secret, which is read from standard input");
    setting->add_option("KEY", arguments->key, key)->required();
    setting->callback([arguments, &exitCode] { exitCode = set(*arguments); });

    auto* removing = command->add_subcommand("remove", "Removes a secret");
    removing->add_option("KEY", arguments->key, key)->required();
    removing->callback([arguments, &exitCode] { exitCode = remove(*arguments); });

    addRotateCommand(*command, exitCode);
}

} // namespace understudy::ctl
