#include "config_files.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace understudy::test {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(UNDERSTUDY_TEST_DATA) / "bird-conf";

std::string contentsOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

fs::path programOf(RealBird which) {
    if (which == RealBird::V2)
        return "/usr/sbin/bird";
    const auto* cache = std::getenv("UNDERSTUDY_LAB_CACHE");
    const auto unpacked = fs::path(cache != nullptr ? cache : UNDERSTUDY_LAB_CACHE) / "bird1/usr/sbin";
    return unpacked / (which == RealBird::V1 ? "bird" : "bird6");
}

} // namespace

std::string configText(std::string_view name) {
    return contentsOf(folder / name);
}

std::vector<ConfigText> goodConfigs() {
    std::vector<ConfigText> configs;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".conf")
            configs.push_back({fs::relative(entry.path(), folder).string(), contentsOf(entry.path())});
    }
    std::sort(configs.begin(), configs.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return configs;
}

bird::Config parsed(std::string_view text) {
    const auto config = bird::parseConfig("bird.conf", text, {});
    EXPECT_TRUE(config) << bird::toString(config.error());
    return config ? *config : bird::Config{};
}

bird::ConfigError errorOf(std::string_view text) {
    const auto config = bird::parseConfig("bird.conf", text, {});
    EXPECT_FALSE(config) << text;
    return config ? bird::ConfigError{} : config.error();
}

std::optional<RealBird> realBirdFor(std::string_view name) {
    if (name == "wide/understudyd.conf")
        return std::nullopt;
    if (name.ends_with(".bird6.conf"))
        return RealBird::V1Ipv6;
    const bool isBird2 =
        name == "wide/bird2.conf" || name == "debian/bird-2.0.12.conf" || name.ends_with("-2.conf");
    return isBird2 ? RealBird::V2 : RealBird::V1;
}

bool isHere(RealBird which) {
    return fs::exists(programOf(which));
}

std::string complaintOf(RealBird which, std::string_view text) {
    const auto base = fs::path(testing::TempDir()) / fmt::format("understudy-conf-{}", ::getpid());
    const auto conf = base.string() + ".conf";
    const auto said = base.string() + ".txt";
    std::ofstream(conf, std::ios::binary) << text;
    const auto command = fmt::format("'{}' -p -c '{}' > '{}' 2>&1", programOf(which).string(), conf, said);
    const int status = std::system(command.c_str());
    const auto complaint =
        status == 0 ? std::string{} : fmt::format("status {}: {}", status, contentsOf(said));
    fs::remove(conf);
    fs::remove(said);
    return complaint;
}

} // namespace understudy::test
