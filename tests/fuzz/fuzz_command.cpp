// A client of the control socket that sends anything; what it says ends up in what others are answered.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bird_values.h"
#include "core/bird/command_parser.h"
#include "core/bird/reply_writer.h"
#include "core/bird/show_writer.h"

using namespace understudy;

namespace {

/// Reads what was written back: it must be one reply of that code.
bird::Reply onlyReply(bird::ReplyWriter& writer) {
    bird::ReplyReader reader;
    while (const auto piece = writer.take()) {
        fuzz::check(piece->size() <= bird::ReplyWriter::maxPieceBytes && piece->ends_with('\n'));
        reader.feed(*piece);
    }
    auto reply = reader.next();
    fuzz::check(reply && *reply && !reader.insideReply());
    const auto more = reader.next();
    fuzz::check(more && !*more);
    return **reply;
}

void checkChoice(const bird::ProtocolChoice& which) {
    fuzz::checkClean(which.text);
    which.matches("vultr6");
    which.matches(which.text);
}

struct CheckCommand {
    void operator()(const bird::ShowProtocols& command) const { checkChoice(command.which); }
    void operator()(const bird::ShowRoute& command) const {
        fuzz::check(command.net.has_value() == (command.match != bird::ShowRoute::Match::Everything));
        for (const auto& name : {command.exportTo, command.protocol, command.table})
            fuzz::checkClean(name.value_or(""));
    }
    void operator()(const bird::Enable& command) const { checkMessage(command.which, command.message); }
    void operator()(const bird::Disable& command) const { checkMessage(command.which, command.message); }
    void operator()(const bird::Restart& command) const { checkMessage(command.which, command.message); }
    void operator()(const bird::Reload& command) const { checkChoice(command.which); }
    void operator()(const bird::Drain& command) const { checkChoice(command.which); }
    void operator()(const bird::Undrain& command) const { checkChoice(command.which); }
    void operator()(const bird::SetTimeFormat& command) const {
        bird::ProtocolView view;
        view.name = "vultr";
        view.type = "Static";
        bird::ReplyWriter writer;
        const base::WallTime now{std::chrono::hours{500'000}};
        bird::writeProtocols(writer, std::vector{view}, false, now, bird::shownTimes({}, command.format));
        fuzz::check(onlyReply(writer).lines.size() == 2);
    }
    template <typename Other>
    void operator()(const Other&) const {}

    static void checkMessage(const bird::ProtocolChoice& which, const std::string& message) {
        checkChoice(which);
        fuzz::checkClean(message);
        fuzz::check(message.size() <= 255);
    }
};

void checkWritten(std::string_view text) {
    bird::ReplyWriter writer;
    writer.line(1006, text);
    writer.line(1006, text);
    writer.end();
    const auto reply = onlyReply(writer);
    fuzz::check(reply.code == 0 && reply.lines.size() == 2 && reply.lines[0] == reply.lines[1]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string line(data, data + size);
    checkWritten(line);
    const auto command = bird::parseCommand(line);
    if (command) {
        std::visit(CheckCommand{}, *command);
        bird::allowedRestricted(*command);
        return 0;
    }
    fuzz::check(command.error().code >= 8000 && command.error().code <= 9999);
    bird::ReplyWriter writer;
    writer.last(command.error());
    fuzz::check(onlyReply(writer).text == command.error().text);
    return 0;
}
