#include "app/understudyctl/interface_command.h"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "core/base/clock.h"
#include "core/cluster/judgement.h"

namespace understudy::ctl {
namespace {

using namespace std::chrono_literals;
using Outcome = ops::IntentResult::Outcome;

constexpr auto answerLimit = 40s;
/// The node pushes the change of its interface within milliseconds.
constexpr auto seenLimit = 10s;

struct InterfaceArguments {
    std::string file;
    std::string instance;
    std::string direction;
    int restoreAfter = 120;
    bool force = false;
    bool json = false;
};

std::string_view nameOf(Outcome outcome) {
    switch (outcome) {
    case Outcome::Acked:
        return "done";
    case Outcome::Refused:
        return "refused";
    case Outcome::Failed:
        return "failed";
    case Outcome::Unknown:
        break;
    }
    return "unknown";
}

class InterfaceCommand {
public:
    InterfaceCommand(ClusterSession& session, const InterfaceArguments& arguments)
        : m_session(session), m_arguments(arguments), m_instance(arguments.instance),
          m_down(arguments.direction == "down") {}

    int run() {
        m_session.sweep();
        if (m_session.snapshot()->find(m_instance) == nullptr) {
            fmt::print(stderr, "understudyctl: {} has no instance \"{}\"\n", m_arguments.file,
                       m_arguments.instance);
            return exitUsage;
        }
        const auto result = carryOut();
        const bool seen =
            result.outcome == Outcome::Acked && m_session.waitFor([this] { return isSo(); }, seenLimit);
        report(result, seen);
        if (result.outcome == Outcome::Acked)
            return seen ? exitFine : exitNotSo;
        const auto* node = m_session.snapshot()->find(m_instance);
        const bool asked = node->link == cluster::LinkState::Connected && cluster::isCurrent(*node);
        return asked && result.outcome != Outcome::Unknown ? exitNotSo : exitNotAsked;
    }

private:
    ops::IntentResult carryOut() {
        auto& engine = m_session.engine();
        std::optional<ops::IntentResult> answer;
        ops::IntentId intent = 0;
        const auto connection =
            QObject::connect(&engine, &ops::Engine::intentAnswered, &engine,
                             [&](ops::IntentId answered, const ops::IntentResult& result) {
                                 if (answered == intent)
                                     answer = result;
                             });
        intent = m_down ? engine.takeDown(m_instance, {std::chrono::seconds{m_arguments.restoreAfter},
                                                       m_arguments.force, m_session.snapshot()->revision})
                        : engine.bringUp(m_instance);
        m_session.waitFor([&] { return answer.has_value(); }, answerLimit);
        QObject::disconnect(connection);
        return answer.value_or(ops::IntentResult{Outcome::Unknown, "no answer: look at the status"});
    }

    /// The node's own word, not the command's.
    bool isSo() const {
        const auto* node = m_session.snapshot()->find(m_instance);
        const auto* interface = node == nullptr ? nullptr : node->interface.current();
        return interface != nullptr && interface->exists && interface->up != m_down &&
               node->deadMan.has_value() == m_down;
    }

    void report(const ops::IntentResult& result, bool seen) const {
        if (m_arguments.json) {
            const nlohmann::ordered_json document{
                {"instance", m_arguments.instance},
                {"direction", m_arguments.direction},
                {"at", base::toIso8601(base::systemClock().wall())},
                {"outcome", nameOf(result.outcome)},
                {"confirmed", seen},
                {"why",
                 result.why.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(result.why)},
                {"restoreAfterMs", m_down && result.outcome == Outcome::Acked
                                       ? nlohmann::ordered_json(m_arguments.restoreAfter * 1000)
                                       : nlohmann::ordered_json(nullptr)}};
            fmt::print("{}\n", document.dump(2));
            return;
        }
        if (result.outcome != Outcome::Acked)
            fmt::print(stderr, "understudyctl: {}: {}\n", nameOf(result.outcome), result.why);
        else if (!seen)
            fmt::print(
                stderr,
                "understudyctl: the command was carried out, but {} does not show it: look at the status\n",
                m_arguments.instance);
        else if (m_down)
            fmt::print("{} is down. It comes back by itself in {} s, or now with\n    understudyctl "
                       "interface {} {} up\n",
                       m_arguments.instance, m_arguments.restoreAfter, m_arguments.file,
                       m_arguments.instance);
        else
            fmt::print("{} is up, and nothing waits on it any more.\n", m_arguments.instance);
    }

    ClusterSession& m_session;
    const InterfaceArguments& m_arguments;
    cluster::InstanceName m_instance;
    bool m_down;
};

int run(const InterfaceArguments& arguments) {
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    return InterfaceCommand{**session, arguments}.run();
}

} // namespace

void addInterfaceCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand("interface", "Takes an instance's interface down, or brings it up");
    const auto arguments = std::make_shared<InterfaceArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_option("INSTANCE", arguments->instance, "Name of the instance")->required();
    command->add_option("DIRECTION", arguments->direction, "up or down")
        ->required()
        ->check(CLI::IsMember({"up", "down"}));
    command->add_option("--restore-after", arguments->restoreAfter, "Seconds until the node restores itself")
        ->check(CLI::Range(5, 86400))
        ->capture_default_str();
    command->add_flag("--force", arguments->force, "Overrule the guards that may be overruled");
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->footer(
        "Exit status: 0 done and seen on the node; 1 a guard refused, or it failed; 2 usage or a bad file;\n"
        "3 the instance could not be asked.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
