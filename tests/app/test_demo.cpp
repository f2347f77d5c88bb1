#include "app/understudy/demo.h"

#include <array>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <QCoreApplication>
#include <QSignalSpy>

#include "tests/support/process.h"

using namespace understudy;

namespace {

/// Stands in for app/demo where that would take minutes, or not fail.
class DemoTest : public testing::Test {
protected:
    Demo& demoThat(const std::string& does) {
        const auto script = m_folder.write("demo", "#!/bin/sh\n" + does + "\n");
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        return m_demo.emplace(QString::fromStdString(script));
    }
    void endDemo() { m_demo.reset(); }
    std::string file(const std::string& name) const { return m_folder.file(name); }

private:
    int m_argc = 1;
    std::string m_name = "test";
    std::array<char*, 2> m_argv{m_name.data(), nullptr};
    QCoreApplication m_application{m_argc, m_argv.data()};
    test::TemporaryFolder m_folder;
    std::optional<Demo> m_demo;
};

} // namespace

TEST_F(DemoTest, tellsWhatItDoesAndThatItIsOver) {
    auto& demo = demoThat("echo 'demo: building'; echo '[1/2] main.cpp'; echo 'demo: up' >&2");
    QSignalSpy progressed{&demo, &Demo::progressed};
    QSignalSpy finished{&demo, &Demo::finished};
    demo.start();
    ASSERT_TRUE(finished.wait());
    ASSERT_EQ(progressed.count(), 2);
    EXPECT_EQ(progressed[0][0].toString(), "building");
    EXPECT_EQ(progressed[1][0].toString(), "up");
    EXPECT_TRUE(finished[0][0].toBool());
}

TEST_F(DemoTest, failsWithTheLastThingItSaid) {
    auto& demo = demoThat("echo 'demo: building'; echo 'lab: namespaces need root'; exit 1");
    QSignalSpy finished{&demo, &Demo::finished};
    demo.start();
    ASSERT_TRUE(finished.wait());
    EXPECT_FALSE(finished[0][0].toBool());
    EXPECT_EQ(finished[0][1].toString(), "lab: namespaces need root");
}

TEST_F(DemoTest, thatCannotBeRunSaysSo) {
    Demo demo{QStringLiteral("/nowhere/demo")};
    QSignalSpy finished{&demo, &Demo::finished};
    demo.start();
    ASSERT_TRUE(finished.count() == 1 || finished.wait());
    EXPECT_FALSE(finished[0][0].toBool());
    EXPECT_FALSE(finished[0][1].toString().isEmpty());
}

TEST_F(DemoTest, takesItsClusterDownWhenTheWindowIsClosed) {
    auto& demo =
        demoThat("trap 'echo down >\"$0.end\"; exit 0' TERM; echo demo: up; while :; do sleep 0.1; done");
    QSignalSpy progressed{&demo, &Demo::progressed};
    demo.start();
    ASSERT_TRUE(progressed.wait());
    endDemo();
    EXPECT_EQ(test::contentsOf(file("demo.end")), "down\n");
}

TEST_F(DemoTest, withoutAScreenSaysWhatToRun) {
    const test::ScopedEnvironment display{"DISPLAY", ""};
    const auto& demo = demoThat("");
    ASSERT_TRUE(demo.obstacle());
    EXPECT_TRUE(demo.obstacle()->endsWith(QString::fromStdString(file("demo"))));
}

TEST_F(DemoTest, isFoundBesideTheBuildFolder) {
    EXPECT_TRUE(Demo::script() && Demo::script()->endsWith(QStringLiteral("/app/demo")));
}
