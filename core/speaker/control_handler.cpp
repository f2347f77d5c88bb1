#include "core/speaker/control_handler.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/bird/route_writer.h"
#include "core/bird/show_writer.h"

namespace understudy::speaker {
namespace {

std::string where(const bird::Place& place) {
    return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

} // namespace

Control::Control(Speaker& speaker, Configuration& configuration, Viewer viewer, std::function<void()> down)
    : m_speaker(speaker), m_configuration(configuration), m_viewer(std::move(viewer)),
      m_down(std::move(down)) {}

void Control::handle(std::string_view line, ControlState& state, bird::ReplyWriter& reply) {
    const auto command = bird::parseCommand(line);
    if (!command)
        return reply.last(command.error());
    if (state.restricted && !bird::allowedRestricted(*command))
        return reply.last(bird::accessDenied());
    std::visit([&](const auto& which) { on(which, Turn{state, reply}); }, *command);
}

bird::ShownTimes Control::times(const ControlState& state) const {
    return bird::shownTimes(m_speaker.config().timeFormats, state.timeFormat);
}

/// act(name, isOnlyOne) -> the line for each protocol that was chosen.
template <typename Act>
void Control::forEach(const bird::ProtocolChoice& which, Turn turn, Act act) {
    std::vector<std::string> names;
    for (const auto& name : m_speaker.config().order) {
        if (which.matches(name))
            names.push_back(name);
    }
    if (names.empty() && which.kind == bird::ProtocolChoice::Kind::Name)
        return turn.reply.last(bird::notAProtocol(which.text));
    if (names.empty())
        return turn.reply.last(bird::noProtocolsMatch());
    for (const auto& name : names) {
        if (const auto line = act(name))
            turn.reply.line(*line);
    }
    turn.reply.end();
}

void Control::on(const bird::ShowStatus&, Turn turn) {
    bird::writeStatus(turn.reply, m_viewer.status(m_configuration.appliedAt()), times(turn.state));
}

void Control::on(const bird::ShowProtocols& show, Turn turn) {
    std::vector<bird::ProtocolView> views;
    for (const auto& name : m_speaker.config().order) {
        if (show.which.matches(name))
            views.push_back(m_viewer.protocol(name));
    }
    if (views.empty() && show.which.kind == bird::ProtocolChoice::Kind::Name)
        return turn.reply.last(bird::notAProtocol(show.which.text));
    if (views.empty())
        return turn.reply.last(bird::noProtocolsMatch());
    bird::writeProtocols(turn.reply, views, show.all, m_viewer.now(), times(turn.state));
}

void Control::on(const bird::ShowRoute& show, Turn turn) {
    if (show.exportTo) {
        const auto neighbor = m_speaker.neighbors().find(*show.exportTo);
        if (neighbor == m_speaker.neighbors().end())
            return turn.reply.last(bird::notAProtocol(*show.exportTo));
        if (!neighbor->second->established())
            return turn.reply.last(bird::protocolIsDown());
    }
    const auto& order = m_speaker.config().order;
    if (show.protocol && std::find(order.begin(), order.end(), *show.protocol) == order.end())
        return turn.reply.last(bird::notAProtocol(*show.protocol));
    if (show.count)
        return bird::writeRouteCounts(turn.reply, m_viewer.routeCounts(show));
    const auto routes = m_viewer.routes(show);
    if (routes.empty() && show.match != bird::ShowRoute::Match::Everything)
        return turn.reply.last(bird::networkNotFound());
    bird::writeRoutes(turn.reply, routes, show.all, m_viewer.now(), times(turn.state).route);
}

void Control::on(const bird::ShowInterfaces& show, Turn turn) {
    const auto interfaces = m_viewer.interfaces();
    if (show.summary)
        bird::writeInterfaceSummary(turn.reply, interfaces);
    else
        bird::writeInterfaces(turn.reply, interfaces);
}

void Control::on(const bird::ShowMemory&, Turn turn) {
    bird::writeMemory(turn.reply, m_viewer.memory());
}

void Control::on(const bird::Enable& enable, Turn turn) {
    forEach(enable.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        return m_speaker.enable(name) ? bird::enabled(name) : bird::alreadyEnabled(name);
    });
}

void Control::on(const bird::Disable& disable, Turn turn) {
    forEach(disable.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        return m_speaker.disable(name, disable.message) ? bird::disabled(name) : bird::alreadyDisabled(name);
    });
}

void Control::on(const bird::Restart& restart, Turn turn) {
    forEach(restart.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        return m_speaker.restart(name, restart.message) ? bird::restarted(name) : bird::alreadyDisabled(name);
    });
}

void Control::on(const bird::Reload& reload, Turn turn) {
    forEach(reload.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        // Nothing received is kept, so there is nothing to be asked for again.
        if (reload.direction != bird::Reload::Direction::In)
            m_speaker.reload(name);
        return bird::reloading(name);
    });
}

void Control::on(const bird::Drain& drain, Turn turn) {
    forEach(drain.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        if (m_speaker.drain(name, drain.method))
            return bird::draining(name);
        return std::nullopt;
    });
}

void Control::on(const bird::Undrain& undrain, Turn turn) {
    forEach(undrain.which, turn, [&](const std::string& name) -> std::optional<bird::ReplyLine> {
        if (m_speaker.drain(name, std::nullopt))
            return bird::undraining(name);
        return std::nullopt;
    });
}

void Control::on(const bird::Configure& configure, Turn turn) {
    const auto file = candidateFile(m_configuration.file(), configure.file);
    if (!file)
        return turn.reply.last(bird::commandFailed(file.error().what));
    turn.reply.line(bird::readingConfiguration(*file));
    if (const auto applied = m_configuration.apply(configure.file, configure.soft, configure.timeout);
        !applied)
        return turn.reply.last(bird::configurationError(where(applied.error().place), applied.error().what));
    if (configure.timeout)
        turn.reply.line(bird::undoScheduled(*configure.timeout));
    turn.reply.last(bird::reconfigured());
}

void Control::on(const bird::ConfigureCheck& check, Turn turn) {
    const auto file = candidateFile(m_configuration.file(), check.file);
    if (!file)
        return turn.reply.last(bird::commandFailed(file.error().what));
    turn.reply.line(bird::readingConfiguration(*file));
    const auto config = readConfiguration(*file);
    turn.reply.last(config ? bird::configurationOk()
                           : bird::configurationError(where(config.error().place), config.error().what));
}

void Control::on(const bird::ConfigureConfirm&, Turn turn) {
    turn.reply.last(m_configuration.confirm() ? bird::reconfigurationConfirmed() : bird::nothingToDo());
}

void Control::on(const bird::ConfigureUndo&, Turn turn) {
    const auto undone = m_configuration.undo();
    if (!undone)
        return turn.reply.last(bird::commandFailed(undone.error().what));
    if (!*undone)
        return turn.reply.last(bird::nothingToDo());
    turn.reply.line(bird::undoRequested());
    turn.reply.last(bird::reconfigured());
}

void Control::on(const bird::Restrict&, Turn turn) {
    turn.state.restricted = true;
    turn.reply.last(bird::accessRestricted());
}

void Control::on(const bird::Down&, Turn turn) {
    turn.reply.last(bird::shutdownRequested());
    m_down();
}

void Control::on(const bird::SetTimeFormat& set, Turn turn) {
    turn.state.timeFormat = set.format;
    turn.reply.end();
}

void Control::on(const bird::Help&, Turn turn) {
    bird::writeHelp(turn.reply);
}

} // namespace understudy::speaker
