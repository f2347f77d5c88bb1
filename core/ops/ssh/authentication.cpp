#include "core/ops/ssh/authentication.h"

#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

constexpr auto answerTime = 20s; // PAM likes to take its time over a failure
constexpr int mostQuestions = 3;

struct KeyDeleter {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, KeyDeleter>;

void wipe(std::string& secret) {
    ::explicit_bzero(secret.data(), secret.size());
    secret.clear();
}

Key publicKeyOf(const std::string& file) {
    ssh_key key = nullptr;
    // OpenSSH's own format keeps the public part readable in the private file.
    if (ssh_pki_import_pubkey_file((file + ".pub").c_str(), &key) != SSH_OK &&
        ssh_pki_import_pubkey_file(file.c_str(), &key) != SSH_OK)
        return nullptr;
    return Key(key);
}

struct PassphraseQuestion {
    Prompter& prompter;
    const std::string& file;
    bool asked = false;
    bool declined = false;
};

/// Called by libssh only when the key turns out to be encrypted.
int onPassphrase(const char*, char* buffer, size_t length, int, int, void* data) {
    auto& question = *static_cast<PassphraseQuestion*>(data);
    question.asked = true;
    auto passphrase = question.prompter.passphrase(question.file);
    question.declined = !passphrase || passphrase->size() >= length;
    if (!question.declined)
        std::memcpy(buffer, passphrase->c_str(), passphrase->size() + 1);
    if (passphrase)
        wipe(*passphrase);
    return question.declined ? -1 : 0;
}

class Authenticator {
public:
    Authenticator(Session& session, const Hop& hop, Prompter& prompter)
        : m_session(session), m_hop(hop), m_prompter(prompter) {}

    SshResult<void> run();

private:
    /// What SSH_AUTH_* came in the end; never SSH_AUTH_AGAIN.
    SshResult<int> attempt(const std::function<int()>& request);
    bool offers(int method) const { return (ssh_userauth_list(m_session.handle(), nullptr) & method) != 0; }

    SshResult<int> tryKeys();
    SshResult<int> tryKeyFile(const std::string& file);
    SshResult<int> tryKeyboardInteractive();
    SshResult<int> tryPassword();
    Key privateKeyOf(const std::string& file);
    std::optional<std::string> askPassword();
    SshError refusal() const;

    Session& m_session;
    const Hop& m_hop;
    Prompter& m_prompter;
    int m_offered = 0;
    int m_questions = 0;
    bool m_declined = false;
    std::vector<std::string> m_tried;
};

SshResult<int> Authenticator::attempt(const std::function<int()>& request) {
    int answer = SSH_AUTH_AGAIN;
    const auto answered = [&] {
        answer = request();
        return answer != SSH_AUTH_AGAIN;
    };
    const base::SteadyTime deadline = std::chrono::steady_clock::now() + answerTime;
    auto waited = m_session.until(deadline, "The login", answered);
    const bool thrownOut =
        m_session.complaint().find("Too many authentication failures") != std::string::npos;
    if (thrownOut)
        return tl::make_unexpected(refusal());
    if (!waited) {
        auto error = std::move(waited.error());
        if (error.failure == Failure::TimedOut)
            error.failure = Failure::Unreachable;
        return tl::make_unexpected(std::move(error));
    }
    if (m_session.broken())
        return tl::make_unexpected(
            m_session.error(Failure::Unreachable, "The connection was closed during the login"));
    return answer;
}

Key Authenticator::privateKeyOf(const std::string& file) {
    PassphraseQuestion question{m_prompter, file};
    for (int tries = 0; tries < mostQuestions && !m_session.wake().stopped(); ++tries) {
        ssh_key key = nullptr;
        question.asked = false;
        if (ssh_pki_import_privkey_file(file.c_str(), nullptr, onPassphrase, &question, &key) == SSH_OK)
            return Key(key);
        if (!question.asked || question.declined)
            break;
    }
    m_tried.back() += question.declined ? " (no passphrase was given)"
                      : question.asked  ? " (the passphrase was wrong)"
                                        : " (cannot be read)";
    return nullptr;
}

SshResult<int> Authenticator::tryKeyFile(const std::string& file) {
    if (::access(file.c_str(), F_OK) != 0) {
        if (m_hop.identityChosen)
            m_tried.push_back(fmt::format("key {} (no such file)", file));
        return SSH_AUTH_DENIED;
    }
    m_tried.push_back(fmt::format("key {}", file));
    ++m_offered;
    if (const auto known = publicKeyOf(file)) {
        const auto wanted =
            attempt([&] { return ssh_userauth_try_publickey(m_session.handle(), nullptr, known.get()); });
        if (!wanted || *wanted != SSH_AUTH_SUCCESS)
            return wanted;
    }
    const auto key = privateKeyOf(file);
    if (!key)
        return SSH_AUTH_DENIED;
    return attempt([&] { return ssh_userauth_publickey(m_session.handle(), nullptr, key.get()); });
}

SshResult<int> Authenticator::tryKeys() {
    SshResult<int> answer = SSH_AUTH_DENIED;
    for (const auto& file : m_hop.identityFiles) {
        if (m_offered >= mostKeysOffered)
            break;
        answer = tryKeyFile(file);
        if (!answer || *answer == SSH_AUTH_SUCCESS || *answer == SSH_AUTH_PARTIAL)
            return answer;
    }
    return answer;
}

std::optional<std::string> Authenticator::askPassword() {
    if (m_declined || m_questions >= mostQuestions || m_session.wake().stopped())
        return std::nullopt;
    ++m_questions;
    auto password = m_prompter.password(fmt::format("{}@{}", m_hop.user, m_session.name()));
    m_declined = !password;
    return password;
}

SshResult<int> Authenticator::tryKeyboardInteractive() {
    const auto handle = m_session.handle();
    const auto ask = [&] {
        return ssh_userauth_kbdint(handle, nullptr, nullptr);
    };
    auto answer = attempt(ask);
    while (answer && *answer == SSH_AUTH_INFO) {
        const int prompts = ssh_userauth_kbdint_getnprompts(handle);
        for (int i = 0; i < prompts; ++i) {
            auto reply = askPassword();
            if (!reply)
                return SSH_AUTH_DENIED;
            ssh_userauth_kbdint_setanswer(handle, static_cast<unsigned int>(i), reply->c_str());
            wipe(*reply);
        }
        answer = attempt(ask);
    }
    return answer;
}

SshResult<int> Authenticator::tryPassword() {
    auto password = askPassword();
    if (!password)
        return SSH_AUTH_DENIED;
    auto answer =
        attempt([&] { return ssh_userauth_password(m_session.handle(), nullptr, password->c_str()); });
    wipe(*password);
    return answer;
}

SshError Authenticator::refusal() const {
    std::vector<std::string> offered;
    for (const auto& [method, name] : {std::pair{SSH_AUTH_METHOD_PUBLICKEY, "publickey"},
                                       std::pair{SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"},
                                       std::pair{SSH_AUTH_METHOD_PASSWORD, "password"}}) {
        if (offers(static_cast<int>(method)))
            offered.emplace_back(name);
    }
    return {
        Failure::Refused,
        fmt::format(
            "{} does not let {} in. Tried: {}. The server takes: {}. Put the public key into the user's "
            "authorized_keys there, or name the right key here.",
            m_session.name(), m_hop.user,
            m_tried.empty() ? "nothing, for there is no key" : fmt::format("{}", fmt::join(m_tried, ", ")),
            offered.empty() ? "nothing more" : fmt::format("{}", fmt::join(offered, ", ")))};
}

SshResult<void> Authenticator::run() {
    auto answer = attempt([this] { return ssh_userauth_none(m_session.handle(), nullptr); });
    const auto settled = [&answer] {
        return !answer || *answer == SSH_AUTH_SUCCESS || *answer == SSH_AUTH_PARTIAL;
    };
    // Servers may want several methods, one after the other; more than this is none that people use.
    for (int factors = 0; factors < 4; ++factors) {
        if (answer && *answer == SSH_AUTH_PARTIAL)
            answer = SSH_AUTH_DENIED;
        if (!settled() && offers(SSH_AUTH_METHOD_PUBLICKEY))
            answer = tryKeys();
        while (!settled() && offers(SSH_AUTH_METHOD_INTERACTIVE) && !m_declined &&
               m_questions < mostQuestions) {
            if (m_questions == 0)
                m_tried.emplace_back("keyboard-interactive");
            const int before = m_questions;
            answer = tryKeyboardInteractive();
            if (m_questions == before)
                break;
        }
        while (!settled() && offers(SSH_AUTH_METHOD_PASSWORD) && !m_declined && m_questions < mostQuestions) {
            if (m_tried.empty() || m_tried.back() != "password")
                m_tried.emplace_back("password");
            answer = tryPassword();
        }
        if (!answer)
            return tl::make_unexpected(answer.error());
        if (*answer == SSH_AUTH_SUCCESS)
            return {};
        if (*answer != SSH_AUTH_PARTIAL)
            break;
    }
    if (m_session.wake().stopped())
        return tl::make_unexpected(
            SshError{Failure::Stopped, fmt::format("Logging in to {} was stopped.", m_session.name())});
    return tl::make_unexpected(refusal());
}

} // namespace

SshResult<void> authenticate(Session& session, const Hop& hop, Prompter& prompter) {
    return Authenticator(session, hop, prompter).run();
}

} // namespace understudy::ops::ssh
