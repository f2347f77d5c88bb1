#include "app/understudyctl/rotate_command.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <QEventLoop>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/secret_input.h"
#include "app/understudyctl/terminal_prompt.h"
#include "core/bird/password_edit.h"
#include "core/cluster/judgement.h"
#include "core/ops/credentials/rotation.h"
#include "core/ops/rehearsal/operator_name.h"

namespace understudy::ctl {
namespace {

using ops::RotationState;

struct RotateArguments {
    std::string file;
    int wait = 90;
    bool yes = false;
    bool force = false;
};

void say(const std::string& text) {
    fmt::print("{}", text);
    std::fflush(stdout);
}

int complain(const std::string& what, int exitCode) {
    fmt::print(stderr, "understudyctl: {}\n", what);
    return exitCode;
}

std::string_view wordFor(RotationState state) {
    switch (state) {
    case RotationState::NotTouched:
        return "not touched";
    case RotationState::Reading:
        return "reading its configuration";
    case RotationState::Waiting:
        return "waiting";
    case RotationState::Changing:
        return "changing";
    case RotationState::Changed:
        return "changed";
    case RotationState::HadIt:
        return "had it already";
    case RotationState::Restored:
        return "restored";
    case RotationState::Unclear:
        break;
    }
    return "unclear";
}

std::string lineOf(const ops::RotationStep& step) {
    return fmt::format("{}: {}{}{}\n", step.instance.value(), wordFor(step.state),
                       step.why.empty() ? "" : ": ", step.why);
}

/// Only what is known by now: an instance that had no session yet is not taken for one that needs none.
std::vector<ops::SecretKey> keysOf(const cluster::Cluster& cluster) {
    auto keys = ops::secretsOf(cluster);
    std::erase_if(keys, [](const auto& key) { return key.kind() != ops::SecretKind::BgpPassword; });
    return keys;
}

class RotateCommand {
public:
    RotateCommand(ClusterSession& session, const RotateArguments& arguments, base::Secret password)
        : m_session(session), m_arguments(arguments), m_password(std::move(password)) {}

    int run() {
        m_session.sweep();
        for (const auto& node : m_session.snapshot()->nodes) {
            if (!cluster::isCurrent(node))
                return complain(
                    fmt::format("{} cannot be asked: {}", node.name.value(),
                                node.linkError.value_or(node.speaker.error().value_or("no answer"))),
                    exitNotAsked);
        }
        if (!m_arguments.yes && !confirmed())
            return exitNotSo;
        const auto result = rotate();
        say("\n");
        for (const auto& step : result.steps)
            say(lineOf(step));
        if (!result.done)
            return complain(result.why, exitNotSo);
        return keep();
    }

private:
    bool confirmed() const {
        const auto answer = askLineOnTerminal("The sessions of every instance are restarted, one instance "
                                              "after the other. Each announces nothing until "
                                              "its session is up again.\nType yes to start: ");
        if (!answer)
            complain("there is no terminal to ask on: add --yes to start", exitNotSo);
        else if (*answer != "yes")
            say("Nothing was touched.\n");
        return answer == "yes";
    }

    ops::RotationResult rotate() {
        ops::PasswordRotation rotation{
            m_session.engine(),
            {m_password, ops::operatorName(), m_arguments.force, std::chrono::seconds{m_arguments.wait}}};
        std::optional<ops::RotationResult> result;
        QEventLoop loop;
        QObject::connect(&rotation, &ops::PasswordRotation::progressed, &loop,
                         [](const ops::RotationStep& step) { say(lineOf(step)); });
        QObject::connect(&rotation, &ops::PasswordRotation::finished, &loop,
                         [&](const ops::RotationResult& finished) {
                             result = finished;
                             loop.quit();
                         });
        QObject::connect(&m_session.interrupt(), &Interrupt::requested, &rotation,
                         &ops::PasswordRotation::cancel);
        rotation.start();
        if (!result)
            loop.exec();
        return *std::move(result);
    }

    /// What the nodes have is what the keyring is to have from now on.
    int keep() {
        auto& store = m_session.credentials();
        for (const auto& key : keysOf(*m_session.snapshot()->cluster)) {
            if (const auto holding = storeNow(store, key, m_password);
                holding.keyring != ops::KeyringState::Present)
                return complain(fmt::format("all instances have the new password, but {} is not stored: {}",
                                            key.text(), holding.why),
                                exitNotSo);
            say(fmt::format("{} is stored in the keyring.\n", key.text()));
        }
        return exitFine;
    }

    ClusterSession& m_session;
    const RotateArguments& m_arguments;
    base::Secret m_password;
};

int run(const RotateArguments& arguments) {
    auto password = readSecret("The new BGP password: ");
    if (!password)
        return complain(password.error().what, exitUsage);
    if (const auto fits = bird::checkPassword(*password); !fits)
        return complain(fits.error().what, exitUsage);
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    return RotateCommand{**session, arguments, *std::move(password)}.run();
}

} // namespace

void addRotateCommand(CLI::App& secret, int& exitCode) {
    auto* command = secret.add_subcommand(
        "rotate", "Gives all instances a new BGP password, which is read from standard input");
    const auto arguments = std::make_shared<RotateArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_flag("--yes", arguments->yes, "Start without asking");
    command->add_flag("--force", arguments->force, "Also where nobody else announces a floating IP");
    command->add_option("--wait", arguments->wait, "Seconds in which a session has to come up again")
        ->check(CLI::Range(5, 600))
        ->capture_default_str();
    command->footer(
        "The cloud has to have the new password, too: change it there first. One instance after the other "
        "gets it, the last\nbackup first; where the session does not come up with it, the old one is put "
        "back and nothing else is touched.\nExit status: 0 all have it, and the keyring; 1 not so; 2 usage "
        "or a bad file; 3 an instance could not be asked.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
