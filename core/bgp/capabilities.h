// What two speakers tell each other that they can do (RFC 5492).
#pragma once

#include <cstdint>
#include <optional>

#include <tl/expected.hpp>

#include "core/base/bytes.h"
#include "core/bgp/notification.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

/// RFC 4724 section 3, with the N flag of RFC 8538.
///
///     +--------------------------------------------------+
///     | Restart Flags (4 bits): R N - -                  |
///     | Restart Time in seconds (12 bits)                |
///     +--------------------------------------------------+
///     | AFI (16 bits), SAFI (8 bits), Flags (8 bits): F  |  for each family
///     +--------------------------------------------------+
struct GracefulRestart {
    bool restarting = false;   ///< R: the speaker has restarted, the peer need not wait for its End-of-RIB
    bool notification = false; ///< N: routes are also kept over a NOTIFICATION
    std::uint16_t restartTime = 0; ///< seconds, 0 to 4095
    FamilySet families;            ///< whose routes the peer should keep
    FamilySet forwarding;          ///< F: for these the speaker kept forwarding over the restart

    friend bool operator==(const GracefulRestart&, const GracefulRestart&) = default;
};

/// RFC 7911 section 4: families in which several paths of a prefix can be received, and sent.
///
///     +------------------------------------------------+
///     | AFI (2 octets), SAFI (1 octet)                 |  for each family
///     | Send/Receive (1 octet): 1 receive, 2 send, 3   |
///     +------------------------------------------------+
struct AddPath {
    FamilySet receive;
    FamilySet send;

    friend bool operator==(const AddPath&, const AddPath&) = default;
};

///     +------------------------------+
///     | Capability Code (1 octet)    |
///     | Capability Length (1 octet)  |  for each capability
///     | Capability Value (variable)  |
///     +------------------------------+
struct Capabilities {
    /// Some MP capability was there, maybe of a family unknown here (RFC 4760). Without one, IPv4 unicast is
    /// meant.
    bool multiprotocol = false;
    FamilySet families;
    bool routeRefresh = false;           ///< RFC 2918
    bool enhancedRouteRefresh = false;   ///< RFC 7313
    bool extendedMessage = false;        ///< RFC 8654
    std::optional<AsNumber> fourOctetAs; ///< RFC 6793
    std::optional<GracefulRestart> gracefulRestart;
    std::optional<AddPath> addPath;
    std::optional<std::uint8_t> role; ///< RFC 9234; tolerated, never sent

    friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

/// Appends the value of a Capabilities optional parameter; nothing when there is no capability.
void encodeCapabilities(const Capabilities& capabilities, base::ByteWriter& writer);

/// Adds what the value of one Capabilities optional parameter says: unknown capabilities are skipped,
/// repeated ones are united. OPEN error 0 (unspecific) when a length does not fit.
tl::expected<void, Notification> decodeCapabilities(base::ByteView value, Capabilities& capabilities);

} // namespace understudy::bgp
