// Debian's own birdc asks, these writers answer.
#include <gtest/gtest.h>

#include "control_server.h"
#include "core/base/text.h"
#include "core/bird/answers.h"
#include "core/bird/route_writer.h"
#include "core/bird/show_writer.h"
#include "recordings.h"
#include "views.h"

namespace understudy::bird {
namespace {

const test::TimeZone utc("UTC0");
const base::WallTime now = test::at("19:05:40.000");
const ShownTimes times;
constexpr std::size_t manyRoutes = 20'000;

std::vector<ProtocolView> chosen(const ProtocolChoice& which) {
    std::vector<ProtocolView> views;
    for (auto& view : test::protocols()) {
        if (which.matches(view.name))
            views.push_back(std::move(view));
    }
    return views;
}

struct Daemon {
    ReplyWriter& writer;

    void operator()(const ShowStatus&) { writeStatus(writer, test::speaker(), times); }
    void operator()(const ShowProtocols& command) {
        writeProtocols(writer, chosen(command.which), command.all, now, times);
    }
    void operator()(const ShowRoute& command) {
        if (command.count)
            return writeRouteCounts(writer,
                                    std::vector<RouteCount>{{"master4", 1, 1, 1}, {"master6", 1, 1, 1}});
        if (command.protocol == "many")
            return writeRoutes(writer, std::vector(manyRoutes, test::routes().front()), true, now,
                               times.route);
        writeRoutes(writer, test::routes(), command.all, now, times.route);
    }
    void operator()(const ShowInterfaces&) { writeInterfaceSummary(writer, test::interfaces()); }
    void operator()(const Disable& command) {
        for (const auto& view : chosen(command.which))
            writer.line(disabled(view.name));
        writer.end();
    }
    void operator()(const Configure&) {
        writer.line(readingConfiguration("/etc/bird/bird.conf"));
        writer.last(configurationError("/etc/bird/bird.conf:3:7", "unknown word"));
    }
    template <typename Other>
    void operator()(const Other&) {
        writer.last(commandFailed("not in this test"));
    }
};

class StockBirdc : public testing::Test {
protected:
    StockBirdc()
        : m_server([](const Command& command, ReplyWriter& writer) { std::visit(Daemon{writer}, command); }) {
    }

    test::Ran ask(const std::string& birdc, const std::string& arguments) const {
        return test::run("timeout 60 " + birdc + " -s " + m_server.path() + ' ' + arguments);
    }

    /// What birdc 2 printed when a real BIRD 2.0.12 answered, but for the greeting.
    static std::string withOwnGreeting(std::string_view name) {
        for (auto& recording : test::recordings("2.0.12", false)) {
            if (recording.name == name)
                return greeted + recording.output.substr(recording.output.find('\n') + 1);
        }
        ADD_FAILURE() << name;
        return {};
    }

    static inline const std::string greeted = "BIRD 2.0.0 (understudyd 0.1.0) ready.\n";

private:
    test::ControlServer m_server;
};

class StockBirdc2 : public StockBirdc {
protected:
    void SetUp() override {
        if (test::run("command -v birdc").exitStatus != 0)
            GTEST_SKIP() << "birdc is not installed (Debian package bird2)";
    }
    test::Ran ask(const std::string& arguments) const { return StockBirdc::ask("birdc", arguments); }
};

class StockBirdc1 : public StockBirdc {
protected:
    void SetUp() override {
        const auto folder = test::run(UNDERSTUDY_FETCH_BIRD1);
        if (folder.exitStatus != 0)
            GTEST_SKIP() << "BIRD 1.6 is not to be had: " << folder.output;
        m_birdc = std::string(base::trimmed(folder.output)) + "/usr/sbin/birdc";
    }
    test::Ran ask(const std::string& arguments) const { return StockBirdc::ask(m_birdc, arguments); }

private:
    std::string m_birdc;
};

TEST_F(StockBirdc2, PrintsWhatItPrintsOfBird) {
    const auto protocols = ask("show protocols all");
    EXPECT_EQ(protocols.exitStatus, 0);
    EXPECT_EQ(base::lines(protocols.output).size(),
              base::lines(withOwnGreeting("2.0.12/established/show_protocols_all")).size());
    EXPECT_EQ(ask("show protocols").output, withOwnGreeting("2.0.12/established/show_protocols"));
    EXPECT_EQ(ask("show route all").output, withOwnGreeting("2.0.12/established/show_route_all"));
    EXPECT_EQ(ask("show route count").output, withOwnGreeting("2.0.12/established/show_route_count"));
    EXPECT_EQ(ask("show interfaces summary").output,
              withOwnGreeting("2.0.12/established/show_interfaces_summary"));
}

TEST_F(StockBirdc2, ExpandsAbbreviationsAndPassesQuotes) {
    EXPECT_EQ(ask("s p").output, withOwnGreeting("2.0.12/established/show_protocols"));
    const auto one = ask("sh p a \"'vultr6'\"");
    EXPECT_EQ(one.exitStatus, 0);
    EXPECT_NE(one.output.find("\nvultr6     BGP "), std::string::npos) << one.output;
    EXPECT_EQ(one.output.find("direct1"), std::string::npos) << one.output;
    EXPECT_NE(ask("show protocols '\"vul*\"'").output.find("vultr6"), std::string::npos);
}

TEST_F(StockBirdc2, ExitsWithOneOnARefusal) {
    for (const auto* command : {"configure", "down", "show protocols '\"zz*\"'", "show route for nosuch"})
        EXPECT_EQ(ask(command).exitStatus, 1) << command;
    EXPECT_EQ(ask("configure").output, greeted + "Reading configuration from /etc/bird/bird.conf\n"
                                                 "/etc/bird/bird.conf:3:7 unknown word\n");
}

TEST_F(StockBirdc2, IsRefusedChangesWhenRestricted) {
    const auto ran = ask("-r disable vultr");
    EXPECT_EQ(ran.exitStatus, 1);
    EXPECT_EQ(ran.output, greeted + "Access restricted\nAccess denied\n");
    const auto unrestricted = ask("-v disable vultr");
    EXPECT_EQ(unrestricted.exitStatus, 0);
    EXPECT_NE(unrestricted.output.find("0009-vultr: disabled\n"), std::string::npos) << unrestricted.output;
}

TEST_F(StockBirdc2, GetsEveryRouteOfALongReply) {
    const auto ran = ask("show route protocol many all");
    EXPECT_EQ(ran.exitStatus, 0);
    EXPECT_EQ(base::lines(ran.output).size(), 2 + 3 * manyRoutes);
}

TEST_F(StockBirdc1, PrintsWhatItIsAnswered) {
    const auto protocols = ask("show protocols");
    EXPECT_EQ(protocols.exitStatus, 0);
    EXPECT_NE(protocols.output.find("vultr      BGP        ---        up     19:04:03.532  Established"),
              std::string::npos)
        << protocols.output;
    const auto all = ask("-v show protocols all vultr");
    EXPECT_NE(all.output.find("1006-  BGP state:          Established\n"), std::string::npos) << all.output;
    EXPECT_NE(ask("-r disable vultr").output.find("Access denied"), std::string::npos);
    EXPECT_EQ(base::lines(ask("show route protocol many all").output).size(), 2 + 3 * manyRoutes);
}

} // namespace
} // namespace understudy::bird
