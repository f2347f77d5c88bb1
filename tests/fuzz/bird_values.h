// What must hold for every value that this project reads from a speaker, whatever the bytes were.
#pragma once

#include <string>

#include "check.h"
#include "core/bird/show_protocols.h"
#include "core/bird/show_route.h"
#include "core/bird/show_status.h"

namespace understudy::fuzz {

inline void checkProtocol(const bird::BgpProtocol& protocol) {
    for (const auto& text :
         {protocol.name, protocol.since, protocol.lastError.value_or(""), protocol.message.value_or("")})
        checkClean(text);
    check(!protocol.name.empty());
    check(protocol.enabled || protocol.state != bird::BgpState::Established);
    for (const auto& channel : protocol.channels) {
        for (const auto& text : {channel.table, channel.inputFilter, channel.outputFilter})
            checkClean(text);
    }
}

/// Gives the reply to every parser.
inline void checkValuesOf(const bird::Reply& reply) {
    if (const auto protocols = bird::parseProtocols(reply, "vultr")) {
        for (const auto& protocol : *protocols)
            checkProtocol(protocol);
    } else {
        checkClean(protocols.error().what);
    }
    const auto routes = bird::parseRoutes(reply);
    if (routes) {
        for (const auto& route : *routes) {
            checkClean(route.interface);
            checkClean(route.protocol);
        }
    } else {
        checkClean(routes.error().what);
    }
    if (const auto exported = bird::parseExported(reply); exported && !exported->empty())
        check(routes.has_value() && *exported == *routes);
    if (const auto status = bird::parseStatus(reply)) {
        checkClean(status->version);
        checkClean(status->serverTime);
        checkClean(status->lastReconfiguration);
        bird::ageOf(status->lastReconfiguration, status->serverTime);
    }
    if (const auto greeting = bird::parseGreeting(reply))
        checkClean(greeting->version);
    if (const auto age = bird::ageOf(reply.text, "2026-11-23 19:04:08.688"))
        check(age->count() >= 0);
    bird::parseRouteCount(reply);
}

} // namespace understudy::fuzz
