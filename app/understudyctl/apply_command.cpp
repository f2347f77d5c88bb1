#include "app/understudyctl/apply_command.h"

#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <QCoreApplication>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/terminal_prompt.h"
#include "core/ops/credentials/credential_store.h"
#include "core/ops/setup/setup_job.h"
#include "core/ops/setup/speaker_bundle.h"

namespace understudy::ctl {
namespace {

using namespace std::chrono_literals;
using cluster::LinkState;
using Outcome = ops::IntentResult::Outcome;

constexpr auto connectLimit = 30s;
/// Longer than the survey's own limit, whose answer says more.
constexpr auto surveyLimit = 90s;
/// Longer than a package manager is waited for.
constexpr auto jobLimit = 20min;
/// A package to install, an interrupted set-up to put back, and the set-up itself.
constexpr int mostRounds = 4;

struct ApplyArguments {
    std::string file;
    std::string instance;
    bool check = false;
    std::string speaker = "auto";
    bool openFirewall = false;
    std::optional<int> holdTime;
    bool yes = false;
    bool passwordFromInput = false;
    int patience = 60;
    bool keepUnverified = false;
};

cluster::SpeakerChoice speakerOf(const std::string& name) {
    if (name == "auto")
        return cluster::SpeakerChoice::Auto;
    return name == "bird" ? cluster::SpeakerChoice::Bird : cluster::SpeakerChoice::Understudyd;
}

class ApplyCommand {
public:
    ApplyCommand(ClusterSession& session, const ApplyArguments& arguments, ops::SetupOptions options)
        : m_session(session), m_arguments(arguments), m_instance(arguments.instance),
          m_options(std::move(options)) {}

    int run() {
        const auto* settings = m_session.snapshot()->cluster->find(m_instance);
        if (settings == nullptr) {
            fmt::print(stderr, "understudyctl: {} has no instance \"{}\"\n", m_arguments.file,
                       m_arguments.instance);
            return exitUsage;
        }
        if (!connect())
            return exitNotAsked;
        for (int round = 0; round < mostRounds; ++round) {
            if (const auto end = oneRound())
                return *end;
        }
        fmt::print(stderr, "understudyctl: the node wants another plan every time it is looked at\n");
        return exitNotSo;
    }

private:
    bool connect() {
        const auto settled = [this] {
            const auto link = node().link;
            return link == LinkState::Connected || link == LinkState::Lost || link == LinkState::Refused;
        };
        m_session.waitFor(settled, connectLimit);
        if (node().link == LinkState::Connected)
            return true;
        fmt::print(stderr, "understudyctl: {} could not be asked: {}\n", m_arguments.instance,
                   node().linkError.value_or("no connection within 30 s"));
        return false;
    }

    const cluster::NodeState& node() const { return *m_session.snapshot()->find(m_instance); }

    /// nullopt: the node is to be looked at anew.
    std::optional<int> oneRound() {
        const auto look = std::make_shared<ops::SurveyJob>();
        const auto looked = carryOut(look, surveyLimit);
        if (!look->survey()) {
            fmt::print(stderr, "understudyctl: {}: {}\n", m_arguments.instance, looked.why);
            return exitNotAsked;
        }
        const auto& cluster = *m_session.snapshot()->cluster;
        const auto plan = ops::planSetup({*cluster.find(m_instance), cluster.cloud, cluster.floating},
                                         *look->survey(), m_options);
        show(plan, *look->survey());
        if (!plan.objections.empty()) {
            for (const auto& objection : plan.objections)
                fmt::print(stderr, "understudyctl: {}\n", objection);
            return exitNotSo;
        }
        if (m_arguments.check)
            return plan.empty() ? exitFine : exitNotSo;
        if (!plan.empty() && !agreed())
            return exitNotSo;
        ops::SetupOrder order{m_options, plan, std::chrono::seconds{m_arguments.patience},
                              !m_arguments.keepUnverified};
        const auto job = std::make_shared<ops::SetupJob>(std::move(order));
        const auto result = carryOut(job, jobLimit);
        return report(result, *job, plan);
    }

    ops::IntentResult carryOut(const std::shared_ptr<ops::NodeJob>& job, std::chrono::milliseconds limit) {
        auto& engine = m_session.engine();
        // An intent can be refused before its id has been returned.
        std::map<ops::IntentId, ops::IntentResult> answers;
        ops::IntentId intent = 0;
        const auto answered = QObject::connect(
            &engine, &ops::Engine::intentAnswered, &engine,
            [&](ops::IntentId id, const ops::IntentResult& result) { answers[id] = result; });
        const auto progressed = QObject::connect(
            &engine, &ops::Engine::jobProgressed, &engine,
            [&](ops::IntentId id, const ops::JobProgress& progress) {
                if (id == intent && progress.steps > 0)
                    say(fmt::format("[{}/{}] {}\n", progress.step, progress.steps, progress.text));
            });
        intent = engine.run(m_instance, job);
        const auto done = [&] {
            return answers.contains(intent);
        };
        if (!m_session.waitFor(done, limit) && !done()) {
            // Interrupted: the job puts everything back before it answers.
            job->cancel();
            m_session.waitFor(done, 2min);
        }
        QObject::disconnect(answered);
        QObject::disconnect(progressed);
        return done() ? answers[intent] : ops::IntentResult{Outcome::Unknown, "no answer from the node"};
    }

    static void say(const std::string& text) {
        fmt::print("{}", text);
        std::fflush(stdout);
    }

    void show(const ops::SetupPlan& plan, const ops::Survey& survey) const {
        say(fmt::format("{}: {}\n", m_arguments.instance, survey.name));
        for (const auto& note : plan.notes)
            say(fmt::format("note: {}\n", note));
        int number = 0;
        for (const auto& step : plan.steps) {
            say(fmt::format("\n{}. {}\n", ++number, step.what));
            if (!step.cost.empty())
                say(fmt::format("   cost: {}\n", step.cost));
            for (const auto& file : step.files) {
                for (const auto& line : ops::shownDiff(file))
                    say(fmt::format("   {}\n", line));
                say(fmt::format("   (mode {}, owner {})\n", file.mode, file.owner));
            }
            for (const auto& command : step.commands)
                say(fmt::format("   # {}\n", command));
        }
        if (plan.empty() && plan.objections.empty())
            say(fmt::format("nothing is to be done: {} is as the cluster file wants it\n",
                            m_arguments.instance));
    }

    bool agreed() const {
        if (m_arguments.yes)
            return true;
        const auto line = askLineOnTerminal(
            fmt::format("\nCarry this out on {}? Type yes to go on: ", m_arguments.instance));
        if (line == "yes")
            return true;
        fmt::print(stderr, "understudyctl: {}\n",
                   line ? "nothing was changed" : "no terminal to ask on; --yes goes on without");
        return false;
    }

    std::optional<int> report(const ops::IntentResult& result, const ops::SetupJob& job,
                              const ops::SetupPlan& plan) const {
        if (result.outcome == Outcome::Acked && plan.leadsToAnother())
            return std::nullopt;
        if (result.outcome == Outcome::Acked && job.unverified().empty()) {
            say(fmt::format("{} announces its floating addresses\n", m_arguments.instance));
            return exitFine;
        }
        if (result.outcome == Outcome::Acked) {
            fmt::print(stderr, "understudyctl: kept, but not verified: {}\n", job.unverified());
            return exitNotSo;
        }
        fmt::print(stderr, "understudyctl: {}: {}\n", m_arguments.instance, result.why);
        return result.outcome == Outcome::Unknown ? exitNotAsked : exitNotSo;
    }

    ClusterSession& m_session;
    const ApplyArguments& m_arguments;
    cluster::InstanceName m_instance;
    ops::SetupOptions m_options;
};

/// A neighbor whose password is not there keeps the one that is on the node.
void readKeyring(const cluster::Cluster& cluster, ops::SetupOptions& options) {
    ops::CredentialStore credentials;
    const auto read = [&](base::Family family,
                          const base::IpAddress& neighbor) -> std::optional<base::Secret> {
        if (!cluster::hasFamily(cluster.floating, family))
            return std::nullopt;
        auto stored = ops::bgpPassword(credentials, cluster, neighbor);
        return stored ? std::optional{*std::move(stored)} : std::nullopt;
    };
    options.password4 = read(base::Family::V4, cluster.cloud.neighbor4);
    options.password6 = read(base::Family::V6, cluster.cloud.neighbor6);
}

int run(const ApplyArguments& arguments) {
    ops::SetupOptions options;
    options.speaker = speakerOf(arguments.speaker);
    options.openFirewall = arguments.openFirewall;
    if (arguments.holdTime)
        options.holdTime = std::chrono::seconds{*arguments.holdTime};
    if (arguments.passwordFromInput) {
        std::string password;
        std::getline(std::cin, password);
        if (password.empty()) {
            fmt::print(stderr, "understudyctl: --password-stdin: standard input holds no password\n");
            return exitUsage;
        }
        options.password4 = options.password6 = base::Secret{std::move(password)};
    }
    if (auto bundle = ops::loadSpeakerBundle(QCoreApplication::applicationDirPath().toStdString()))
        options.bundle = *std::move(bundle);
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    if (!arguments.passwordFromInput)
        readKeyring(*(*session)->snapshot()->cluster, options);
    return ApplyCommand{**session, arguments, std::move(options)}.run();
}

} // namespace

void addApplyCommand(CLI::App& parser, int& exitCode) {
    auto* command =
        parser.add_subcommand("apply", "Sets an instance up, or brings it to what the cluster file says");
    const auto arguments = std::make_shared<ApplyArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_option("INSTANCE", arguments->instance, "Name of the instance")->required();
    command->add_flag("--check", arguments->check, "Only print what differs");
    command->add_option("--speaker", arguments->speaker, "What is to announce, if not as the file says")
        ->check(CLI::IsMember({"auto", "bird", "understudyd"}))
        ->capture_default_str();
    command->add_flag("--open-firewall", arguments->openFirewall, "Let the neighbor in to TCP port 179");
    command
        ->add_option("--hold-time", arguments->holdTime, "Seconds after which a silent instance is given up")
        ->check(CLI::Range(3, 65535));
    command->add_flag("--password-stdin", arguments->passwordFromInput,
                      "Read the sessions' password from standard input, not from the keyring");
    command->add_option("--patience", arguments->patience, "Seconds for the sessions to come up")
        ->check(CLI::Range(5, 600))
        ->capture_default_str();
    command->add_flag("--keep-unverified", arguments->keepUnverified,
                      "Keep what was done even if the sessions do not come up");
    command->add_flag("--yes", arguments->yes, "Do not ask");
    command->footer(
        "Exit status: 0 the instance is as the file says and announces; 1 it differs (--check), it was\n"
        "refused, or it failed and was put back; 2 usage or a bad file; 3 the instance could not be\n"
        "asked, or did not answer in the end.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
