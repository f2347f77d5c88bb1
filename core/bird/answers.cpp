#include "core/bird/answers.h"

#include <string>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

ReplyLine about(std::string_view protocol, int code, std::string_view what) {
    return {code, fmt::format("{}: {}", protocol, what)};
}

} // namespace

ReplyLine greeting(std::string_view version) {
    return {1, fmt::format("{} ready.", productAndVersion(version))};
}

std::string productAndVersion(std::string_view version) {
    return fmt::format("BIRD 2.0.0 (understudyd {})", version);
}

ReplyLine alreadyDisabled(std::string_view protocol) {
    return about(protocol, 8, "already disabled");
}

ReplyLine disabled(std::string_view protocol) {
    return about(protocol, 9, "disabled");
}

ReplyLine alreadyEnabled(std::string_view protocol) {
    return about(protocol, 10, "already enabled");
}

ReplyLine enabled(std::string_view protocol) {
    return about(protocol, 11, "enabled");
}

ReplyLine restarted(std::string_view protocol) {
    return about(protocol, 12, "restarted");
}

ReplyLine reloading(std::string_view protocol) {
    return about(protocol, 15, "reloading");
}

ReplyLine reloadFailed(std::string_view protocol) {
    return about(protocol, 8006, "reload failed");
}

ReplyLine draining(std::string_view protocol) {
    return about(protocol, 90, "draining");
}

ReplyLine undraining(std::string_view protocol) {
    return about(protocol, 91, "no longer draining");
}

ReplyLine readingConfiguration(std::string_view file) {
    return {2, fmt::format("Reading configuration from {}", file)};
}

ReplyLine undoScheduled(std::chrono::seconds after) {
    return {22, fmt::format("Undo scheduled in {} s", after.count())};
}

ReplyLine undoRequested() {
    return {21, "Undo requested"};
}

ReplyLine reconfigured() {
    return {3, "Reconfigured"};
}

ReplyLine reconfigurationInProgress() {
    return {4, "Reconfiguration in progress"};
}

ReplyLine reconfigurationIgnored() {
    return {6, "Reconfiguration ignored, shutting down"};
}

ReplyLine reconfigurationConfirmed() {
    return {18, "Reconfiguration confirmed"};
}

ReplyLine nothingToDo() {
    return {19, "Nothing to do"};
}

ReplyLine configurationOk() {
    return {20, "Configuration OK"};
}

ReplyLine configurationError(std::string_view where, std::string_view what) {
    return {8002, fmt::format("{} {}", where, what)};
}

ReplyLine shutdownRequested() {
    return {7, "Shutdown requested"};
}

ReplyLine accessRestricted() {
    return {16, "Access restricted"};
}

ReplyLine commandFailed(std::string_view what) {
    return {8000, std::string(what)};
}

ReplyLine networkNotFound() {
    return {8001, "Network not found"};
}

ReplyLine noProtocolsMatch() {
    return {8003, "No protocols match"};
}

ReplyLine protocolIsDown() {
    return {8005, "Protocol is down"};
}

ReplyLine accessDenied() {
    return {8007, "Access denied"};
}

ReplyLine commandTooLong() {
    return {9000, "Command too long"};
}

ReplyLine notAProtocol(std::string_view name) {
    return {9001, fmt::format("{} is not a protocol", name)};
}

ReplyLine parseError(std::string_view what) {
    return {9001, std::string(what)};
}

} // namespace understudy::bird
