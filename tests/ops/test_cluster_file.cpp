#include "core/ops/cluster_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace understudy;
using ops::ClusterFile;
using testing::HasSubstr;

namespace {

const std::string whole = R"({
  "format": "understudy-cluster", "version": 1, "name": "web-ams",
  "note": "kept",
  "cloud": { "provider": "vultr", "kind": "vps", "localAs": 65500, "region": "ams" },
  "floating": ["192.0.2.2/32", "2001:db8:2222::1/64"],
  "instances": [
    { "name": "primary", "tier": 0, "rack": 7,
      "ssh": { "host": "192.0.2.111", "identityFile": "id_ed25519", "color": "red" } },
    { "name": "backup1", "tier": 1, "ssh": { "host": "192.0.2.112", "port": 2222, "user": "ops" } } ]
})";

std::string minimal(const std::string& instances, const std::string& more = "") {
    return R"({"format":"understudy-cluster","version":1,"name":"n","floating":["192.0.2.2/32"])" + more +
           ",\n\"instances\":[" + instances + "]}";
}

std::string errorOf(const std::string& text) {
    const auto file = ClusterFile::parse(text, "/etc/x.understudy");
    return file ? "no error" : file.error().what;
}

/// A folder of the test's own.
class Folder {
public:
    Folder() {
        std::string name = "/tmp/understudy-test-XXXXXX";
        m_path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    std::string file(const std::string& name) const { return m_path + "/" + name; }

private:
    std::string m_path;
};

std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

} // namespace

TEST(ClusterFile, readsWithDefaultsForAllThatIsNotThere) {
    const auto file = ClusterFile::parse(whole, "/home/ops/web.understudy");
    ASSERT_TRUE(file) << file.error().what;
    const auto& cluster = file->cluster();
    EXPECT_EQ(cluster.name, "web-ams");
    EXPECT_EQ(cluster.cloud.neighborAs, 64515u);
    EXPECT_EQ(cluster.cloud.neighbor4.toString(), "169.254.169.254");
    EXPECT_EQ(cluster.cloud.neighbor6.toString(), "2001:19f0:ffff::1");
    EXPECT_EQ(cluster.floating[1].address().toString(), "2001:db8:2222::1");
    EXPECT_EQ(cluster.floating[1].announced().toString(), "2001:db8:2222::/64");
    EXPECT_EQ(cluster.probe.interval.count(), 100);
    EXPECT_EQ(cluster.probe.timeout.count(), 1000);
    ASSERT_EQ(cluster.instances.size(), 2u);
    EXPECT_EQ(cluster.instances[0].interface, "dummy1");
    EXPECT_EQ(cluster.instances[0].ssh.identityFile, "/home/ops/id_ed25519");
    EXPECT_EQ(cluster.instances[0].ssh.port, std::nullopt);
    EXPECT_EQ(cluster.instances[1].ssh.port, 2222);
    EXPECT_EQ(cluster.instances[1].ssh.user, "ops");
}

TEST(ClusterFile, bareMetalHasDefaultsOfItsOwn) {
    const auto file = ClusterFile::parse(minimal("", R"(,"cloud":{"kind":"bare-metal"})"), "x");
    ASSERT_TRUE(file) << file.error().what;
    EXPECT_EQ(file->cluster().cloud.neighborAs, 20473u);
    EXPECT_EQ(file->cluster().cloud.neighbor4.toString(), "169.254.1.1");
}

TEST(ClusterFile, everyErrorNamesFileLinePathAndWhatIsExpected) {
    struct Case {
        std::string text;
        const char* error;
    };
    const auto one = [](const std::string& fields) {
        return minimal(R"({"name":"a","ssh":{"host":"h"})" + fields + "}");
    };
    const std::vector<Case> cases{
        {"", "/etc/x.understudy:1: not valid JSON"},
        {"{\n\n]", "/etc/x.understudy:3: not valid JSON"},
        {"[]", "the document: expected an object"},
        {"{}", "/etc/x.understudy:1: format: expected \"understudy-cluster\""},
        {R"({"format":"understudy-cluster","version":2})", "version: expected 1; a file of another version"},
        {R"({"format":"understudy-cluster","version":1})", "name: expected the cluster's name"},
        {R"({"format":"understudy-cluster","version":1,"name":"n"})", "floating: expected at least one"},
        {R"({"format":"understudy-cluster","version":1,"name":"n","floating":["x"]})",
         "floating[0]: expected a floating IP"},
        {R"({"format":"understudy-cluster","version":1,"name":"n","floating":["192.0.2.2/32","192.0.2.2"]})",
         "floating[1]: expected every floating IP once"},
        {minimal("{}"), "/etc/x.understudy:2: instances[0].name: expected a name"},
        {minimal(R"({"name":"a"})"), "instances[0].ssh.host: expected the host name"},
        {minimal(R"({"name":"a","ssh":{"host":"h"}},{"name":"a","ssh":{"host":"i"}})"),
         "instances[1].name: expected every instance's name once, \"a\" is there twice"},
        {minimal(R"({"name":"a","ssh":{"host":"-oProxyCommand=x"}})"), "ssh.host: expected a host name"},
        {minimal(R"({"name":"a","ssh":{"host":"h","port":0}})"),
         "ssh.port: expected a whole number from 1 to 65535"},
        {minimal(R"({"name":"a","ssh":{"host":"h","port":"22"}})"), "ssh.port: expected a whole number"},
        {minimal(R"({"name":"a","ssh":{"host":"h","sudo":1}})"), "ssh.sudo: expected true or false"},
        {minimal(R"({"name":"a","ssh":{"host":"h","jump":"a b"}})"), "ssh.jump: expected [USER@]HOST[:PORT]"},
        {one(R"(,"interface":"dummy1; reboot")"), "instances[0].interface: expected an interface name"},
        {one(R"(,"protocol4":"vultr\ndown")"), "instances[0].protocol4: expected a BIRD protocol name"},
        {one(R"(,"tier":17)"), "instances[0].tier: expected a whole number from 0 to 16"},
        {one(R"(,"tier":18446744073709551615)"), "instances[0].tier: expected a whole number"},
        {one(R"(,"speaker":"frr")"), "instances[0].speaker: expected \"auto\", \"bird\" or \"understudyd\""},
        {one(R"(,"address4":"::1")"), "instances[0].address4: expected an IPv4 address"},
        {one(R"(,"address6":"192.0.2.1")"), "instances[0].address6: expected an IPv6 address"},
        {minimal("", R"(,"probe":{"intervalMs":1})"),
         "probe.intervalMs: expected a whole number from 10 to 60000"},
        {minimal("", R"(,"cloud":{"kind":"cloud"})"), "cloud.kind: expected \"vps\" or \"bare-metal\""},
        {minimal("", R"(,"cloud":{"localAs":0})"), "cloud.localAs: expected a whole number from 1"},
    };
    for (const auto& [text, error] : cases) {
        EXPECT_THAT(errorOf(text), HasSubstr(error)) << text;
        EXPECT_THAT(errorOf(text), HasSubstr("/etc/x.understudy:")) << text;
    }
}

TEST(ClusterFile, aFileThatIsNotThereIsNamed) {
    const auto file = ClusterFile::load("/nowhere/x.understudy");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().what, HasSubstr("/nowhere/x.understudy: cannot be opened"));
}

TEST(ClusterFile, savingTouchesOnlyWhatChangedAndKeepsUnknownKeys) {
    const Folder folder;
    const auto path = folder.file("web.understudy");
    std::ofstream(path) << whole;
    auto file = ClusterFile::load(path);
    ASSERT_TRUE(file);
    auto cluster = file->cluster();
    cluster.instances[0].tier = 3;
    cluster.instances[1].name = cluster::InstanceName{"renamed"};
    ASSERT_TRUE(file->save(cluster));

    const auto text = read(path);
    EXPECT_THAT(text, HasSubstr("\"note\": \"kept\""));
    EXPECT_THAT(text, HasSubstr("\"region\": \"ams\""));
    EXPECT_THAT(text, HasSubstr("\"rack\": 7"));
    EXPECT_THAT(text, HasSubstr("\"color\": \"red\""));
    EXPECT_THAT(text, HasSubstr("\"identityFile\": \"id_ed25519\""));
    EXPECT_THAT(text, HasSubstr("\"name\": \"renamed\""));
    EXPECT_EQ(text.find("neighborAs"), std::string::npos) << "a default was written though nobody set it";
    const auto again = ClusterFile::load(path);
    ASSERT_TRUE(again) << again.error().what;
    auto expected = cluster;
    expected.id = again->cluster().id;
    EXPECT_EQ(again->cluster(), expected);
}

TEST(ClusterFile, aNewClusterHasAnIdThatNoOtherHas) {
    const Folder folder;
    std::vector<std::string> ids;
    for (const auto* name : {"one.understudy", "two.understudy"}) {
        const auto path = folder.file(name);
        const auto cluster = ClusterFile::parse(whole, path)->cluster();
        ASSERT_TRUE(ClusterFile::create(path, cluster).save(cluster));
        ids.push_back(ClusterFile::load(path)->cluster().id.value_or(""));
    }
    EXPECT_THAT(ids[0], testing::StartsWith("web-ams-"));
    EXPECT_NE(ids[0], ids[1]);
}

TEST(ClusterFile, aRenamedClusterKeepsItsId) {
    const Folder folder;
    const auto path = folder.file("web.understudy");
    std::ofstream(path) << whole;
    auto file = ClusterFile::load(path);
    auto cluster = file->cluster();
    ASSERT_TRUE(file->save(cluster));
    EXPECT_EQ(read(path).find("\"id\""), std::string::npos) << "nothing is written that nobody needs";
    for (const auto* name : {"web-fra", "web-lon"}) {
        cluster.name = name;
        ASSERT_TRUE(file->save(cluster));
        EXPECT_EQ(ClusterFile::load(path)->cluster().id, "web-ams");
    }
}

TEST(ClusterFile, removingAnInstanceKeepsTheOthersKeys) {
    const Folder folder;
    const auto path = folder.file("web.understudy");
    std::ofstream(path) << whole;
    auto file = ClusterFile::load(path);
    auto cluster = file->cluster();
    cluster.instances.pop_back();
    ASSERT_TRUE(file->save(cluster));
    EXPECT_THAT(read(path), HasSubstr("\"rack\": 7"));
    EXPECT_EQ(read(path).find("backup1"), std::string::npos);
}

TEST(ClusterFile, aNewClusterIsWrittenWhole) {
    const Folder folder;
    const auto path = folder.file("new.understudy");
    const auto cluster = ClusterFile::parse(whole, path)->cluster();
    auto file = ClusterFile::create(path, cluster);
    ASSERT_TRUE(file.save(cluster));
    const auto again = ClusterFile::load(path);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(again->cluster(), cluster);
}

TEST(ClusterFile, whatCouldNotBeReadBackIsNotSaved) {
    const Folder folder;
    const auto path = folder.file("web.understudy");
    std::ofstream(path) << whole;
    auto file = ClusterFile::load(path);
    auto cluster = file->cluster();
    cluster.instances[0].interface = "dummy1; reboot";
    const auto saved = file->save(cluster);
    ASSERT_FALSE(saved);
    EXPECT_THAT(saved.error().what, HasSubstr("not saved"));
    EXPECT_EQ(read(path), whole);
}

TEST(ClusterFile, aFolderThatIsGoneIsAnErrorAndNothingIsLost) {
    const auto cluster = ClusterFile::parse(whole, "x")->cluster();
    auto file = ClusterFile::create("/nowhere/deep/web.understudy", cluster);
    const auto saved = file.save(cluster);
    ASSERT_FALSE(saved);
    EXPECT_THAT(saved.error().what, HasSubstr("cannot be saved"));
}
