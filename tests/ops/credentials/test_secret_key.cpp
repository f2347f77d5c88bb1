#include <gmock/gmock.h>

#include "core/ops/credentials/secret_key.h"
#include "core/ops/ssh/key_file.h"
#include "tests/support/process.h"
#include "tests/support/sshd.h"

using namespace understudy;
using ops::SecretKey;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

cluster::Cluster exampleCluster() {
    cluster::Cluster cluster;
    cluster.name = "web-ams";
    cluster.cloud.neighbor4 = *base::IpAddress::parse("169.254.169.254");
    cluster.cloud.neighbor6 = *base::IpAddress::parse("2001:19f0:ffff::1");
    for (const auto* floating : {"192.0.2.2/32", "192.0.2.3/32"})
        cluster.floating.push_back({floating, *base::Prefix::parse(floating)});
    return cluster;
}

std::vector<std::string> textsOf(const std::vector<SecretKey>& keys) {
    std::vector<std::string> texts;
    for (const auto& key : keys)
        texts.push_back(key.text());
    return texts;
}

} // namespace

TEST(SecretKeys, areReadAsTheyAreWritten) {
    for (const auto* text :
         {"bgp:web-ams/169.254.169.254", "bgp:a/b/2001:19f0:ffff::1", "passphrase:/root/.ssh/id",
          "password:ops@[192.0.2.111]:2222", "api-key:vultr"}) {
        const auto key = SecretKey::parse(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(key->text(), text);
    }
    EXPECT_EQ(SecretKey::parse("bgp:x/2001:19F0:ffff:0::1")->text(), "bgp:x/2001:19f0:ffff::1");
}

TEST(SecretKeys, thatMeanNothingAreRefused) {
    for (const auto* text : {"", "bgp", "bgp:", "bgp:web-ams", "bgp:/192.0.2.1", "bgp:web-ams/router",
                             "api-key:", "passphrase:id_ed25519", "password:root", "password:@host",
                             "password:root@", "token:x", "api-key:a\nb", "passphrase:/a\x1b[2J"})
        EXPECT_FALSE(SecretKey::parse(text)) << text;
    EXPECT_THAT(SecretKey::parse("hunter2").error().what, HasSubstr("secret list FILE"));
}

TEST(SecretKeys, ofACluster) {
    const test::TemporaryFolder home;
    const test::ScopedEnvironment variable{"HOME", home.path().string()};
    auto cluster = exampleCluster();
    test::makeKey(home.file("plain"), "");
    test::makeKey(home.file("locked"), "open sesame");
    for (const auto* file : {"plain", "locked", "locked"}) {
        cluster::Instance instance;
        instance.ssh.host = "192.0.2.111";
        instance.ssh.user = "ops";
        instance.ssh.identityFile = home.file(file);
        instance.ssh.jump = "root@192.0.2.100:2222";
        cluster.instances.push_back(instance);
    }
    EXPECT_THAT(textsOf(ops::secretsOf(cluster)),
                ElementsAre("bgp:web-ams/169.254.169.254", "passphrase:" + home.file("locked"),
                            "password:root@[192.0.2.100]:2222", "password:ops@192.0.2.111", "api-key:vultr"));
}

TEST(SecretKeys, stayWhenAClusterIsRenamed) {
    auto cluster = exampleCluster();
    cluster.id = "web-ams-1a2b3c4d";
    cluster.name = "another";
    EXPECT_EQ(ops::secretsOf(cluster)[0].text(), "bgp:web-ams-1a2b3c4d/169.254.169.254");
}

TEST(KeyFile, isOpenedByItsPassphraseAlone) {
    const test::TemporaryFolder folder;
    test::makeKey(folder.file("plain"), "");
    test::makeKey(folder.file("locked"), "open sesame");
    EXPECT_FALSE(ops::ssh::isEncryptedKey(folder.file("plain")));
    EXPECT_FALSE(ops::ssh::isEncryptedKey(folder.file("nosuch")));
    EXPECT_FALSE(ops::ssh::isEncryptedKey(folder.write("noise", "no key")));
    EXPECT_TRUE(ops::ssh::isEncryptedKey(folder.file("locked")));
    EXPECT_TRUE(ops::ssh::opensKey(folder.file("locked"), base::Secret{"open sesame"}));
    EXPECT_FALSE(ops::ssh::opensKey(folder.file("locked"), base::Secret{"open sesam"}));
    EXPECT_FALSE(ops::ssh::opensKey(folder.file("locked"), base::Secret{}));
    EXPECT_FALSE(ops::ssh::opensKey(folder.file("nosuch"), base::Secret{"open sesame"}));
}
