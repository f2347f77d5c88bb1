// The block of details that `show protocols all` prints below a BGP protocol. For parseProtocols().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// The columns of one protocol's line.
struct ProtocolRow {
    std::string_view name;
    std::string_view type;
    std::string_view table; ///< `---` for BGP in BIRD 2 and 3
    std::string_view state; ///< of the protocol, not of the session: up, start, down, ...
    std::string_view since;
    std::string_view info; ///< the session's state and the last error; only the error while state is down
};

/// Collects one BGP protocol from its row and its lines of details.
///
///     BIRD 1.6                            BIRD 2 and 3
///       Preference:     100                 BGP state:          Established
///       Input filter:   REJECT                Neighbor address: 169.254.169.254
///       Routes:         0 imported, ...       Local capabilities
///         Export updates:   ...                 Graceful restart
///       BGP state:          Established           Restart time: 120
///         Neighbor address: 169.254.169.254   Hold timer:       218.139/240
///         Neighbor caps:    refresh AS4     Channel ipv4
///         Hold timer:       185/240           Output filter:  (unnamed)
///                                               Export updates:   ...
class BgpDetails {
public:
    /// The row's texts must outlive this.
    explicit BgpDetails(const ProtocolRow& row);

    /// One line, without its code.
    base::Result<void> take(std::string_view text);
    /// After the last line.
    base::Result<BgpProtocol> finish() &&;

private:
    enum class Section : std::uint8_t {
        Protocol,
        LocalCapabilities,
        NeighborCapabilities,
        Channel,
        ForeignChannel
    };
    /// What became of a line: unknown ones are skipped.
    enum class Taken : std::uint8_t { Yes, NotKnown, Unreadable };
    /// A known line: each may come once in its section.
    struct SeenField {
        Section section;
        std::size_t channels; ///< how many had started
        std::string_view key;

        friend bool operator==(const SeenField&, const SeenField&) = default;
    };

    static Taken taken(bool readable);
    void enterSection(std::string_view line, std::size_t indent);
    void enterChannel(std::string_view name);
    Taken takeField(std::string_view line);
    Taken takeProtocolField(std::string_view key, std::string_view value);
    Taken takeBareChannelField(std::string_view key, std::string_view value);
    Taken takeCapability(std::string_view key, std::string_view value);
    static Taken takeChannelField(Channel& channel, std::string_view key, std::string_view value);
    bool isFirst(std::string_view key);

    ProtocolRow m_row;
    BgpProtocol m_protocol;
    Section m_section = Section::Protocol;
    std::optional<BgpState> m_state;
    bool m_capabilitiesShown = false;
    bool m_neighborRestart = false;
    std::optional<bool> m_neighborCapsRestart; ///< of `Neighbor caps:`, BIRD 1.6
    std::optional<Channel> m_bareChannel;      ///< of BIRD 1.6, without a `Channel` line
    std::vector<SeenField> m_seen;
};

} // namespace understudy::bird
