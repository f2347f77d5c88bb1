#include "core/ops/credentials/api_key_test.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QNetworkRequest>
#include <QTimer>
#include <QUrl>

#include "core/base/text.h"

namespace understudy::ops {
namespace {

using Kind = SecretVerdict::Kind;

constexpr std::size_t longestKey = 512;
constexpr qsizetype longestAnswer = 64 * 1024;
constexpr std::size_t longestError = 200;
/// A Retry-After beyond this is not believed.
constexpr int longestWait = 3600;

QNetworkRequest requestFor(const QUrl& url, const base::Secret& key) {
    QNetworkRequest request{url};
    request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(key.reveal()));
    request.setRawHeader("Accept", "application/json");
    // Nothing is unpacked, so that a small answer cannot become a big one.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    return request;
}

/// The cloud's own words behind its `error`, or nothing. A server may send the key back.
std::string errorIn(const nlohmann::json& answer, const base::Secret& key) {
    const auto error = answer.is_object() ? answer.find("error") : answer.end();
    if (error == answer.end() || !error->is_string())
        return {};
    auto words = error->get<std::string>();
    for (auto at = words.find(key.reveal()); at != std::string::npos; at = words.find(key.reveal(), at + 3))
        words.replace(at, key.reveal().size(), "***");
    return base::sanitized(words, longestError);
}

std::string whenToRetry(const QNetworkReply& reply) {
    const auto seconds = base::toNumber<int>(reply.rawHeader("Retry-After").toStdString());
    return seconds && *seconds > 0 && *seconds <= longestWait ? fmt::format("in {} s", *seconds) : "later";
}

} // namespace

base::Result<void> checkApiKey(const base::Secret& key) {
    const auto& text = key.reveal();
    if (text.empty() || text.size() > longestKey)
        return base::failure(fmt::format("an API key has 1 to {} characters", longestKey));
    if (!std::all_of(text.begin(), text.end(), [](char one) { return one > ' ' && one <= '~'; }))
        return base::failure("an API key has visible ASCII characters alone: look for a blank in it");
    return {};
}

ApiKeyTest::ApiKeyTest(VultrApi api, QObject* parent) : QObject(parent), m_api(std::move(api)) {}

ApiKeyTest::~ApiKeyTest() {
    if (m_reply)
        m_reply->disconnect(this);
}

void ApiKeyTest::start(const base::Secret& key) {
    if (const auto fits = checkApiKey(key); !fits)
        return emit finished({Kind::Wrong, fmt::format("It is none: {}.", fits.error().what)});
    const QUrl url{QString::fromStdString(m_api.base + "/account"), QUrl::StrictMode};
    if (url.scheme() != QLatin1StringView{"https"} || url.host().isEmpty())
        return emit finished({Kind::NotKnown, fmt::format("It is sent to https alone, and {} is not that.",
                                                          base::sanitized(m_api.base, 200))});
    m_key = key;
    m_reply = m_network.get(requestFor(url, key));
    m_reply->setReadBufferSize(longestAnswer);
    QTimer::singleShot(m_api.limit, m_reply, [this] {
        giveUp(fmt::format("did not answer within {} s", std::chrono::duration<double>{m_api.limit}.count()));
    });
    connect(m_reply, &QIODevice::readyRead, this, &ApiKeyTest::readSome);
    connect(m_reply, &QNetworkReply::finished, this, [this] {
        readSome();
        m_reply->deleteLater();
        emit finished(verdict());
    });
}

void ApiKeyTest::readSome() {
    if (!m_gaveUp.empty())
        return;
    m_answer += m_reply->read(longestAnswer + 1 - m_answer.size());
    if (m_answer.size() > longestAnswer)
        giveUp(fmt::format("answered with more than {} KiB, which is no account", longestAnswer / 1024));
}

/// The reply is finished by that.
void ApiKeyTest::giveUp(std::string why) {
    m_gaveUp = std::move(why);
    m_reply->abort();
}

SecretVerdict ApiKeyTest::verdict() const {
    const auto host = base::sanitized(m_reply->url().host().toStdString(), 100);
    const auto notKnown = [&host](const std::string& why) {
        return SecretVerdict{Kind::NotKnown, fmt::format("{} {}.", host, why)};
    };
    if (!m_gaveUp.empty())
        return notKnown(m_gaveUp + ": try again later");
    const auto status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto reason = base::sanitized(m_reply->errorString().toStdString(), longestError);
    if (m_reply->error() == QNetworkReply::SslHandshakeFailedError)
        return notKnown(
            fmt::format("is not trusted, so the key was not sent ({}): see whether this machine's "
                        "clock and certificates are right, and who sits in between",
                        reason));
    if (status == 0)
        return notKnown(fmt::format(
            "cannot be asked ({}): see whether this machine has a network, and try again", reason));

    const auto answer = nlohmann::json::parse(m_answer.begin(), m_answer.end(), nullptr, false);
    if (status == 401 || status == 403) {
        const auto error = errorIn(answer, m_key);
        return {Kind::Wrong,
                fmt::format("{} refuses it with {}{}. Look there whether it is enabled, and may be used from "
                            "this address.",
                            host, status, error.empty() ? "" : fmt::format(": \"{}\"", error))};
    }
    if (status == 429)
        return notKnown(fmt::format("has been asked too often: try again {}", whenToRetry(*m_reply)));
    if (status >= 500)
        return notKnown(fmt::format("has an error of its own ({}): try again later", status));
    if (status >= 300 && status < 400)
        return notKnown("wants it to be sent elsewhere, which is not done: see who answers in its place");
    if (status != 200 || m_reply->error() != QNetworkReply::NoError || !answer.is_object())
        return notKnown(fmt::format("answered with {} and no account: see who answers in its place", status));
    return {Kind::Right, fmt::format("{} takes it.", host)};
}

} // namespace understudy::ops
