// An API key is tested at a cloud that is this test's own, over real TLS.
#include <gmock/gmock.h>
#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include "core/ops/credentials/secret_test.h"
#include "tests/ops/credentials/https_server.h"
#include "tests/ops/credentials/verdict_of.h"

using namespace understudy;
using namespace std::chrono_literals;
using ops::SecretKey;
using test::answer;
using test::HttpsServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

namespace {

const base::Secret key{"VLTR-0123456789-SECRET"};

/// What is said of a key, with the event loop running until then.
std::string tested(const std::string& base, const base::Secret& of = key,
                   std::chrono::milliseconds limit = 10s) {
    QEventLoop loop;
    std::string said;
    ops::ApiKeyTest test{{base, limit}};
    QObject::connect(&test, &ops::ApiKeyTest::finished, &loop, [&](const ops::SecretVerdict& verdict) {
        said += test::text(verdict);
        loop.quit();
    });
    test.start(of);
    if (said.empty())
        loop.exec();
    QCoreApplication::processEvents(); // a second verdict would come now
    return said;
}

class ApiKey : public testing::Test {
protected:
    /// What is said when the cloud, which is trusted, answers like this.
    static std::string testAgainst(const QByteArray& whole) {
        HttpsServer server{whole};
        const test::Trusted trusted{server.certificate()};
        const auto said = tested(server.base());
        EXPECT_FALSE(server.requests().empty());
        return said;
    }

    int argc = 0;
    QCoreApplication application{argc, nullptr};
    /// The store finds no keyring and keeps secrets in memory.
    test::TemporaryFolder folder;
    test::ScopedEnvironment runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    test::ScopedEnvironment bus{"DBUS_SESSION_BUS_ADDRESS", ""};
    test::ScopedEnvironment desktop{"XDG_CURRENT_DESKTOP", ""};
};

} // namespace

TEST_F(ApiKey, thatTheCloudTakesIsRight) {
    HttpsServer server{answer(200, R"({"account":{"name":"Ada"}})")};
    const test::Trusted trusted{server.certificate()};
    EXPECT_EQ(tested(server.base()), "right: 127.0.0.1 takes it.");
    ASSERT_EQ(server.requests().size(), 1u);
    EXPECT_THAT(server.requests()[0].toStdString(),
                AllOf(testing::StartsWith("GET /v2/account HTTP/1.1\r\n"),
                      HasSubstr("\r\nAuthorization: Bearer VLTR-0123456789-SECRET\r\n")));
}

TEST_F(ApiKey, thatTheCloudRefusesIsWrongInItsOwnWords) {
    EXPECT_THAT(testAgainst(answer(401, R"({"error":"Invalid API token.","status":401})")),
                testing::StartsWith("wrong: 127.0.0.1 refuses it with 401: \"Invalid API token.\"."));
    EXPECT_THAT(testAgainst(answer(403, R"({"error":"Not from 192.0.2.7","status":403})")),
                testing::StartsWith("wrong: 127.0.0.1 refuses it with 403: \"Not from 192.0.2.7\"."));
    EXPECT_THAT(testAgainst(answer(401, R"({"error":"no"})", "WWW-Authenticate: Basic realm=\"x\"\r\n")),
                testing::StartsWith("wrong: 127.0.0.1 refuses it with 401"));
    EXPECT_THAT(testAgainst(answer(401, "<html>")),
                testing::StartsWith("wrong: 127.0.0.1 refuses it with 401. Look"));
}

TEST_F(ApiKey, isNeverShownThoughACloudSendsItBack) {
    const auto said = testAgainst(answer(
        401,
        R"({"error":"VLTR-0123456789-SECRETVLTR-0123456789-SECRET\u001b[2J and VLTR-0123456789-SECRET"})"));
    EXPECT_THAT(said, AllOf(HasSubstr("\"******?[2J and ***\""), Not(HasSubstr("VLTR"))));
    const auto lengthy =
        testAgainst(answer(401, R"({"error":")" + QByteArray(190, 'x') + R"(VLTR-0123456789-SECRET"})"));
    EXPECT_THAT(lengthy, AllOf(HasSubstr("xxx***"), Not(HasSubstr("VLTR"))));
    EXPECT_LT(testAgainst(answer(401, R"({"error":")" + QByteArray(5000, 'x') + R"("})")).size(), 400u);
}

TEST_F(ApiKey, isNotKnownToBeWrongWhereTheCloudSaysNothingAboutIt) {
    EXPECT_EQ(testAgainst(answer(429, "{}", "Retry-After: 7\r\n")),
              "not known: 127.0.0.1 has been asked too often: try again in 7 s.");
    EXPECT_THAT(testAgainst(answer(429, "{}", "Retry-After: 99999999999\r\n")), HasSubstr("try again later"));
    EXPECT_EQ(testAgainst(answer(503, "{}")),
              "not known: 127.0.0.1 has an error of its own (503): try again later.");
    for (const auto* body :
         {"", "<html>Welcome, please log in</html>", "[]", "\"account\"", "{\"account\":", "{} x"})
        EXPECT_THAT(testAgainst(answer(200, body)),
                    testing::StartsWith("not known: 127.0.0.1 answered with 200 and no account"))
            << body;
    EXPECT_THAT(testAgainst(answer(204, "")), testing::StartsWith("not known: "));
    EXPECT_THAT(testAgainst(answer(404, "{}")), testing::StartsWith("not known: "));
    EXPECT_THAT(testAgainst("no HTTP at all\r\n\r\n"), testing::StartsWith("not known: "));
    EXPECT_THAT(testAgainst("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"),
                testing::StartsWith("not known: "));
}

TEST_F(ApiKey, isNotTakenElsewhere) {
    HttpsServer elsewhere{answer(200, "{}")};
    HttpsServer server{
        answer(302, "", "Location: " + QByteArray::fromStdString(elsewhere.base()) + "/account\r\n")};
    const test::Trusted both{server.certificate()};
    EXPECT_THAT(tested(server.base()),
                testing::StartsWith("not known: 127.0.0.1 wants it to be sent elsewhere, which is not done"));
    EXPECT_TRUE(elsewhere.requests().empty());
}

TEST_F(ApiKey, isNotSentToWhomTlsDoesNotKnow) {
    HttpsServer server{answer(200, "{}")};
    EXPECT_THAT(tested(server.base()),
                testing::StartsWith("not known: 127.0.0.1 is not trusted, so the key was not sent ("));
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(ApiKey, isNotSentInTheClear) {
    QTcpServer server;
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    const auto base = "http://127.0.0.1:" + std::to_string(server.serverPort()) + "/v2";
    EXPECT_THAT(tested(base), testing::StartsWith("not known: It is sent to https alone"));
    EXPECT_FALSE(server.hasPendingConnections());
}

TEST_F(ApiKey, isNotKnownWhereNobodyAnswers) {
    EXPECT_THAT(tested("https://127.0.0.1:" + std::to_string(test::freePort()) + "/v2"),
                MatchesRegex("not known: 127\\.0\\.0\\.1 cannot be asked \\(.*refused\\): see whether .*"));
}

TEST_F(ApiKey, isGivenUpWhenTheCloudIsSilent) {
    HttpsServer server;
    server.keepOpen();
    const test::Trusted trusted{server.certificate()};
    EXPECT_EQ(tested(server.base(), key, 500ms),
              "not known: 127.0.0.1 did not answer within 0.5 s: try again later.");
}

TEST_F(ApiKey, isGivenUpWhenTheCloudNeverEnds) {
    HttpsServer slow{"HTTP/1.1 200 OK\r\n\r\n{"};
    slow.goOnSending(" ");
    HttpsServer endless{"HTTP/1.1 200 OK\r\n\r\n{"};
    endless.goOnSending(QByteArray(30'000, ' '));
    HttpsServer heads{"HTTP/1.1 200 OK\r\n"};
    heads.goOnSending("X-More: yes\r\n");
    {
        const test::Trusted trusted{slow.certificate()};
        EXPECT_THAT(tested(slow.base(), key, 500ms), HasSubstr("did not answer within"));
    }
    {
        const test::Trusted trusted{endless.certificate()};
        EXPECT_THAT(tested(endless.base()), HasSubstr("answered with more than 64 KiB"));
    }
    const test::Trusted trusted{heads.certificate()};
    EXPECT_THAT(tested(heads.base(), key, 500ms), HasSubstr("did not answer within"));
}

TEST_F(ApiKey, thatCannotBeOneIsNotSent) {
    HttpsServer server{answer(200, "{}")};
    const test::Trusted trusted{server.certificate()};
    for (const auto& none : {std::string{}, std::string{"a b"}, std::string{"a\r\nX-Evil: 1"},
                             std::string{"schlüssel"}, std::string(513, 'a')})
        EXPECT_THAT(tested(server.base(), base::Secret{none}), testing::StartsWith("wrong: It is none: "))
            << none;
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(ApiKey, isForgottenWithItsTest) {
    HttpsServer server;
    server.keepOpen();
    const test::Trusted trusted{server.certificate()};
    int verdicts = 0;
    auto test = std::make_unique<ops::ApiKeyTest>(ops::VultrApi{server.base(), 10s});
    QObject::connect(test.get(), &ops::ApiKeyTest::finished, &application, [&] { ++verdicts; });
    test->start(key);
    QEventLoop loop;
    QTimer looking;
    QObject::connect(&looking, &QTimer::timeout, &loop, [&] {
        if (!server.requests().empty())
            loop.quit();
    });
    looking.start(10ms);
    loop.exec();
    test.reset();
    QCoreApplication::processEvents();
    EXPECT_EQ(verdicts, 0);
}

TEST_F(ApiKey, isReadFromTheStore) {
    HttpsServer server{answer(200, "{}")};
    const test::Trusted trusted{server.certificate()};
    ops::CredentialStore store;
    const auto testStored = [&](const SecretKey& stored) {
        QEventLoop loop;
        std::string said;
        ops::SecretTest test{store, nullptr, {server.base(), 10s}};
        QObject::connect(&test, &ops::SecretTest::finished, &loop, [&](const ops::SecretVerdict& verdict) {
            said = test::text(verdict);
            loop.quit();
        });
        test.start(stored);
        loop.exec();
        return said;
    };
    EXPECT_THAT(testStored(SecretKey::apiKey("vultr")),
                testing::StartsWith("not known: It cannot be read: "));
    for (const auto* provider : {"vultr", "another"})
        storeNow(store, SecretKey::apiKey(provider), key);
    EXPECT_EQ(testStored(SecretKey::apiKey("vultr")), "right: 127.0.0.1 takes it.");
    EXPECT_THAT(testStored(SecretKey::apiKey("another")),
                HasSubstr("How another is asked about a key is not known"));
    EXPECT_EQ(server.requests().size(), 1u);
}
