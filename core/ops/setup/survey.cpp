#include "core/ops/setup/survey.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/node/look.h"
#include "core/ops/setup/firewall_rules.h"
#include "core/ops/setup/firewalld_zones.h"

namespace understudy::ops {
namespace {

using base::failure;
using base::Result;

constexpr std::size_t maxFile = 1u << 20;
constexpr std::size_t maxParts = 200;

struct Part {
    std::vector<std::string_view> label; ///< of a file: path, mode, owner
    int exit = 0;
    std::string_view text;
};

tl::unexpected<base::Error> strange(std::string_view what) {
    return failure(fmt::format("the node's answer about itself is not understood: {}", what));
}

/// Name to part; a file's name is `file PATH`.
Result<std::map<std::string, Part, std::less<>>> takeParts(std::string_view rest, const std::string& mark) {
    const auto beginMark = fmt::format("\n{} begin\n", mark);
    const auto begin = rest.find(beginMark);
    if (begin == std::string_view::npos)
        return strange("it has no beginning");
    rest.remove_prefix(begin + beginMark.size());
    std::map<std::string, Part, std::less<>> parts;
    while (parts.size() < maxParts) {
        const auto end = rest.find('\n');
        if (end == std::string_view::npos)
            return strange("it has no end");
        const auto label = base::words(rest.substr(0, end));
        if (label.size() < 2 || label[0] != mark)
            return strange("a part begins otherwise than it should");
        if (label[1] == "end" && label.size() == 2)
            return parts;
        const auto exit = label.size() > 3 ? base::toNumber<int>(label[2]) : std::nullopt;
        const auto size = label.size() > 3 ? base::toNumber<std::size_t>(label[3]) : std::nullopt;
        if (!exit || !size || *size > maxFile)
            return strange(fmt::format("the part {} has no proper length", base::sanitized(label[1], 40)));
        rest.remove_prefix(end + 1);
        if (rest.size() <= *size || rest[*size] != '\n')
            return strange(fmt::format("the part {} is cut, or changed while it was read",
                                       base::sanitized(label[1], 40)));
        const bool isFile = label[1] == "file";
        if (label.size() != (isFile ? 7u : 4u))
            return strange("a label has another number of words");
        const auto name = isFile ? fmt::format("file {}", label[4]) : std::string{label[1]};
        parts[name] = {{label.begin() + 4, label.end()}, *exit, rest.substr(0, *size)};
        rest.remove_prefix(*size + 1);
    }
    return strange("it has too many parts");
}

/// The value after the name in one of the lines.
std::string valueOf(std::string_view text, std::string_view name) {
    for (const auto line : base::lines(text)) {
        const auto words = base::words(line);
        if (words.size() == 2 && words[0] == name)
            return base::sanitized(words[1], 200);
    }
    return {};
}

bool isPath(std::string_view text) {
    return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '/' || c == '-';
           });
}

/// A name that may stand in a command.
bool isAccount(std::string_view text) {
    return !text.empty() && text.front() != '-' && isPath(fmt::format("/{}", text)) &&
           text.find('/') == std::string_view::npos;
}

Result<SurveyedProgram> readProgram(const Part& part) {
    SurveyedProgram program;
    const auto lines = base::lines(part.text);
    if (lines.empty() || base::trimmed(lines.front()).empty())
        return program;
    if (!isPath(lines.front()))
        return strange("a program has a strange path");
    program.path = lines.front();
    program.version = valueOf(part.text, "version");
    program.group = valueOf(part.text, "group");
    program.running = part.text.find("\ngroup ") != std::string_view::npos;
    program.enabled = valueOf(part.text, "enabled") == "yes";
    program.config = valueOf(part.text, "config");
    if ((!program.config.empty() && !isPath(program.config)) ||
        (!program.group.empty() && !isAccount(program.group)))
        return strange(fmt::format("{} runs in a strange way", program.path));
    return program;
}

template <typename Value>
using Names = std::initializer_list<std::pair<std::string_view, Value>>;

template <typename Value>
Result<Value> named(std::string_view text, std::string_view what, Names<Value> names) {
    const auto word = base::trimmed(text);
    for (const auto& [name, value] : names) {
        if (name == word)
            return value;
    }
    return strange(fmt::format("its {} is \"{}\"", what, base::sanitized(word, 40)));
}

/// `192.0.2.1 via ... src 192.0.2.111 ...`
Result<SurveyedWay> readWay(const Part& part) {
    SurveyedWay way;
    const auto words = base::words(base::lines(part.text).empty() ? "" : base::lines(part.text).front());
    way.route = part.exit == 0 && !words.empty() && words[0] != "unreachable" && words[0] != "blackhole";
    const auto src = std::find(words.begin(), words.end(), "src");
    if (way.route && src != words.end() && src + 1 != words.end()) {
        const auto source = base::IpAddress::parse(src[1]);
        if (!source)
            return strange("a route's source is no address");
        way.source = *source;
    }
    const auto dev = std::find(words.begin(), words.end(), "dev");
    if (way.route && dev != words.end() && dev + 1 != words.end())
        way.device = base::sanitized(dev[1], 15);
    return way;
}

/// `ip -o addr` prints `N: NAME inet ADDRESS/LENGTH ...`; addresses of the interface itself are left out.
std::vector<base::Prefix> readAddresses(const Part& part, const std::string& interface) {
    std::vector<base::Prefix> addresses;
    for (const auto line : base::lines(part.text)) {
        const auto words = base::words(line);
        for (std::size_t at = 1; at + 1 < words.size(); ++at) {
            if ((words[at] != "inet" && words[at] != "inet6") || words[1] == interface)
                continue;
            if (const auto prefix = base::Prefix::parse(words[at + 1]))
                addresses.push_back(*prefix);
        }
    }
    return addresses;
}

Result<void> readSystem(const Part& part, Survey& survey) {
    const auto lines = base::lines(part.text);
    if (lines.size() < 4)
        return strange("it does not say which system it is");
    if (lines[0] != "Linux" && lines[0] != "FreeBSD")
        return failure(fmt::format("the node runs {}; only Linux and FreeBSD can be set up",
                                   base::sanitized(lines[0], 40)));
    survey.system = lines[0] == "Linux" ? NodeSystem::Linux : NodeSystem::FreeBsd;
    survey.machine = base::sanitized(lines[1], 40);
    survey.root = lines[2] == "0";
    survey.name = base::sanitized(lines[3], 80);
    return {};
}

class SurveyReader {
public:
    SurveyReader(std::map<std::string, Part, std::less<>> parts, const SurveyRequest& request)
        : m_parts(std::move(parts)), m_request(request) {}

    Result<Survey> read() {
        constexpr std::array needed{"system",      "init",  "packages", "keeper",    "firewall", "bird",
                                    "bird6",       "sum",   "groups",   "addresses", "way4",     "way6",
                                    "understudyd", "keeps", "pristine", "mentions",  "setup"};
        for (const auto* name : needed) {
            if (!m_parts.contains(name))
                return strange(fmt::format("the part {} is missing", name));
        }
        if (const auto fine = readSystem(part("system"), m_survey); !fine)
            return tl::make_unexpected(fine.error());
        for (const auto& step :
             {&SurveyReader::readKinds, &SurveyReader::readPrograms, &SurveyReader::readNetwork,
              &SurveyReader::readFirewall, &SurveyReader::readFiles}) {
            if (const auto fine = (this->*step)(); !fine)
                return tl::make_unexpected(fine.error());
        }
        return std::move(m_survey);
    }

private:
    const Part& part(std::string_view name) const { return m_parts.find(name)->second; }

    Result<void> readKinds() {
        const auto init = named<InitKind>(part("init").text, "init",
                                          {{"systemd", InitKind::Systemd},
                                           {"sysv", InitKind::SysV},
                                           {"rc", InitKind::FreeBsdRc},
                                           {"none", InitKind::None}});
        const auto packages = named<PackageManager>(part("packages").text, "package manager",
                                                    {{"apt-get", PackageManager::Apt},
                                                     {"dnf", PackageManager::Dnf},
                                                     {"yum", PackageManager::Yum},
                                                     {"apk", PackageManager::Apk},
                                                     {"zypper", PackageManager::Zypper},
                                                     {"pkg", PackageManager::Pkg},
                                                     {"none", PackageManager::None}});
        const auto keeper = named<NetworkKeeper>(part("keeper").text, "network's keeper",
                                                 {{"networkd", NetworkKeeper::Networkd},
                                                  {"netplan", NetworkKeeper::Netplan},
                                                  {"ifupdown", NetworkKeeper::Ifupdown},
                                                  {"rc.conf", NetworkKeeper::RcConf},
                                                  {"none", NetworkKeeper::None}});
        if (!init || !packages || !keeper)
            return tl::make_unexpected(!init ? init.error() : !packages ? packages.error() : keeper.error());
        m_survey.init = *init;
        m_survey.packages = *packages;
        m_survey.keeper = *keeper;
        const auto state = base::trimmed(part("setup").text);
        if (state != "none" && state != "unfinished" && state != "underway")
            return strange("it does not say whether a set-up is under way");
        m_survey.unfinished = state != "none";
        m_survey.underWay = state == "underway";
        return {};
    }

    Result<void> readPrograms() {
        const auto bird = readProgram(part("bird"));
        const auto bird6 = readProgram(part("bird6"));
        const auto understudyd = readProgram(part("understudyd"));
        if (!bird || !bird6 || !understudyd)
            return tl::make_unexpected(!bird ? bird.error() : !bird6 ? bird6.error() : understudyd.error());
        m_survey.bird = *bird;
        m_survey.bird6 = *bird6;
        m_survey.understudyd = *understudyd;
        m_survey.understudydSum = base::sanitized(base::trimmed(part("sum").text), 64);
        for (const auto line : base::lines(part("groups").text)) {
            if (line == "bird" || line == "birdvty")
                m_survey.birdGroup = line;
            m_survey.understudydUser = m_survey.understudydUser || line == "understudyd";
        }
        return {};
    }

    Result<void> readNetwork() {
        const auto found = m_parts.find("ip");
        const auto other = m_parts.find("ifconfig");
        if (found == m_parts.end() && other == m_parts.end())
            return strange("nothing is said of the interface");
        const auto state = found != m_parts.end()
                               ? parseIpAddress(found->second.text, found->second.exit, m_request.interface)
                               : parseIfconfig(other->second.text, other->second.exit, m_request.interface);
        const auto way4 = readWay(part("way4"));
        const auto way6 = readWay(part("way6"));
        if (!state || !way4 || !way6)
            return tl::make_unexpected(!state ? state.error() : !way4 ? way4.error() : way6.error());
        m_survey.interface = *state;
        m_survey.way4 = *way4;
        m_survey.way6 = *way6;
        m_survey.keepsAddresses = base::trimmed(part("keeps").text) == "1";
        m_survey.addresses = readAddresses(part("addresses"), m_request.interface);
        for (const auto line : base::lines(part("mentions").text)) {
            if (!line.empty())
                m_survey.mentions.push_back(base::sanitized(line, 200));
        }
        return {};
    }

    /// After the network, whose ways some of them judge by.
    Result<void> readFirewall() {
        const auto rules = base::lines(part("firewall").text);
        const auto firewall = named<FirewallKind>(rules.empty() ? "" : rules.front(), "firewall",
                                                  {{"none", FirewallKind::None},
                                                   {"nftables", FirewallKind::Nftables},
                                                   {"ufw", FirewallKind::Ufw},
                                                   {"firewalld", FirewallKind::Firewalld},
                                                   {"pf", FirewallKind::Pf},
                                                   {"iptables", FirewallKind::Iptables},
                                                   {"ipfw", FirewallKind::Ipfw}});
        if (!firewall)
            return tl::make_unexpected(firewall.error());
        m_survey.firewall = *firewall;
        const auto text =
            part("firewall").text.substr(std::min(rules.front().size() + 1, part("firewall").text.size()));
        m_survey.passage4 = passageOf(*firewall, text, m_request.neighbor4, m_survey.way4.device);
        m_survey.passage6 = passageOf(*firewall, text, m_request.neighbor6, m_survey.way6.device);
        if (*firewall == FirewallKind::Nftables)
            m_survey.inputChains = inputChainsOf(text);
        if (*firewall == FirewallKind::Firewalld) {
            m_survey.zone4 = firewalldZoneOf(text, m_request.neighbor4, m_survey.way4.device);
            m_survey.zone6 = firewalldZoneOf(text, m_request.neighbor6, m_survey.way6.device);
        }
        return {};
    }

    Result<void> readFiles() {
        const auto pristine = base::lines(part("pristine").text);
        for (const auto& [name, each] : m_parts) {
            if (!name.starts_with("file "))
                continue;
            const auto path = name.substr(5);
            const auto colon = each.label[2].find(':');
            const bool modeFine = base::toNumber<unsigned>(each.label[1]).has_value();
            if (!isPath(path) || !modeFine || colon == std::string_view::npos ||
                !isAccount(each.label[2].substr(0, colon)) || !isAccount(each.label[2].substr(colon + 1)))
                return strange("a file is described in a strange way");
            m_survey.files[path] = {
                base::Secret{std::string{each.text}}, std::string{each.label[1]}, std::string{each.label[2]},
                std::find(pristine.begin(), pristine.end(), std::string_view{path}) != pristine.end()};
        }
        return {};
    }

    std::map<std::string, Part, std::less<>> m_parts;
    const SurveyRequest& m_request;
    Survey m_survey;
};

} // namespace

const SurveyedFile* Survey::file(const std::string& path) const {
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

const SurveyedProgram& Survey::programFor(base::Family family) const {
    return family == base::Family::V6 && bird.version.starts_with("1.") ? bird6 : bird;
}

Result<Survey> parseSurvey(std::string_view output, const SurveyRequest& request, const std::string& mark) {
    auto parts = takeParts(output, mark);
    if (!parts)
        return tl::make_unexpected(parts.error());
    return SurveyReader{*std::move(parts), request}.read();
}

} // namespace understudy::ops
