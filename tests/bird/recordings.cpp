#include "recordings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "core/base/text.h"

namespace understudy::test {
namespace {

const std::filesystem::path folder = std::filesystem::path(UNDERSTUDY_TEST_DATA) / "birdc";
constexpr std::string_view verboseSuffix = ".v.txt";
constexpr std::string_view plainSuffix = ".txt";

std::filesystem::path pathOf(std::string_view name) {
    return folder / (std::string(name) + std::string(verboseSuffix));
}

/// The recordings end in `[exit N]` where birdc did not exit with 0.
Recording read(const std::filesystem::path& path, std::string name) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    Recording result{.name = std::move(name),
                     .output = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()},
                     .exitStatus = 0};
    const auto mark = result.output.rfind("[exit ");
    if (mark != std::string::npos) {
        result.exitStatus = std::stoi(result.output.substr(mark + 6));
        result.output.resize(mark);
    }
    return result;
}

} // namespace

Recording recording(std::string_view name) {
    return read(pathOf(name), std::string(name));
}

bool isRecorded(std::string_view name) {
    return std::filesystem::exists(pathOf(name));
}

std::vector<Recording> recordings(std::string_view version, bool verbose) {
    std::vector<Recording> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / version)) {
        const auto relative = std::filesystem::relative(entry.path(), folder).string();
        if (!entry.is_regular_file() || relative.ends_with(verboseSuffix) != verbose)
            continue;
        const auto suffix = verbose ? verboseSuffix : plainSuffix;
        result.push_back(read(entry.path(), relative.substr(0, relative.size() - suffix.size())));
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return result;
}

std::string asSentOnTheSocket(std::string_view output) {
    std::string bytes;
    bool ended = true;
    for (const auto line : base::lines(output)) {
        const bool continuation = line.starts_with("     ");
        bytes += continuation ? line.substr(4) : line;
        bytes += '\n';
        ended = !continuation && line.size() > 4 && line[4] == ' ';
    }
    const bool onlyGreeting = base::lines(output).size() == 1;
    return ended && !onlyGreeting ? bytes : bytes + "0000 \n";
}

std::vector<bird::Reply> repliesIn(std::string_view bytes) {
    bird::ReplyReader reader;
    reader.feed(bytes);
    std::vector<bird::Reply> replies;
    for (;;) {
        auto next = reader.next();
        EXPECT_TRUE(next) << next.error().what;
        if (!next || !*next)
            break;
        replies.push_back(std::move(**next));
    }
    EXPECT_FALSE(reader.insideReply());
    return replies;
}

bird::Reply replyOf(std::string_view bytes) {
    const auto replies = repliesIn(bytes);
    EXPECT_EQ(replies.size(), 1U);
    return replies.empty() ? bird::Reply{} : replies.front();
}

bird::Reply recordedReply(std::string_view name) {
    const auto replies = repliesIn(asSentOnTheSocket(recording(name).output));
    EXPECT_EQ(replies.size(), 2U) << name;
    return replies.empty() ? bird::Reply{} : replies.back();
}

} // namespace understudy::test
