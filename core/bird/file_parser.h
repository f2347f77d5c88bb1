// The statements of a bird.conf; used by parseConfig() alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/bird/config_cursor.h"
#include "core/bird/config_options.h"

namespace understudy::bird {

/// What `import` or `export` may be followed by.
struct Policy {
    FilterPtr filter; ///< null: none
    std::string name; ///< ACCEPT, REJECT, the filter's, or (unnamed)
};

/// A BGP protocol or template while it is written down.
struct BgpDraft {
    BgpConfig config;
    bool hasNeighbor = false;
    bool external = false;
    std::optional<BgpChannel> only; ///< of BIRD 1.6, whose family is the neighbor's
};

template <typename Draft>
using Templates = std::map<std::string, Draft>;

struct DirectDraft {
    DirectProtocol config;
    bool hasChannel = false;
};

struct StaticDraft {
    StaticProtocol config;
    std::optional<base::Family> family;
    std::vector<Token> routesAt;
};

class FileParser {
public:
    explicit FileParser(Tokens tokens) : m_cursor(std::move(tokens)) {}

    tl::expected<Config, ConfigError> parse();

private:
    // The file's own statements.
    void statement();
    void definition();
    void namedFilter();
    void routerId();
    void listen();
    void table(bool withFamily);
    void log();
    void logClasses(LogTarget& target);
    void timeFormat();
    TimeFormat timeFormatOf();

    // Protocols.
    struct Header {
        Token at;
        std::string name;
        bool isTemplate = false;
        std::string from; ///< "" without a template
    };
    void protocol(bool isTemplate);
    Header header(const Token& at, std::string_view type, bool isTemplate);
    template <typename Draft>
    void inherit(const Header& header, const Templates<Draft>& templates, Draft& draft);
    template <typename Draft>
    void keep(const Header& header, Templates<Draft>& templates, const Draft& draft);
    bool commonItem(bool& disabled);
    void direct(const Header& header);
    void interfaces(DirectProtocol& direct);
    void kernel(const Header& header);
    void device(const Header& header);
    void statics(const Header& header);
    void route(StaticDraft& draft);
    void bgp(const Header& header);
    void check(const Header& header);
    void checkItem(CheckConfig& check, bool& hasWhat);
    HttpCheck httpCheck();
    void onFailure(CheckConfig& check);
    std::chrono::milliseconds duration(std::string_view what, std::chrono::milliseconds low,
                                       std::chrono::milliseconds high);

    // Channels.
    std::optional<base::Family> channelStart();
    /// The `{ ... };` of a channel of a protocol that is no BGP; `item` takes what is special.
    template <typename Item>
    void channelBody(std::string_view where, Item item);
    Policy policy();
    void tableName(std::optional<base::Family> family);
    void ownImport();
    void ownExport();

    // BGP.
    void bgpItem(BgpDraft& draft);
    bool bgpTimes(BgpSessionConfig& session);
    bool bgpOptions(BgpDraft& draft);
    void bgpLocal(BgpSessionConfig& session);
    void bgpNeighbor(BgpDraft& draft);
    void bgpChannel(BgpDraft& draft, base::Family family);
    bool bgpChannelItem(BgpChannel& channel);
    void bgpImport();
    void checkBgp(const Header& header, const BgpDraft& draft);

    // Which language it is.
    void isBird1(const Token& at);
    void isBird2(const Token& at);
    void finish();
    void checkChannels();

    ConfigCursor m_cursor;
    Config m_config;
    std::map<std::string, int, std::less<>> m_counters;
    Templates<BgpDraft> m_bgps;
    Templates<DirectDraft> m_directs;
    Templates<StaticDraft> m_statics;
    std::vector<Token> m_directsAt;
    std::vector<bool> m_directHasChannel;
    std::vector<Token> m_staticsAt;
    std::vector<bool> m_staticHasChannel;
    std::vector<Token> m_bgpsAt;
    std::optional<Token> m_bird1At;
    std::optional<Token> m_bird2At;
    std::optional<Token> m_kernelExportAt;
    std::uint16_t m_listenPort = 179;
};

} // namespace understudy::bird
