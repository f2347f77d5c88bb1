#include "core/ops/credentials/keyring_look.h"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QFileInfo>
#include <QMap>
#include <QTimer>

namespace understudy::ops {

using namespace Qt::StringLiterals;

namespace {

using Attributes = QMap<QString, QString>;
using KeyringAnswer = KeyringLook::Answer;

const auto secretService = u"org.freedesktop.secrets"_s;
const auto servicePath = u"/org/freedesktop/secrets"_s;

/// libdbus would start a bus of its own where there is none; nobody would have a keyring on that.
bool hasSessionBus() {
    const auto runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           (!runtime.isEmpty() && QFileInfo::exists(runtime + u"/bus"_s));
}

/// A connection of its own to the session bus, so that a bus that comes later is found.
class Bus {
public:
    Bus() : m_connection(QDBusConnection::connectToBus(QDBusConnection::SessionBus, newName())) {}
    ~Bus() { QDBusConnection::disconnectFromBus(m_connection.name()); }
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    const QDBusConnection& connection() const { return m_connection; }

private:
    static QString newName() {
        static std::atomic<int> count = 0;
        return u"understudy-keyring-%1"_s.arg(++count);
    }

    QDBusConnection m_connection;
};

KeyringAnswer stateOf(const QDBusMessage& error) {
    const auto name = error.errorName();
    const auto detail = error.errorMessage().toStdString();
    if (name.endsWith("NoReply"_L1) || name.endsWith("Timeout"_L1) || name.endsWith("TimedOut"_L1))
        return {KeyringState::TimedOut, {}, {}};
    if (name.endsWith("ServiceUnknown"_L1) || name.contains(".Spawn."_L1))
        return {KeyringState::NoKeyring, detail, {}};
    if (name.endsWith("IsLocked"_L1))
        return {KeyringState::Locked, {}, {}};
    if (name.endsWith("Disconnected"_L1))
        return {KeyringState::NoBus, detail, {}};
    return {KeyringState::Failed, detail, {}};
}

/// A conversation with the service; after the first thing that goes wrong `failed` says what.
class Conversation {
public:
    Conversation(const QDBusConnection& bus, int limitMs) : m_bus(bus), m_limitMs(limitMs) {}

    std::optional<KeyringAnswer> failed;

    QVariantList call(const QString& path, const QString& interface, const QString& method,
                      const QVariantList& arguments) {
        if (failed)
            return {};
        auto message = QDBusMessage::createMethodCall(secretService, path, interface, method);
        message.setArguments(arguments);
        const auto reply = m_bus.call(message, QDBus::Block, m_limitMs);
        if (reply.type() == QDBusMessage::ReplyMessage)
            return reply.arguments();
        failed = stateOf(reply);
        return {};
    }

    QVariant property(const QString& path, const QString& interface, const QString& name) {
        const auto reply =
            call(path, u"org.freedesktop.DBus.Properties"_s, u"Get"_s, {interface, name}).value(0);
        return reply.value<QDBusVariant>().variant();
    }

    struct Items {
        QList<QDBusObjectPath> unlocked;
        QList<QDBusObjectPath> locked;
    };

    Items search(const Attributes& attributes) {
        const auto reply = call(servicePath, u"org.freedesktop.Secret.Service"_s, u"SearchItems"_s,
                                {QVariant::fromValue(attributes)});
        return {qdbus_cast<QList<QDBusObjectPath>>(reply.value(0)),
                qdbus_cast<QList<QDBusObjectPath>>(reply.value(1))};
    }

    bool defaultIsLocked() {
        const auto alias =
            call(servicePath, u"org.freedesktop.Secret.Service"_s, u"ReadAlias"_s, {u"default"_s});
        const auto path = alias.value(0).value<QDBusObjectPath>().path();
        // "/": none was ever made.
        return path.size() > 1 &&
               property(path, u"org.freedesktop.Secret.Collection"_s, u"Locked"_s).toBool();
    }

private:
    const QDBusConnection& m_bus;
    int m_limitMs;
};

KeyringAnswer converse(int limitMs, const std::function<KeyringAnswer(Conversation&)>& talk) {
    if (!hasSessionBus())
        return {KeyringState::NoBus, {}, {}};
    const Bus bus;
    if (!bus.connection().isConnected())
        return {KeyringState::NoBus, bus.connection().lastError().message().toStdString(), {}};
    qDBusRegisterMetaType<Attributes>();
    Conversation conversation(bus.connection(), limitMs);
    auto answer = talk(conversation);
    return conversation.failed.value_or(std::move(answer));
}

} // namespace

bool keyringIsKWallet() {
    const auto desktop = qEnvironmentVariable("XDG_CURRENT_DESKTOP");
    return desktop == u"KDE"_s ||
           (desktop.isEmpty() && qEnvironmentVariable("DESKTOP_SESSION").startsWith("kde"_L1));
}

KeyringLook::KeyringLook(std::chrono::milliseconds limit) : m_limit(limit) {
    m_worker.setMaxThreadCount(1);
}

KeyringLook::~KeyringLook() = default;

void KeyringLook::find(const QString& user, Done done) {
    const auto limit = static_cast<int>(m_limit.count());
    ask(
        [user, limit] {
            return converse(limit, [&](Conversation& service) -> KeyringAnswer {
                const auto items = service.search({{u"server"_s, keyringService}, {u"user"_s, user}});
                if (!items.unlocked.isEmpty())
                    return {KeyringState::Present, {}, {}};
                if (!items.locked.isEmpty() || service.defaultIsLocked())
                    return {KeyringState::Locked, {}, {}};
                return {KeyringState::Absent, {}, {}};
            });
        },
        std::move(done));
}

void KeyringLook::list(Done done) {
    const auto limit = static_cast<int>(m_limit.count());
    ask(
        [limit] {
            return converse(limit, [&](Conversation& service) -> KeyringAnswer {
                const auto items = service.search({{u"server"_s, keyringService}});
                KeyringAnswer answer;
                for (const auto& item : items.unlocked + items.locked) {
                    const auto attributes = qdbus_cast<Attributes>(
                        service.property(item.path(), u"org.freedesktop.Secret.Item"_s, u"Attributes"_s));
                    if (const auto user = attributes.value(u"user"_s); !user.isEmpty())
                        answer.users.push_back(user);
                }
                answer.state = !answer.users.empty()       ? KeyringState::Present
                               : service.defaultIsLocked() ? KeyringState::Locked
                                                           : KeyringState::Absent;
                return answer;
            });
        },
        std::move(done));
}

void KeyringLook::ask(std::function<KeyringAnswer()> question, Done done) {
    // Whoever comes first, the answer or the limit, takes it.
    const auto waiting = std::make_shared<Done>(std::move(done));
    const auto finish = [waiting](const KeyringAnswer& answer) {
        if (const auto taken = std::exchange(*waiting, nullptr))
            taken(answer);
    };
    QTimer::singleShot(m_limit, &m_here, [finish] { finish({KeyringState::TimedOut, {}, {}}); });
    m_worker.start([this, question = std::move(question), finish] {
        QMetaObject::invokeMethod(
            &m_here, [finish, answer = question()] { finish(answer); }, Qt::QueuedConnection);
    });
}

} // namespace understudy::ops
