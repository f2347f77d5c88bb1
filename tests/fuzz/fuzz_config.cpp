// A bird.conf that holds anything. What is accepted is run, and must say again what it said before.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bird_values.h"
#include "core/bird/config_parser.h"

using namespace understudy;

namespace {

constexpr std::string_view password = "hunter2hunter2";

/// Includes the text itself, so that includes nest until they are refused.
bird::IncludeReader readerOf(const std::string& text) {
    return [&text](const std::string& pattern,
                   const std::string&) -> base::Result<std::vector<bird::IncludedFile>> {
        if (pattern.size() % 2 == 1)
            return base::failure("there is no such file");
        return std::vector{bird::IncludedFile{pattern, text}};
    };
}

void checkFilter(const bird::Filter& filter) {
    bird::OutboundRoute route;
    route.net = base::Prefix(base::IpAddress::v4({192, 0, 2, 2}), 32);
    route.protocol = "direct1";
    route.interface = "dummy1";
    route.communities = {65500U << 16 | 1};
    const auto result = bird::run(filter, route);
    fuzz::check(result.route.net == route.net && result.route.protocol == route.protocol);
    fuzz::check(result.route.path.size() <= bird::maxFilteredPath);
    for (const auto& line : result.printed)
        fuzz::checkClean(line);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto config = bird::parseConfig("bird.conf", text, readerOf(text));
    if (!config) {
        fuzz::check(config.error().place.line >= 1 && config.error().place.column >= 1);
        fuzz::checkClean(bird::toLine(config.error()));
        // Where the password of the corpus stands only behind its word, no error shows it.
        const auto at = text.find(password);
        const auto line = std::min(text.rfind('\n', at) + 1, at);
        const auto word = std::string_view(text).substr(line, at - line).find(" password ");
        if (at != std::string::npos && text.rfind(password) == at && word != std::string::npos)
            fuzz::check(bird::toString(config.error()).find(password) == std::string::npos);
        return 0;
    }
    for (const auto& bgp : config->bgps) {
        fuzz::check(bgp.session.localAs != 0 && bgp.session.neighborAs != 0);
        fuzz::check(!bgp.channels.empty() && bgp.channels.size() <= 2);
        for (const auto& channel : bgp.channels) {
            if (channel.exportFilter)
                checkFilter(*channel.exportFilter);
        }
    }
    return 0;
}
