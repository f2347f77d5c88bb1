#include "core/ops/ssh/authentication.h"

#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/agent.h"
#include "core/ops/ssh/key.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

constexpr auto answerTime = 20s; // PAM likes to take its time over a failure
/// How often a passphrase, or what a server asks for, may be given wrong.
constexpr int mostTries = 3;
/// Of one keyboard-interactive try; servers ask for a password and a code, or for a new password twice.
constexpr int mostPrompts = 8;
/// Servers may want several methods, one after the other; more than this is none that people use.
constexpr int mostFactors = 4;

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

/// Nothing else is to be tried now.
bool settled(const SshResult<int>& answer) {
    return !answer || *answer == SSH_AUTH_SUCCESS || *answer == SSH_AUTH_PARTIAL;
}

/// Whether a prompt is for something that opens the door the next time as well.
bool isForPassword(std::string_view prompt) {
    return prompt.find("assword") != std::string_view::npos;
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
    SshResult<int> tryAgentKey(const AgentKey& key);
    SshResult<int> tryAgentsOtherKeys(int most);
    void meetAgent();
    /// Null when the agent does not hold it.
    const AgentKey* heldByAgent(ssh_key key) const;
    SshResult<int> tryAsOftenAsAllowed(int method, const char* name, SshResult<int> (Authenticator::*once)());
    SshResult<int> tryKeyboardInteractive();
    SshResult<int> tryPassword();
    Key privateKeyOf(const std::string& file);
    std::optional<std::string> askPassword(std::string_view prompt, bool servesOnce);
    SshError refusal() const;
    SshError stopped() const;

    Session& m_session;
    const Hop& m_hop;
    Prompter& m_prompter;
    int m_offered = 0;
    int m_questions = 0; ///< put to the person
    int m_tries = 0;     ///< of this factor that a person was asked for
    bool m_declined = false;
    std::vector<std::string> m_tried;
    std::unique_ptr<Agent> m_agent;
    std::set<std::string> m_agentKeysTried;
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
    if (m_session.wake().stopped())
        return tl::make_unexpected(stopped());
    if (m_session.broken())
        return tl::make_unexpected(
            m_session.error(Failure::Unreachable, "The connection was closed during the login"));
    return answer;
}

Key Authenticator::privateKeyOf(const std::string& file) {
    PassphraseQuestion question{m_prompter, file};
    for (int tries = 0; tries < mostTries && !m_session.wake().stopped(); ++tries) {
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
    // Of a key that only the agent has, there may be no more than FILE.pub.
    const auto known = publicKeyOf(file);
    const auto* held = known ? heldByAgent(known.get()) : nullptr;
    if (held != nullptr)
        return tryAgentKey(*held);
    if (::access(file.c_str(), F_OK) != 0) {
        if (m_hop.identityChosen)
            m_tried.push_back(fmt::format("key {} (no such file)", file));
        return SSH_AUTH_DENIED;
    }
    m_tried.push_back(fmt::format("key {}", file));
    ++m_offered;
    if (known) {
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

void Authenticator::meetAgent() {
    if (m_agent)
        return;
    m_agent = Agent::connect(m_session.wake());
    if (m_agent)
        m_agent->serve(m_session.handle());
}

const AgentKey* Authenticator::heldByAgent(ssh_key key) const {
    if (!m_agent)
        return nullptr;
    const auto& keys = m_agent->keys();
    const auto held =
        std::find_if(keys.begin(), keys.end(), [&](const auto& one) { return one.matches(key); });
    return held == keys.end() ? nullptr : &*held;
}

SshResult<int> Authenticator::tryAgentKey(const AgentKey& key) {
    if (!m_agentKeysTried.insert(key.blob).second)
        return SSH_AUTH_DENIED;
    m_tried.push_back(fmt::format("the agent's key \"{}\"", base::sanitized(key.comment, 80)));
    ++m_offered;
    // libssh leaks the agent's last answer whenever it asks anew: it is to ask only for a key that will do.
    if (const auto offered = key.publicKey()) {
        const auto wanted =
            attempt([&] { return ssh_userauth_try_publickey(m_session.handle(), nullptr, offered.get()); });
        if (!wanted || *wanted != SSH_AUTH_SUCCESS)
            return wanted;
    }
    m_agent->show(key);
    return attempt([this] { return ssh_userauth_agent(m_session.handle(), nullptr); });
}

SshResult<int> Authenticator::tryAgentsOtherKeys(int most) {
    SshResult<int> answer = SSH_AUTH_DENIED;
    if (!m_agent)
        return answer;
    int left = 0;
    for (const auto& key : m_agent->keys()) {
        if (m_agentKeysTried.contains(key.blob))
            continue;
        if (m_offered >= most) {
            ++left;
            continue;
        }
        answer = tryAgentKey(key);
        if (settled(answer))
            return answer;
    }
    if (left > 0)
        m_tried.push_back(fmt::format("not {} more keys of the agent, which would be too many", left));
    return answer;
}

SshResult<int> Authenticator::tryKeys() {
    meetAgent();
    SshResult<int> answer = SSH_AUTH_DENIED;
    if (!m_hop.identityChosen) {
        const auto files = std::count_if(m_hop.identityFiles.begin(), m_hop.identityFiles.end(),
                                         [](const auto& file) { return ::access(file.c_str(), F_OK) == 0; });
        answer = tryAgentsOtherKeys(mostKeysOffered - static_cast<int>(files));
    }
    for (const auto& file : m_hop.identityFiles) {
        if (settled(answer) || m_offered >= mostKeysOffered)
            break;
        answer = tryKeyFile(file);
    }
    if (!settled(answer) && m_hop.identityChosen)
        answer = tryAgentsOtherKeys(mostKeysOffered);
    return answer;
}

std::optional<std::string> Authenticator::askPassword(std::string_view prompt, bool servesOnce) {
    if (m_declined || m_session.wake().stopped())
        return std::nullopt;
    ++m_questions;
    auto password = m_prompter.password(
        {.who = fmt::format("{}@{}", m_hop.user, m_session.name()),
         .prompt = base::sanitized(fmt::format("{}", fmt::join(base::lines(prompt), " ")), 200),
         .servesOnce = servesOnce});
    m_declined = !password;
    return password;
}

SshResult<int> Authenticator::tryKeyboardInteractive() {
    const auto handle = m_session.handle();
    const auto ask = [&] {
        return ssh_userauth_kbdint(handle, nullptr, nullptr);
    };
    int prompts = 0;
    auto answer = attempt(ask);
    for (int turns = 0; turns < mostPrompts && answer && *answer == SSH_AUTH_INFO; ++turns) {
        const int now = ssh_userauth_kbdint_getnprompts(handle);
        for (int i = 0; i < now; ++i) {
            const auto position = static_cast<unsigned int>(i);
            const char* prompt = ssh_userauth_kbdint_getprompt(handle, position, nullptr);
            if (++prompts > mostPrompts || prompt == nullptr)
                return SSH_AUTH_DENIED;
            // Behind the password comes the code of a token or the like.
            auto reply = askPassword(base::trimmed(prompt), prompts > 1 || !isForPassword(prompt));
            if (!reply)
                return SSH_AUTH_DENIED;
            ssh_userauth_kbdint_setanswer(handle, position, reply->c_str());
            wipe(*reply);
        }
        answer = attempt(ask);
    }
    return answer && *answer == SSH_AUTH_INFO ? SSH_AUTH_DENIED : answer;
}

SshResult<int> Authenticator::tryPassword() {
    auto password = askPassword({}, false);
    if (!password)
        return SSH_AUTH_DENIED;
    auto answer =
        attempt([&] { return ssh_userauth_password(m_session.handle(), nullptr, password->c_str()); });
    wipe(*password);
    return answer;
}

SshResult<int> Authenticator::tryAsOftenAsAllowed(int method, const char* name,
                                                  SshResult<int> (Authenticator::*once)()) {
    SshResult<int> answer = SSH_AUTH_DENIED;
    if (!offers(method) || m_declined || m_tries >= mostTries)
        return answer;
    m_tried.emplace_back(name);
    do {
        const int before = m_questions;
        answer = (this->*once)();
        if (m_questions == before)
            break; // refused without a word: asking again would not end
        ++m_tries;
        m_tried.back() =
            fmt::format("{} ({})", name, m_declined ? "no answer was given" : "what was given was wrong");
    } while (!settled(answer) && offers(method) && !m_declined && m_tries < mostTries);
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

SshError Authenticator::stopped() const {
    return {Failure::Stopped, fmt::format("Logging in to {} was stopped.", m_session.name())};
}

SshResult<void> Authenticator::run() {
    auto answer = attempt([this] { return ssh_userauth_none(m_session.handle(), nullptr); });
    for (int factors = 0; factors < mostFactors; ++factors) {
        m_tries = 0;
        if (answer && *answer == SSH_AUTH_PARTIAL)
            answer = SSH_AUTH_DENIED;
        if (!settled(answer) && !m_hop.passwordAlone && offers(SSH_AUTH_METHOD_PUBLICKEY))
            answer = tryKeys();
        if (!settled(answer))
            answer = tryAsOftenAsAllowed(SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive",
                                         &Authenticator::tryKeyboardInteractive);
        if (!settled(answer))
            answer = tryAsOftenAsAllowed(SSH_AUTH_METHOD_PASSWORD, "password", &Authenticator::tryPassword);
        if (!answer)
            return tl::make_unexpected(answer.error());
        if (*answer == SSH_AUTH_SUCCESS)
            return {};
        if (*answer != SSH_AUTH_PARTIAL)
            break;
    }
    if (m_session.wake().stopped())
        return tl::make_unexpected(stopped());
    return tl::make_unexpected(refusal());
}

} // namespace

SshResult<void> authenticate(Session& session, const Hop& hop, Prompter& prompter) {
    return Authenticator(session, hop, prompter).run();
}

} // namespace understudy::ops::ssh
