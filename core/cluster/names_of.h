// Stable names of enumerators, as the JSON of contracts and event details use them.
#pragma once

#include <string_view>

#include "core/bird/values.h"

namespace understudy::cluster {

/// Idle, Connect, Active, OpenSent, OpenConfirm, Established, Down.
constexpr std::string_view nameOf(bird::BgpState state) {
    switch (state) {
    case bird::BgpState::Idle:
        return "Idle";
    case bird::BgpState::Connect:
        return "Connect";
    case bird::BgpState::Active:
        return "Active";
    case bird::BgpState::OpenSent:
        return "OpenSent";
    case bird::BgpState::OpenConfirm:
        return "OpenConfirm";
    case bird::BgpState::Established:
        return "Established";
    case bird::BgpState::Down:
        break;
    }
    return "Down";
}

constexpr std::string_view nameOf(bird::SpeakerKind kind) {
    return kind == bird::SpeakerKind::Understudyd ? "understudyd" : "bird";
}

} // namespace understudy::cluster
