#include "app/understudyctl/config_command.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/say.h"
#include "core/ops/cluster_file.h"
#include "core/ops/config/node_config.h"
#include "core/ops/credentials/credential_store.h"

namespace understudy::ctl {
namespace {

/// What stands where the password belongs, as in the cloud's guide.
constexpr const char* placeholder = "YOUR_PASSWORD";

struct ConfigArguments {
    std::string file;
    std::string instance;
    std::string dialect = "bird2";
    int family = 4;
    bool withSecrets = false;
};

int run(const ConfigArguments& arguments) {
    const auto file = ops::ClusterFile::load(arguments.file);
    if (!file)
        return reportBadFile(file.error());
    const auto& cluster = file->cluster();
    const auto* instance = cluster.find(cluster::InstanceName{arguments.instance});
    if (instance == nullptr)
        return complain(fmt::format("{} has no instance \"{}\"", arguments.file, arguments.instance),
                        exitUsage);
    const auto kind = arguments.dialect == "bird2" ? bird::ConfigFile::Bird2
                      : arguments.family == 6      ? bird::ConfigFile::Bird1Ipv6
                                                   : bird::ConfigFile::Bird1Ipv4;
    auto node = ops::nodeConfigOf(cluster, *instance, kind);
    if (!node)
        return complain(node.error().what, exitUsage);
    ops::CredentialStore credentials;
    const auto passwordOf = [&](const base::IpAddress& neighbor) {
        return arguments.withSecrets ? ops::bgpPassword(credentials, cluster, neighbor)
                                     : base::Result<base::Secret>{base::Secret{placeholder}};
    };
    for (const auto& [neighbor, password] :
         {std::pair{node->neighbor4, &node->password4}, std::pair{node->neighbor6, &node->password6}}) {
        if (!neighbor)
            continue;
        auto wanted = passwordOf(*neighbor);
        if (!wanted)
            return complain(wanted.error().what, exitNotSo);
        *password = *std::move(wanted);
    }
    const auto text = bird::writeConfig(*node, kind);
    if (!text)
        return complain(text.error().what, exitUsage);
    fmt::print("{}", *text);
    return exitFine;
}

} // namespace

void addConfigCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand("config", "Prints the bird.conf that an instance should have");
    const auto arguments = std::make_shared<ConfigArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_option("INSTANCE", arguments->instance, "Name of the instance")->required();
    command
        ->add_option("--dialect", arguments->dialect,
                     "bird1 (BIRD 1.6), or bird2 (BIRD 2 and 3, and understudyd)")
        ->check(CLI::IsMember({"bird1", "bird2"}))
        ->capture_default_str();
    command->add_option("--family", arguments->family, "4 or 6: which of BIRD 1.6's two files")
        ->check(CLI::IsMember({4, 6}))
        ->capture_default_str();
    command->add_flag("--with-secrets", arguments->withSecrets,
                      "With the BGP password from the keyring, in place of a placeholder");
    command->footer("Exit status: 0 printed; 1 the keyring does not give the password; 2 usage, a bad file, "
                    "or something\n"
                    "that the cluster file does not say.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
