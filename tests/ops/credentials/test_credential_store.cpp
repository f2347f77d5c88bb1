// The store against a real Secret Service: gnome-keyring on a session bus of the test's own. Each question is
// asked by a process of its own, for a process knows only one bus.
#include <gmock/gmock.h>
#include <QCoreApplication>

#include "core/ops/credentials/credential_store.h"
#include "tests/support/keyring_session.h"

using namespace understudy;
using namespace std::chrono_literals;
using ops::CredentialStore;
using ops::KeyringState;
using ops::SecretKey;
using test::KeyringSession;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

const auto key = SecretKey::apiKey("vultr");

/// `WHERE[ memory][ = VALUE][; WHY]`.
std::string text(const ops::SecretHolding& holding, const std::optional<base::Secret>& value = std::nullopt) {
    const std::array names{"present", "absent", "locked", "no keyring", "no bus", "timed out", "failed"};
    return std::string{names[static_cast<std::size_t>(holding.keyring)]} +
           (holding.inMemory ? " memory" : "") + (value ? " = " + value->reveal() : "") +
           (holding.why.empty() ? "" : "; " + holding.why);
}

std::string whereItIs(CredentialStore& store) {
    return text(lookNow(store, key));
}

std::string whatItIs(CredentialStore& store) {
    const auto reading = readNow(store, key);
    return text(reading.holding, reading.secret);
}

class Credentials : public testing::Test {
protected:
    void SetUp() override {
        if (!KeyringSession::isPossible())
            GTEST_SKIP() << "needs dbus, gnome-keyring and libsecret-tools";
    }

    static std::string in(const KeyringSession& session,
                          const std::function<std::string(CredentialStore&)>& body) {
        return session.inside([&] {
            int argc = 0;
            QCoreApplication application{argc, nullptr};
            CredentialStore store{{3s, 10s}};
            return body(store);
        });
    }
    static std::string storeIn(const KeyringSession& session, const std::string& value) {
        return in(session,
                  [&](CredentialStore& store) { return text(storeNow(store, key, base::Secret{value})); });
    }
};

} // namespace

TEST_F(Credentials, areKeptInTheKeyringForTheNextProgram) {
    const KeyringSession session;
    EXPECT_EQ(in(session, whereItIs), "absent");
    EXPECT_EQ(in(session, whatItIs), "absent");
    EXPECT_EQ(storeIn(session, "s3cret \"wörd\""), "present");
    EXPECT_EQ(session.stored("api-key:vultr"), "s3cret \"wörd\"");
    EXPECT_EQ(in(session, whereItIs), "present");
    EXPECT_EQ(in(session, whatItIs), "present = s3cret \"wörd\"");
}

TEST_F(Credentials, areReplacedAndRemoved) {
    const KeyringSession session;
    storeIn(session, "first");
    EXPECT_EQ(storeIn(session, "second"), "present");
    EXPECT_EQ(in(session, whatItIs), "present = second");
    EXPECT_EQ(in(session, [](CredentialStore& store) { return text(removeNow(store, key)); }), "absent");
    EXPECT_EQ(session.stored("api-key:vultr"), std::nullopt);
    EXPECT_EQ(in(session, whatItIs), "absent");
}

TEST_F(Credentials, areListedWithoutTheirValues) {
    const KeyringSession session;
    EXPECT_EQ(in(session,
                 [](CredentialStore& store) {
                     storeNow(store, key, base::Secret{"one"});
                     storeNow(store, SecretKey::password("root@192.0.2.111"), base::Secret{"two"});
                     std::string all;
                     for (const auto& one : listNow(store).second)
                         all += one.text() + ' ';
                     return all;
                 }),
              "password:root@192.0.2.111 api-key:vultr ");
}

TEST_F(Credentials, lockedAreNotAbsent) {
    const KeyringSession session;
    storeIn(session, "s3cret");
    session.lock();
    EXPECT_THAT(in(session, whereItIs), StartsWith("locked; the keyring is locked"));
    EXPECT_THAT(in(session, whatItIs), StartsWith("locked; the keyring is locked"));
}

TEST_F(Credentials, ofALockedKeyringAreNotKnownToBeAbsent) {
    const KeyringSession session;
    session.lock();
    EXPECT_THAT(in(session, whereItIs), StartsWith("locked; "));
    EXPECT_THAT(in(session, whatItIs), StartsWith("locked; "));
}

TEST_F(Credentials, thatALockedKeyringRefusesStayInMemory) {
    const KeyringSession session;
    session.lock();
    EXPECT_THAT(in(session,
                   [](CredentialStore& store) {
                       std::string all = text(storeNow(store, key, base::Secret{"s3cret"})) + "\n";
                       return all += whatItIs(store);
                   }),
                testing::MatchesRegex("locked memory; [^\n]*\nlocked memory = s3cret; .*"));
    EXPECT_EQ(session.stored("api-key:vultr"), std::nullopt);
}

TEST_F(Credentials, withoutAKeyringStayInMemoryUntilTheProgramEnds) {
    const KeyringSession session{KeyringSession::Has::BusAlone};
    EXPECT_THAT(in(session,
                   [](CredentialStore& store) {
                       std::string all = whereItIs(store) + "\n";
                       all += text(storeNow(store, key, base::Secret{"s3cret"})) + "\n";
                       all += whatItIs(store) + "\n";
                       all += text(removeNow(store, key)) + "\n";
                       return all += whatItIs(store);
                   }),
                testing::MatchesRegex("no keyring; [^\n]*\nno keyring memory; [^\n]*\nno keyring memory = "
                                      "s3cret; [^\n]*\nno keyring; [^\n]*\nno keyring; .*"));
    EXPECT_THAT(in(session, whatItIs), StartsWith("no keyring; "));
}

TEST_F(Credentials, withoutABusStayInMemory) {
    const KeyringSession session{KeyringSession::Has::NoBus};
    EXPECT_THAT(in(session, whereItIs), StartsWith("no bus; there is no session bus"));
    EXPECT_THAT(in(session,
                   [](CredentialStore& store) {
                       storeNow(store, key, base::Secret{"s3cret"});
                       return whatItIs(store);
                   }),
                StartsWith("no bus memory = s3cret; "));
}

TEST_F(Credentials, aKeyringThatNeverAnswersIsGivenUp) {
    const KeyringSession session;
    storeIn(session, "s3cret");
    session.freeze();
    EXPECT_THAT(in(session, whereItIs), StartsWith("timed out; "));
    EXPECT_THAT(in(session, whatItIs), StartsWith("timed out; "));
    EXPECT_THAT(storeIn(session, "other"), StartsWith("timed out memory; "));
    EXPECT_THAT(in(session, [](CredentialStore& store) { return text(removeNow(store, key)); }),
                StartsWith("timed out; "));
}

TEST_F(Credentials, anEmptyOneIsNotStored) {
    const KeyringSession session;
    EXPECT_THAT(storeIn(session, ""), StartsWith("failed; "));
    EXPECT_EQ(session.stored("api-key:vultr"), std::nullopt);
}

TEST_F(Credentials, areNotAnsweredToWhoeverIsGone) {
    const KeyringSession session{KeyringSession::Has::BusAlone};
    EXPECT_EQ(in(session,
                 [](CredentialStore& store) {
                     int answers = 0;
                     {
                         QObject gone;
                         store.look(key, &gone, [&](const ops::SecretHolding&) { ++answers; });
                     }
                     lookNow(store, key);
                     return std::to_string(answers);
                 }),
              "0");
}

TEST_F(Credentials, theBgpPasswordIsReadForWhoeverWritesAConfiguration) {
    cluster::Cluster cluster;
    cluster.name = "web-ams";
    const auto neighbor = *base::IpAddress::parse("169.254.169.254");
    const auto ask = [&](CredentialStore& store) {
        const auto password = bgpPassword(store, cluster, neighbor);
        return password ? password->reveal() : password.error().what;
    };
    const KeyringSession session;
    EXPECT_THAT(in(session, ask), HasSubstr("secret set bgp:web-ams/169.254.169.254"));
    in(session, [&](CredentialStore& store) {
        return text(storeNow(store, SecretKey::bgpPassword(cluster, neighbor), base::Secret{"s3cret"}));
    });
    EXPECT_EQ(in(session, ask), "s3cret");
    session.lock();
    EXPECT_THAT(in(session, ask), HasSubstr("the keyring is locked"));
}
