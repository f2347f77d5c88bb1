#include "app/understudyctl/terminal_prompt.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

namespace understudy::ctl {
namespace {

using ops::Question;
using ops::QuestionKind;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Terminal = std::unique_ptr<std::FILE, CloseFile>;

/// Switches the echo of a terminal off while it lives.
class Silence {
public:
    explicit Silence(int descriptor) : m_descriptor(descriptor) {
        m_active = ::tcgetattr(descriptor, &m_before) == 0;
        auto silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_active)
            ::tcsetattr(descriptor, TCSAFLUSH, &silent);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() {
        if (m_active)
            ::tcsetattr(m_descriptor, TCSAFLUSH, &m_before);
    }

private:
    int m_descriptor;
    bool m_active = false;
    termios m_before{};
};

std::string readLine(std::FILE* terminal) {
    std::string line;
    for (int c = std::fgetc(terminal); c != EOF && c != '\n'; c = std::fgetc(terminal))
        line += static_cast<char>(c);
    return line;
}

std::string textOf(const Question& question) {
    switch (question.kind) {
    case QuestionKind::UnknownHostKey:
        return fmt::format("{}: the host key of {} is not known yet.\nIts fingerprint is {}\nIs it right? "
                           "Type yes to go on: ",
                           question.instance.value(), question.host, question.fingerprint);
    case QuestionKind::Passphrase:
        return fmt::format("{}: passphrase of {}: ", question.instance.value(), question.subject);
    case QuestionKind::Password:
        return question.prompt.empty()
                   ? fmt::format("{}: password of {}: ", question.instance.value(), question.subject)
                   : fmt::format("{}: {} asks: {} ", question.instance.value(), question.subject,
                                 question.prompt);
    }
    return {};
}

/// A line when the keyring could have answered, and did not.
std::string remarkOn(const ops::SecretHolding& holding) {
    switch (holding.keyring) {
    case ops::KeyringState::Present:
        return "What the keyring has was refused.\n";
    case ops::KeyringState::Locked:
    case ops::KeyringState::TimedOut:
    case ops::KeyringState::Failed:
        return fmt::format("Note: {}.\n", holding.why);
    case ops::KeyringState::Absent:
    case ops::KeyringState::NoKeyring:
    case ops::KeyringState::NoBus:
        break;
    }
    return {};
}

} // namespace

ops::Answer askOnTerminal(const Question& question, const ops::SecretHolding& holding) {
    const Terminal terminal{std::fopen("/dev/tty", "r+")};
    if (!terminal) {
        fmt::print(stderr, "understudyctl: {}(no terminal to answer on: refused)\n{}", textOf(question),
                   remarkOn(holding));
        return {};
    }
    fmt::print(terminal.get(), "{}", remarkOn(holding));
    // Silent before it asks: who answers at once is not to see the answer either.
    std::optional<Silence> silence;
    if (question.kind != QuestionKind::UnknownHostKey)
        silence.emplace(::fileno(terminal.get()));
    fmt::print(terminal.get(), "{}", textOf(question));
    std::fflush(terminal.get());
    auto secret = readLine(terminal.get());
    if (!silence)
        return {secret == "yes", {}};
    silence.reset();
    fmt::print(terminal.get(), "\n");
    return {!secret.empty(), std::move(secret)};
}

std::optional<std::string> askSecretOnTerminal(const std::string& question) {
    const Terminal terminal{std::fopen("/dev/tty", "r+")};
    if (!terminal)
        return std::nullopt;
    std::optional<Silence> silence{std::in_place, ::fileno(terminal.get())};
    fmt::print(terminal.get(), "{}", question);
    std::fflush(terminal.get());
    auto secret = readLine(terminal.get());
    silence.reset();
    fmt::print(terminal.get(), "\n");
    return secret;
}

std::optional<std::string> askLineOnTerminal(const std::string& question) {
    const Terminal terminal{std::fopen("/dev/tty", "r+")};
    if (!terminal)
        return std::nullopt;
    fmt::print(terminal.get(), "{}", question);
    std::fflush(terminal.get());
    return readLine(terminal.get());
}

} // namespace understudy::ctl
