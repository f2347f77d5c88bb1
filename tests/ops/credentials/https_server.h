// A cloud's API for a test: HTTPS on loopback, with a certificate of its own and one answer for everybody.
#pragma once

#include <vector>

#include <QByteArray>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslServer>

#include "tests/support/process.h"

namespace understudy::test {

class HttpsServer {
public:
    /// `answer`: all of it, status line and headers too.
    explicit HttpsServer(QByteArray answer = {});

    /// `https://127.0.0.1:PORT/v2`
    std::string base() const;
    /// The heads of all requests so far.
    const std::vector<QByteArray>& requests() const { return m_requests; }

    /// Goes on sending this behind the answer, piece by piece, as long as somebody reads.
    void goOnSending(QByteArray piece) { m_piece = std::move(piece); }
    /// Leaves the connection open after the answer.
    void keepOpen() { m_keepOpen = true; }

    const QSslCertificate& certificate() const { return m_certificate; }

private:
    void take(QTcpSocket* client);

    TemporaryFolder m_folder;
    QSslCertificate m_certificate;
    QByteArray m_answer;
    QByteArray m_piece;
    bool m_keepOpen = false;
    std::vector<QByteArray> m_requests;
    QSslServer m_server; ///< ends first: its connections use the rest
};

/// As long as it lives, this process trusts the certificate.
class Trusted {
public:
    explicit Trusted(const QSslCertificate& certificate);
    ~Trusted() { QSslConfiguration::setDefaultConfiguration(m_before); }
    Trusted(const Trusted&) = delete;
    Trusted& operator=(const Trusted&) = delete;

private:
    QSslConfiguration m_before = QSslConfiguration::defaultConfiguration();
};

/// `HTTP/1.1 STATUS ...` with a body and its length.
QByteArray answer(int status, const QByteArray& body, const QByteArray& headers = {});

} // namespace understudy::test
