// Whether a stored secret is right, as far as that can be told without using it up.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/ops/credentials/api_key_test.h"
#include "core/ops/credentials/credential_store.h"
#include "core/ops/credentials/login_test.h"
#include "core/ops/credentials/secret_verdict.h"
#include "core/ops/engine.h"

namespace understudy::ops {

class ReadSpeakerFilesJob;

/// A passphrase has to open its key file. A BGP password is compared with what each instance's configuration
/// has, and the sessions have to be up, for only the router knows better; comparing happens here, the
/// password goes nowhere. An API key of Vultr is given to its API, the password of an account to its host:
/// once, and the store is told what came of it.
class SecretTest : public QObject {
    Q_OBJECT

public:
    /// `engine` is null where no cluster is open. Both outlive this.
    SecretTest(CredentialStore& store, Engine* engine, VultrApi api = {}, QObject* parent = nullptr);
    ~SecretTest() override;

    /// Once.
    void start(const SecretKey& key);

signals:
    void finished(const understudy::ops::SecretVerdict& verdict);

private:
    void testPassphrase();
    void testBgpPassword();
    void testApiKey();
    void testAccount();
    void readNext();
    void compare(const IntentResult& result);
    void conclude();
    void finish(SecretVerdict::Kind kind, std::string why);

    CredentialStore& m_store;
    Engine* m_engine;
    ApiKeyTest m_apiKeyTest;
    LoginTest m_loginTest;
    std::optional<SecretKey> m_key;
    base::Secret m_secret;
    base::IpAddress m_neighbor;
    std::vector<cluster::InstanceName> m_left; ///< still to be asked, the next one last
    std::shared_ptr<ReadSpeakerFilesJob> m_job;
    IntentId m_intent = 0;
    std::vector<std::string> m_same;
    std::vector<std::string> m_sameButDown;
    std::vector<std::string> m_other;
    std::vector<std::string> m_withoutSession; ///< with the neighbor, e.g. of IPv6 where only IPv4 is spoken
    std::vector<std::string> m_notAsked;       ///< with the reason
};

} // namespace understudy::ops
