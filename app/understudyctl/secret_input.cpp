#include "app/understudyctl/secret_input.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include "app/understudyctl/terminal_prompt.h"
#include "core/base/text.h"

namespace understudy::ctl {
namespace {

/// Of any password that anything takes, and of a key file's passphrase.
constexpr std::size_t longest = 1024;

base::Result<std::string> readPipe() {
    std::string text;
    char buffer[256];
    ssize_t size = 0;
    while (text.size() <= longest + 2 && (size = ::read(STDIN_FILENO, buffer, sizeof buffer)) > 0)
        text.append(buffer, static_cast<std::size_t>(size));
    ::explicit_bzero(buffer, sizeof buffer);
    if (size < 0)
        return base::failure("standard input cannot be read");
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    return text;
}

base::Result<std::string> askTwice(const std::string& question) {
    auto secret = askSecretOnTerminal(question);
    auto again = secret ? askSecretOnTerminal("The same once more: ") : std::nullopt;
    if (!secret || !again)
        return base::failure("there is no terminal to read the secret from; give it on standard input");
    if (*secret != *again)
        return base::failure("the two are not the same; nothing was changed");
    return *std::move(secret);
}

} // namespace

base::Result<base::Secret> readSecret(const std::string& question) {
    auto text = ::isatty(STDIN_FILENO) == 1 ? askTwice(question) : readPipe();
    if (!text)
        return tl::make_unexpected(text.error());
    if (text->empty())
        return base::failure("there is no secret on standard input");
    if (text->size() > longest)
        return base::failure(fmt::format("the secret is longer than {} bytes", longest));
    if (base::sanitized(*text, longest) != *text)
        return base::failure("a secret is one line of UTF-8 text without control characters");
    return base::Secret{*std::move(text)};
}

} // namespace understudy::ctl
