#include "core/bird/config_statements.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace understudy::bird {
namespace {

/// Whether `interface "a", -"b*", "c";` takes the interface; the first pattern that matches decides.
bool takes(const ConfigStatement& statement, std::string_view interface) {
    bool excluded = false;
    for (std::size_t at = 1; at < statement.words.size(); ++at) {
        const std::string_view word = statement.words[at];
        if (word == "," || word == "-") {
            excluded = word == "-";
        } else if (word.size() < 2 || word.front() != '"') {
            return false;
        } else if (base::fitsPattern(interface, word.substr(1, word.size() - 2))) {
            return !excluded;
        }
    }
    return false;
}

} // namespace

bool isFamily(std::string_view word) {
    return word == "ipv4" || word == "ipv6";
}

std::string_view subjectOf(const ConfigStatement& statement) {
    const auto& words = statement.words;
    const auto second = words.size() > 1 ? std::string_view{words[1]} : std::string_view{};
    constexpr std::array limits{"limit", "table", "keep", "block", "in"};
    const bool limit = std::find(limits.begin(), limits.end(), second) != limits.end();
    if (words.empty())
        return "";
    if (isFamily(words[0]))
        return words[0];
    for (const std::string_view subject : {"local", "neighbor", "password", "disabled"}) {
        if (words[0] == subject)
            return subject;
    }
    if (words[0] == "multihop" || words[0] == "direct")
        return "multihop";
    if ((words[0] == "import" || words[0] == "export") && !limit)
        return words[0];
    if (statement.startsWith({"source", "address"}))
        return "source";
    if (statement.startsWith({"hold", "time"}))
        return "hold";
    if (statement.startsWith({"next", "hop"}))
        return "next hop";
    if (statement.startsWith({"graceful", "restart"}) && (words.size() < 3 || words[2] != "time"))
        return "graceful restart";
    return "";
}

const ConfigStatement* lastOf(const Statements& statements, std::string_view subject) {
    const ConfigStatement* found = nullptr;
    for (const auto& statement : statements) {
        if (subjectOf(statement) == subject)
            found = &statement;
    }
    return found;
}

std::vector<std::string> normal(const std::vector<std::string>& words) {
    std::vector<std::string> result;
    for (const auto& word : words) {
        const auto address = base::IpAddress::parse(word);
        result.push_back(address ? address->toString() : word == "yes" ? "on" : word);
    }
    if (result == std::vector<std::string>{"graceful", "restart"})
        result.emplace_back("on");
    return result;
}

std::optional<base::IpAddress> addressIn(const ConfigStatement* statement) {
    if (statement != nullptr && statement->words.size() > 1) {
        if (const auto address = base::IpAddress::parse(statement->words[1]))
            return *address;
    }
    return std::nullopt;
}

bool isDisabled(const Statements& body) {
    const auto* disabled = lastOf(body, "disabled");
    return disabled != nullptr && (disabled->words.size() < 2 || normal(disabled->words)[1] == "on");
}

bool covers(const Statements& body, std::string_view interface) {
    if (isDisabled(body))
        return false;
    bool named = false;
    for (const auto& statement : body) {
        if (!statement.startsWith({"interface"}))
            continue;
        named = true;
        if (takes(statement, interface))
            return true;
    }
    return !named;
}

} // namespace understudy::bird
