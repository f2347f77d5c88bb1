// The operator's secrets: in the system's keyring (QtKeychain), and in this program's memory where there is
// none. Never in a file.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <QObject>

#include "core/base/result.h"
#include "core/ops/credentials/keyring_state.h"
#include "core/ops/credentials/secret_key.h"

namespace understudy::ops {

class KeyringLook;

struct CredentialLimits {
    std::chrono::milliseconds look{5000}; ///< until the keyring has said what it has
    std::chrono::milliseconds job{60000}; ///< of reading and writing; a person may have to unlock the keyring
};

/// Lives on the main thread and needs its event loop. Every answer comes later, by the function that was
/// given, unless `context` is gone by then. Each ends within its limit, even where the keyring hangs.
class CredentialStore : public QObject {
    Q_OBJECT

public:
    using HoldingDone = std::function<void(const SecretHolding&)>;
    using ReadingDone = std::function<void(const SecretReading&)>;
    using ListDone = std::function<void(const SecretHolding& keyring, const std::vector<SecretKey>&)>;

    explicit CredentialStore(QObject* parent = nullptr);
    CredentialStore(CredentialLimits limits, QObject* parent = nullptr);
    ~CredentialStore() override;

    /// Where it is. Reads no value and unlocks nothing.
    void look(const SecretKey& key, QObject* context, HoldingDone done);

    /// Its value, from memory first. The desktop may ask the person to unlock the keyring.
    void read(const SecretKey& key, QObject* context, ReadingDone done);

    /// Puts it into the keyring in place of what was there; where that fails, keeps it in memory: `keyring`
    /// and `why` of the answer say which. An empty one is refused: Failed.
    void store(const SecretKey& key, const base::Secret& secret, QObject* context, HoldingDone done);

    /// Takes it from the keyring and from memory. The answer is what is left: Absent when it is gone.
    void remove(const SecretKey& key, QObject* context, HoldingDone done);

    /// Whether it may be given to a server by itself: not when it was given before and has not proved right
    /// since. Another one that is stored in its place may be given.
    bool giveOut(const SecretKey& key) { return m_unproved.insert(key).second; }
    void provedRight(const SecretKey& key) { m_unproved.erase(key); }

    /// All that this program has in the keyring, in order; needs a Secret Service, else `keyring` says why
    /// not.
    void list(QObject* context, ListDone done);

signals:
    /// It was stored or removed here.
    void changed(const understudy::ops::SecretKey& key);

private:
    void find(const SecretKey& key, HoldingDone done);
    void readByJob(const SecretKey& key, ReadingDone done);

    CredentialLimits m_limits;
    std::unique_ptr<KeyringLook> m_look;
    std::map<SecretKey, base::Secret> m_memory;
    std::set<SecretKey> m_unproved; ///< given out, and not known yet to be right
};

/// The same for a program that has nothing else to do: runs an event loop until the answer is there.
SecretReading readNow(CredentialStore& store, const SecretKey& key);
SecretHolding lookNow(CredentialStore& store, const SecretKey& key);
SecretHolding storeNow(CredentialStore& store, const SecretKey& key, const base::Secret& secret);
SecretHolding removeNow(CredentialStore& store, const SecretKey& key);
/// The keyring, and what it holds.
std::pair<SecretHolding, std::vector<SecretKey>> listNow(CredentialStore& store);

/// The password of the sessions with this neighbor, for whoever writes it into a configuration: the value, or
/// the sentence that says why there is none. Runs the event loop.
base::Result<base::Secret> bgpPassword(CredentialStore& store, const cluster::Cluster& cluster,
                                       const base::IpAddress& neighbor);

} // namespace understudy::ops
