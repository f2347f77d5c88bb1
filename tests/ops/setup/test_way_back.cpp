// The way back, with a real shell, in a folder in the place of /var/lib/understudy.
#include "core/ops/setup/way_back.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/process.h"

using namespace understudy;
using namespace understudy::ops;

namespace {

class WayBack : public testing::Test {
protected:
    WayBack() {
        std::filesystem::create_directories(path("lib/setup"));
        std::filesystem::create_directories(path("run"));
    }
    std::string path(const std::string& name) const { return m_folder.file(name); }

    /// Runs it with the node's folders in this test's; its exit status.
    int run(std::string script) const {
        for (const auto& [from, to] : {std::pair{std::string{"/var/lib/understudy"}, path("lib")},
                                       std::pair{std::string{"/run/understudy"}, path("run")}}) {
            for (auto at = script.find(from); at != std::string::npos; at = script.find(from, at + to.size()))
                script.replace(at, from.size(), to);
        }
        const auto file = m_folder.write("script", script);
        const int status = std::system(("sh " + file + " >/dev/null 2>&1").c_str());
        return WEXITSTATUS(status);
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream{path(name)} << text; }
    std::string read(const std::string& name) const {
        std::ifstream file{path(name)};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }
    /// What a step of a set-up does with a file.
    void replace(int step, const std::string& name, const std::string& text) const {
        ASSERT_EQ(run("set -e\n" + recordFile(step, path(name))), 0);
        write(name, text);
    }

    test::TemporaryFolder m_folder;
};

} // namespace

TEST_F(WayBack, FilesComeBackOrGo) {
    write("a", "old");
    replace(1, "a", "new");
    replace(2, "b", "new");
    ASSERT_EQ(run(goBack()), 0);
    EXPECT_EQ(read("a"), "old");
    EXPECT_FALSE(exists("b"));
    EXPECT_FALSE(exists("lib/setup"));
}

TEST_F(WayBack, IsGoneFromTheLastStepToTheFirst) {
    for (const int step : {1, 2, 10})
        ASSERT_EQ(run(recordUndo(step, "printf " + std::to_string(step) + ' ' + ">>" + path("order"))), 0);
    ASSERT_EQ(run(goBack()), 0);
    EXPECT_EQ(read("order"), "1021");
}

TEST_F(WayBack, AStepThatCannotBeUndoneIsTriedAgain) {
    write("a", "old");
    replace(1, "a", "new");
    ASSERT_EQ(run(recordUndo(2, "[ -e " + path("ready") + " ]")), 0);
    EXPECT_NE(run(goBack()), 0);
    EXPECT_EQ(read("a"), "new") << "an earlier step is not undone before a later one";
    write("ready", "");
    EXPECT_EQ(run(goBack()), 0);
    EXPECT_EQ(read("a"), "old");
}

TEST_F(WayBack, WhatIsKeptIsABackupAndNothingElse) {
    write("a", "old");
    replace(1, "a", "new");
    replace(2, "b", "new");
    ASSERT_EQ(run(keepChanges("then")), 0);
    EXPECT_EQ(read("a"), "new");
    EXPECT_EQ(read("lib/backup/then" + path("a")), "old");
    EXPECT_FALSE(exists("lib/setup"));
    EXPECT_EQ(run(goBack()), 0) << "there is nothing to go back to";
    EXPECT_EQ(read("a"), "new");
    EXPECT_EQ(read("b"), "new");
}

TEST_F(WayBack, ItselfGoesBackWhenNobodyPutsItOff) {
    if (std::filesystem::exists("/run/systemd/system"))
        GTEST_SKIP() << "systemd would run it in the machine's own folders; tests/guest shows that";
    write("a", "old");
    ASSERT_EQ(run(armWayBack(std::chrono::seconds{1})), 0);
    EXPECT_EQ(run(armWayBack(std::chrono::seconds{1})), 75) << "a second set-up is let in";
    replace(1, "a", "new");
    ASSERT_EQ(run(putOffWayBack(std::chrono::seconds{1})), 0);
    for (int look = 0; look < 200 && exists("lib/setup"); ++look)
        ASSERT_EQ(run("sleep 0.1"), 0);
    EXPECT_EQ(read("a"), "old");
}
