#include "tests/ops/credentials/https_server.h"

#include <stdexcept>

#include <QFile>
#include <QSslKey>
#include <QTimer>

namespace understudy::test {
namespace {

QByteArray read(const std::string& path) {
    return QByteArray::fromStdString(contentsOf(path));
}

} // namespace

HttpsServer::HttpsServer(QByteArray answer) : m_answer(std::move(answer)) {
    const auto key = m_folder.file("key.pem");
    const auto certificate = m_folder.file("certificate.pem");
    run({"sh", "-c",
         "exec openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
         "/CN=test "
         "-addext subjectAltName=IP:127.0.0.1 -keyout \"$0\" -out \"$1\" 2>/dev/null",
         key, certificate});
    m_certificate = QSslCertificate{read(certificate)};
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(m_certificate);
    configuration.setPrivateKey(QSslKey{read(key), QSsl::Ec});
    m_server.setSslConfiguration(configuration);
    QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
        while (auto* client = m_server.nextPendingConnection())
            take(client);
    });
    if (!m_server.listen(QHostAddress::LocalHost))
        throw std::runtime_error(m_server.errorString().toStdString());
}

std::string HttpsServer::base() const {
    return "https://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/v2";
}

void HttpsServer::take(QTcpSocket* client) {
    const auto serve = [this, client] {
        const auto head = client->peek(65536);
        if (!head.endsWith("\r\n\r\n"))
            return;
        client->readAll();
        m_requests.push_back(head);
        client->write(m_answer);
        if (!m_piece.isEmpty()) {
            auto* sending = new QTimer(client);
            QObject::connect(sending, &QTimer::timeout, client, [this, client] { client->write(m_piece); });
            sending->start(20);
        } else if (!m_keepOpen) {
            client->disconnectFromHost();
        }
    };
    QObject::connect(client, &QIODevice::readyRead, client, serve);
    serve(); // it may have come with the handshake's end
}

Trusted::Trusted(const QSslCertificate& certificate) {
    auto configuration = m_before;
    configuration.addCaCertificate(certificate);
    QSslConfiguration::setDefaultConfiguration(configuration);
}

QByteArray answer(int status, const QByteArray& body, const QByteArray& headers) {
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Answer\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}

} // namespace understudy::test
