// What the control socket's commands do.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/bird/answers.h"
#include "core/bird/command_parser.h"
#include "core/bird/reply_writer.h"
#include "core/speaker/configuration.h"
#include "core/speaker/control_server.h"
#include "core/speaker/speaker.h"
#include "core/speaker/view.h"

namespace understudy::speaker {

/// One for all clients.
class Control {
public:
    /// `down`: the daemon is asked to end; called once.
    Control(Speaker& speaker, Configuration& configuration, Viewer viewer, std::function<void()> down);

    void handle(std::string_view line, ControlState& state, bird::ReplyWriter& reply);

private:
    struct Turn {
        ControlState& state;
        bird::ReplyWriter& reply;
    };

    void on(const bird::ShowStatus&, Turn turn);
    void on(const bird::ShowProtocols& show, Turn turn);
    void on(const bird::ShowRoute& show, Turn turn);
    void on(const bird::ShowInterfaces& show, Turn turn);
    void on(const bird::ShowMemory&, Turn turn);
    void on(const bird::Enable& enable, Turn turn);
    void on(const bird::Disable& disable, Turn turn);
    void on(const bird::Restart& restart, Turn turn);
    void on(const bird::Reload& reload, Turn turn);
    void on(const bird::Drain& drain, Turn turn);
    void on(const bird::Undrain& undrain, Turn turn);
    void on(const bird::Configure& configure, Turn turn);
    void on(const bird::ConfigureCheck& check, Turn turn);
    void on(const bird::ConfigureConfirm&, Turn turn);
    void on(const bird::ConfigureUndo&, Turn turn);
    void on(const bird::Restrict&, Turn turn);
    void on(const bird::Down&, Turn turn);
    void on(const bird::SetTimeFormat& set, Turn turn);
    void on(const bird::Help&, Turn turn);

    template <typename Act>
    void forEach(const bird::ProtocolChoice& which, Turn turn, Act act);
    bird::ShownTimes times(const ControlState& state) const;

    Speaker& m_speaker;
    Configuration& m_configuration;
    Viewer m_viewer;
    std::function<void()> m_down;
};

} // namespace understudy::speaker
