#include "core/ops/cluster_json.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/cluster/names.h"
#include "core/ops/json_reader.h"

namespace understudy::ops {
namespace {

using base::Family;
using base::IpAddress;
using base::Prefix;
using cluster::Cloud;
using cluster::CloudKind;
using cluster::Cluster;
using cluster::Instance;
using cluster::SpeakerChoice;
using nlohmann::ordered_json;

constexpr std::string_view formatName = "understudy-cluster";
constexpr int formatVersion = 1;

constexpr std::uint32_t vpsNeighborAs = 64515;
constexpr std::uint32_t bareMetalNeighborAs = 20473;

std::string absolutePath(const std::string& file, const std::string& folder) {
    if (file.empty())
        return {};
    return (std::filesystem::path(folder) / file).lexically_normal().string();
}

/// Relative when it lies in the cluster file's folder, so that the folder can be moved as a whole.
std::string portablePath(const std::string& file, const std::string& folder) {
    const auto relative = std::filesystem::path(file).lexically_relative(folder);
    const bool inside = !relative.empty() && *relative.begin() != "..";
    return inside ? relative.string() : file;
}

IpAddress defaultNeighbor(Family family, CloudKind kind) {
    if (family == Family::V6)
        return IpAddress::v6({0x20, 0x01, 0x19, 0xf0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    return kind == CloudKind::BareMetal ? IpAddress::v4({169, 254, 1, 1})
                                        : IpAddress::v4({169, 254, 169, 254});
}

/// A text that passes `check`; anything else is told as `expected`.
std::optional<std::string> checkedString(const JsonValue& value, bool (*check)(std::string_view),
                                         const std::string& expected) {
    auto text = value.string();
    if (text && !check(*text)) {
        value.fail(expected);
        return std::nullopt;
    }
    return text;
}

std::optional<IpAddress> readAddress(const JsonValue& value, Family family) {
    const auto text = value.string();
    if (!text)
        return std::nullopt;
    const auto address = IpAddress::parse(*text);
    if (!address || address->family() != family) {
        value.fail(family == Family::V4 ? "an IPv4 address" : "an IPv6 address");
        return std::nullopt;
    }
    return *address;
}

Cloud readCloud(const JsonValue& value) {
    Cloud cloud;
    cloud.provider = value.member("provider").string().value_or(cloud.provider);
    const auto kind = value.member("kind").string().value_or("vps");
    if (kind != "vps" && kind != "bare-metal")
        value.member("kind").fail("\"vps\" or \"bare-metal\"");
    cloud.kind = kind == "bare-metal" ? CloudKind::BareMetal : CloudKind::Vps;
    const auto asNumber = [&](const char* name, std::uint32_t fallback) {
        return static_cast<std::uint32_t>(value.member(name).integer(1, 4'294'967'294).value_or(fallback));
    };
    cloud.localAs = asNumber("localAs", cloud.localAs);
    cloud.neighborAs =
        asNumber("neighborAs", cloud.kind == CloudKind::BareMetal ? bareMetalNeighborAs : vpsNeighborAs);
    cloud.neighbor4 =
        readAddress(value.member("neighbor4"), Family::V4).value_or(defaultNeighbor(Family::V4, cloud.kind));
    cloud.neighbor6 =
        readAddress(value.member("neighbor6"), Family::V6).value_or(defaultNeighbor(Family::V6, cloud.kind));
    return cloud;
}

std::vector<cluster::FloatingAddress> readFloating(const JsonValue& value) {
    const std::string expected = "a floating IP such as \"192.0.2.2/32\" or \"2001:db8:2222::1/64\"";
    std::vector<cluster::FloatingAddress> result;
    if (!value.present() || value.size() == 0)
        value.fail("at least one floating IP, e.g. [\"192.0.2.2/32\"]");
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto element = value.element(i);
        const auto text = element.string();
        const auto prefix = Prefix::parse(text.value_or(""));
        if (!text || !prefix || prefix->length() == 0) {
            element.fail(expected);
            continue;
        }
        const bool twice = std::any_of(result.begin(), result.end(), [&](const auto& other) {
            return other.prefix.address() == prefix->address();
        });
        if (twice)
            element.fail(
                fmt::format("every floating IP once, {} is there twice", prefix->address().toString()));
        result.push_back({*text, *prefix});
    }
    return result;
}

cluster::ProbeSettings readProbe(const JsonValue& value) {
    cluster::ProbeSettings probe;
    probe.interval = std::chrono::milliseconds{
        value.member("intervalMs").integer(10, 60'000).value_or(probe.interval.count())};
    probe.timeout = std::chrono::milliseconds{
        value.member("timeoutMs").integer(50, 60'000).value_or(probe.timeout.count())};
    return probe;
}

cluster::SshTarget readSsh(const JsonValue& value, const std::string& folder) {
    cluster::SshTarget ssh;
    const auto host =
        checkedString(value.member("host"), cluster::isHostName, "a host name or an IP address");
    if (!host)
        value.member("host").fail("the host name or IP address to connect to");
    ssh.host = host.value_or("");
    if (const auto port = value.member("port").integer(1, 65535))
        ssh.port = static_cast<std::uint16_t>(*port);
    ssh.user = checkedString(value.member("user"), cluster::isUserName,
                             "a login name of letters, digits, '_', '-', '.' and '@'");
    ssh.identityFile = absolutePath(value.member("identityFile").string().value_or(""), folder);
    ssh.knownHostsFile = absolutePath(value.member("knownHostsFile").string().value_or(""), folder);
    ssh.jump = checkedString(value.member("jump"), cluster::isJumpList, "[USER@]HOST[:PORT], or null");
    ssh.sudo = value.member("sudo").boolean().value_or(false);
    return ssh;
}

SpeakerChoice readSpeaker(const JsonValue& value) {
    const auto text = value.string().value_or("auto");
    if (text != "auto" && text != "bird" && text != "understudyd")
        value.fail("\"auto\", \"bird\" or \"understudyd\"");
    return text == "bird"          ? SpeakerChoice::Bird
           : text == "understudyd" ? SpeakerChoice::Understudyd
                                   : SpeakerChoice::Auto;
}

Instance readInstance(const JsonValue& value, const std::string& folder) {
    Instance instance;
    const auto name =
        checkedString(value.member("name"), cluster::isDisplayName, "a name of 1 to 64 printable characters");
    if (!name)
        value.member("name").fail("a name that no other instance has");
    instance.name = cluster::InstanceName{name.value_or("")};
    instance.tier = static_cast<int>(value.member("tier").integer(0, 16).value_or(0));
    instance.ssh = readSsh(value.member("ssh"), folder);
    instance.interface =
        checkedString(value.member("interface"), cluster::isInterfaceName,
                      "an interface name: at most 15 letters, digits, '_', '-' or '.', nothing else")
            .value_or(instance.interface);
    instance.speaker = readSpeaker(value.member("speaker"));
    const std::string protocol =
        "a BIRD protocol name: a letter or '_', then letters, digits or '_'; or null";
    instance.protocol4 = checkedString(value.member("protocol4"), cluster::isProtocolName, protocol);
    instance.protocol6 = checkedString(value.member("protocol6"), cluster::isProtocolName, protocol);
    instance.address4 = readAddress(value.member("address4"), Family::V4);
    instance.address6 = readAddress(value.member("address6"), Family::V6);
    return instance;
}

std::vector<Instance> readInstances(const JsonValue& value, const std::string& folder) {
    std::vector<Instance> result;
    std::set<cluster::InstanceName> names;
    for (std::size_t i = 0; i < value.size(); ++i) {
        result.push_back(readInstance(value.element(i), folder));
        if (!names.insert(result.back().name).second)
            value.element(i).member("name").fail(
                fmt::format("every instance's name once, \"{}\" is there twice", result.back().name.value()));
    }
    return result;
}

ordered_json orNull(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

template <typename T>
ordered_json orNull(const std::optional<T>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json orNull(const std::optional<IpAddress>& address) {
    return address ? ordered_json(address->toString()) : ordered_json(nullptr);
}

std::string nameOf(SpeakerChoice choice) {
    switch (choice) {
    case SpeakerChoice::Bird:
        return "bird";
    case SpeakerChoice::Understudyd:
        return "understudyd";
    case SpeakerChoice::Auto:
        break;
    }
    return "auto";
}

ordered_json toJson(const Instance& instance, const std::string& folder) {
    const auto& ssh = instance.ssh;
    return {{"name", instance.name.value()},
            {"tier", instance.tier},
            {"ssh",
             {{"host", ssh.host},
              {"port", orNull(ssh.port)},
              {"user", orNull(ssh.user)},
              {"identityFile", orNull(portablePath(ssh.identityFile, folder))},
              {"knownHostsFile", orNull(portablePath(ssh.knownHostsFile, folder))},
              {"jump", orNull(ssh.jump)},
              {"sudo", ssh.sudo}}},
            {"interface", instance.interface},
            {"speaker", nameOf(instance.speaker)},
            {"protocol4", orNull(instance.protocol4)},
            {"protocol6", orNull(instance.protocol6)},
            {"address4", orNull(instance.address4)},
            {"address6", orNull(instance.address6)}};
}

/// All but the instances.
ordered_json toJson(const Cluster& cluster) {
    const auto& cloud = cluster.cloud;
    ordered_json floating = ordered_json::array();
    for (const auto& address : cluster.floating)
        floating.push_back(address.text);
    return {{"format", formatName},
            {"version", formatVersion},
            {"name", cluster.name},
            {"id", orNull(cluster.id)},
            {"cloud",
             {{"provider", cloud.provider},
              {"kind", cloud.kind == CloudKind::BareMetal ? "bare-metal" : "vps"},
              {"localAs", cloud.localAs},
              {"neighborAs", cloud.neighborAs},
              {"neighbor4", cloud.neighbor4.toString()},
              {"neighbor6", cloud.neighbor6.toString()}}},
            {"floating", floating},
            {"probe",
             {{"intervalMs", cluster.probe.interval.count()}, {"timeoutMs", cluster.probe.timeout.count()}}}};
}

/// Sets in `target` what differs between `was` and `now`, and what `target` never had and is not null.
void mergeObject(ordered_json& target, const ordered_json& was, const ordered_json& now) {
    if (!target.is_object())
        target = ordered_json::object();
    for (const auto& [key, value] : now.items()) {
        const auto before = was.find(key);
        if (before != was.end() && *before == value)
            continue;
        if (value.is_object() && before != was.end())
            mergeObject(target[key], *before, value);
        else if (!value.is_null() || target.contains(key))
            target[key] = value;
    }
}

/// Which instance of `was` the instance `index` of `now` is: that of its name, or a renamed one at its place.
std::optional<std::size_t> formerIndex(const Cluster& was, const Cluster& now, std::size_t index) {
    const auto& name = now.instances[index].name;
    for (std::size_t i = 0; i < was.instances.size(); ++i) {
        if (was.instances[i].name == name)
            return i;
    }
    const bool renamed =
        was.instances.size() == now.instances.size() && now.find(was.instances[index].name) == nullptr;
    return renamed ? std::optional{index} : std::nullopt;
}

} // namespace

std::string folderOf(const std::string& path) {
    std::error_code ignored;
    const auto absolute = std::filesystem::absolute(path, ignored);
    return absolute.parent_path().lexically_normal().string();
}

Cluster clusterFromJson(JsonReader& reader, const std::string& folder) {
    const auto root = reader.root();
    Cluster cluster;
    if (root.member("format").string() != formatName)
        root.member("format").fail(fmt::format("\"{}\"", formatName));
    const auto version = root.member("version").integer(1, INT32_MAX);
    if (version != formatVersion)
        root.member("version").fail(
            fmt::format("{}; a file of another version needs the Understudy that wrote it", formatVersion));
    cluster.name =
        checkedString(root.member("name"), cluster::isDisplayName, "a name of 1 to 64 printable characters")
            .value_or("");
    if (cluster.name.empty())
        root.member("name").fail("the cluster's name");
    cluster.id =
        checkedString(root.member("id"), cluster::isDisplayName, "an id of 1 to 64 printable characters");
    cluster.cloud = readCloud(root.member("cloud"));
    cluster.floating = readFloating(root.member("floating"));
    cluster.probe = readProbe(root.member("probe"));
    cluster.instances = readInstances(root.member("instances"), folder);
    return cluster;
}

void updateJson(ordered_json& document, const Cluster& was, const Cluster& now, const std::string& folder) {
    const bool isNew = document.empty();
    mergeObject(document, isNew ? ordered_json::object() : toJson(was), toJson(now));
    ordered_json instances = ordered_json::array();
    for (std::size_t i = 0; i < now.instances.size(); ++i) {
        const auto former = isNew ? std::nullopt : formerIndex(was, now, i);
        auto element = former ? document["instances"][*former] : ordered_json::object();
        mergeObject(element, former ? toJson(was.instances[*former], folder) : ordered_json::object(),
                    toJson(now.instances[i], folder));
        instances.push_back(std::move(element));
    }
    document["instances"] = std::move(instances);
}

} // namespace understudy::ops
