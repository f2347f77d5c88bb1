#include "core/bird/password_edit.h"

#include <gmock/gmock.h>

#include "tests/bird/config_files.h"

using namespace understudy;
using namespace understudy::bird;
using testing::HasSubstr;
using testing::Not;

namespace {

const base::Secret fresh{"new$pass'word\\1"};

std::string edited(const std::string& text, const std::vector<std::string>& protocols = {"vultr"}) {
    const auto edit = editPassword("bird.conf", text, protocols, fresh);
    EXPECT_TRUE(edit) << toString(edit.error());
    return edit.value_or("");
}

std::string complaint(const std::string& text, const std::vector<std::string>& protocols = {"vultr"}) {
    const auto edit = editPassword("bird.conf", text, protocols, fresh);
    EXPECT_FALSE(edit) << *edit;
    return edit ? std::string{} : toString(edit.error());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

} // namespace

TEST(PasswordEdit, changesThePasswordAndNothingElse) {
    const std::string text =
        "# password \"old\"; as it was\nfilter f { if net ~ [ 10.0.0.0/8+ ] then reject; accept; }\n"
        "protocol bgp other { password \"old\"; neighbor 192.0.2.9 as 1; }\n"
        "protocol bgp vultr {\n\tneighbor 169.254.169.254 as 64515; /* password \"x\"; */\n"
        "\tipv4 { export all; import none; };\n\tpassword   \"old\" ; # ö\n}\n";
    EXPECT_EQ(edited(text), replaced(text, "password   \"old\"", "password   \"" + fresh.reveal() + "\""));
}

TEST(PasswordEdit, changesOneOrSeveralProtocols) {
    const std::string text =
        "protocol bgp vultr { password \"a longer old one\"; }\nprotocol bgp vultr6 { password \"b\"; }";
    EXPECT_EQ(edited(text), "protocol bgp vultr { password \"" + fresh.reveal() +
                                "\"; }\nprotocol bgp vultr6 { password \"b\"; }");
    EXPECT_EQ(edited(text, {"vultr6", "vultr"}), "protocol bgp vultr { password \"" + fresh.reveal() +
                                                     "\"; }\nprotocol bgp vultr6 { password \"" +
                                                     fresh.reveal() + "\"; }");
}

TEST(PasswordEdit, findsThePasswordOfATemplate) {
    const std::string text =
        "template bgp base { password \"old\"; }\ntemplate bgp cloud from base { hold time 9; }\n"
        "protocol bgp vultr from cloud { neighbor 169.254.169.254 as 64515; }\n";
    EXPECT_EQ(findPassword("bird.conf", text, "vultr")->reveal(), "old");
    EXPECT_EQ(edited(text), replaced(text, "\"old\"", "\"" + fresh.reveal() + "\""));
}

TEST(PasswordEdit, leavesATemplateThatOthersUse) {
    const std::string text =
        "template bgp cloud { password \"hunter2\"; }\nprotocol bgp vultr from cloud { }\n"
        "protocol bgp other from cloud { }\n";
    EXPECT_THAT(complaint(text), HasSubstr("gives this password to `other` as well"));
    EXPECT_EQ(edited(text, {"vultr", "other"}), replaced(text, "hunter2", fresh.reveal()));
    EXPECT_EQ(edited(replaced(text, "other from cloud { }", "other from cloud { password \"o\"; }")),
              replaced(replaced(text, "other from cloud { }", "other from cloud { password \"o\"; }"),
                       "hunter2", fresh.reveal()));
}

TEST(PasswordEdit, saysWhereItCannot) {
    EXPECT_THAT(complaint("router id 192.0.2.1;\n"), HasSubstr("no BGP protocol `vultr`"));
    EXPECT_THAT(complaint("include \"bgp.conf\";\n"), HasSubstr("included files"));
    EXPECT_THAT(complaint("\nprotocol bgp vultr { hold time 9; }\n"),
                HasSubstr("bird.conf:2:1 The protocol `vultr` has no password"));
    EXPECT_THAT(complaint("define PW = \"hunter2\";\nprotocol bgp vultr { password PW; }\n"),
                HasSubstr("not written out here"));
    EXPECT_THAT(complaint("protocol bgp vultr { password \"hunter2\";"), HasSubstr("does not end"));
    EXPECT_THAT(
        complaint("template bgp a from b {}\ntemplate bgp b from a {}\nprotocol bgp vultr from a {}\n"),
        HasSubstr("has no password"));
}

TEST(PasswordEdit, noErrorTellsAPassword) {
    for (const auto* text :
         {"protocol bgp vultr { password \"hunter2\" \"x\"; }", "protocol bgp vultr { password \"hunter2\";",
          "template bgp t { password \"hunter2\"; } protocol bgp vultr from t {} protocol bgp o from t {}"}) {
        EXPECT_THAT(complaint(text), Not(HasSubstr("hunter2")));
        EXPECT_THAT(complaint(text), Not(HasSubstr(fresh.reveal())));
    }
}

TEST(PasswordEdit, changesEveryConfigurationThatIsKnownToWork) {
    int changed = 0;
    for (const auto& file : test::goodConfigs()) {
        const auto protocol = file.text.find("protocol bgp vultr6") == std::string::npos ? "vultr" : "vultr6";
        const auto before = findPassword(file.name, file.text, protocol);
        if (!before)
            continue;
        const auto edit = editPassword(file.name, file.text, {protocol}, fresh);
        ASSERT_TRUE(edit) << file.name;
        EXPECT_EQ(findPassword(file.name, *edit, protocol)->reveal(), fresh.reveal()) << file.name;
        const auto back = editPassword(file.name, *edit, {protocol}, *before);
        EXPECT_EQ(back.value_or(""), file.text) << file.name;
        ++changed;
    }
    EXPECT_GT(changed, 5);
}

TEST(PasswordEdit, knowsWhatCanBeAPassword) {
    EXPECT_TRUE(checkPassword(base::Secret{std::string(80, 'x')}));
    for (const auto& wrong : {std::string{}, std::string(81, 'x'), std::string{"a\"b"}, std::string{"a\nb"},
                              std::string{"a\x7f"}})
        EXPECT_FALSE(checkPassword(base::Secret{wrong}));
}
