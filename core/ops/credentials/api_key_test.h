// Whether a cloud takes an API key: the cloud itself is asked.
#pragma once

#include <chrono>
#include <string>

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/ops/credentials/secret_verdict.h"

namespace understudy::ops {

/// Where Vultr's API is asked (https://www.vultr.com/api).
struct VultrApi {
    std::string base = "https://api.vultr.com/v2"; ///< https alone: the key travels in a header
    std::chrono::milliseconds limit{15000};        ///< until all of the answer is there
};

/// Whether it can be an API key at all: 1 to 512 visible ASCII characters, so that nothing of it is taken for
/// another header.
base::Result<void> checkApiKey(const base::Secret& key);

/// Asks for GET BASE/account. Right is what gets 200 with a JSON object; Wrong is what gets 401 or 403; from
/// anything else nothing follows. The key goes to BASE alone, and only when TLS knows it: redirects are not
/// followed. At most 64 KiB of an answer are read, and of its words only the error of a refusal is shown.
class ApiKeyTest : public QObject {
    Q_OBJECT

public:
    explicit ApiKeyTest(VultrApi api, QObject* parent = nullptr);
    ~ApiKeyTest() override;

    /// Once.
    void start(const base::Secret& key);

signals:
    void finished(const understudy::ops::SecretVerdict& verdict);

private:
    void readSome();
    void giveUp(std::string why);
    SecretVerdict verdict() const;

    VultrApi m_api;
    base::Secret m_key;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_answer;
    std::string m_gaveUp; ///< why it was not waited for; empty: it was
};

} // namespace understudy::ops
