#include "ui/format/palette.h"
#include "ui/format/sentences.h"
#include "ui/format/words.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/example_cluster.h"
#include "tests/ui/text.h"

using namespace understudy;
using namespace std::chrono_literals;

TEST(Words, durationsHaveTheUnitsPeopleReadAtAGlance) {
    EXPECT_EQ(ui::duration(400ms), "0.4 s");
    EXPECT_EQ(ui::duration(9999ms), "9.9 s");
    EXPECT_EQ(ui::duration(42s), "42 s");
    EXPECT_EQ(ui::duration(185s), "3 min 5 s");
    EXPECT_EQ(ui::duration(180s), "3 min");
    EXPECT_EQ(ui::duration(59min + 59s), "59 min");
    EXPECT_EQ(ui::duration(3h + 12min), "3 h 12 min");
    EXPECT_EQ(ui::duration(52h), "2 d 4 h");
    EXPECT_EQ(ui::duration(-5s), "0.0 s");
}

TEST(Words, predictionsStayInSeconds) {
    EXPECT_EQ(ui::seconds(100ms), "< 0.1 s");
    EXPECT_EQ(ui::seconds(500ms), "0.5 s");
    EXPECT_EQ(ui::seconds(240s), "240 s");
    EXPECT_EQ(ui::seconds(9s), "9 s");
}

TEST(Words, percentNeverHidesALossNorClaimsAll) {
    EXPECT_EQ(ui::percent(0), "0.0 %");
    EXPECT_EQ(ui::percent(0.00001), "0.1 %");
    EXPECT_EQ(ui::percent(0.004), "0.4 %");
    EXPECT_EQ(ui::percent(0.99999), "99.9 %");
    EXPECT_EQ(ui::percent(1), "100.0 %");
}

TEST(Words, roundTripTimesKeepTheirMeaningfulDigits) {
    EXPECT_EQ(ui::milliseconds(80us), "0.08 ms");
    EXPECT_EQ(ui::milliseconds(12340us), "12.3 ms");
    EXPECT_EQ(ui::milliseconds(240ms), "240 ms");
}

TEST(Words, namesAreListedAsInASentence) {
    const test::StillClock clock;
    const auto snapshot = test::healthySnapshot(clock);
    EXPECT_EQ(ui::names(snapshot, {}), ui::absent);
    EXPECT_EQ(ui::names(snapshot, {1}), "backup1");
    EXPECT_EQ(ui::names(snapshot, {0, 1, 2}), "primary, backup1 and backup2");
}

TEST(Sentences, aReachableAgainEventTellsTheOutageAndItsError) {
    ops::Event event;
    event.kind = ops::EventKind::ReachableAgain;
    event.address = "192.0.2.2/32";
    event.detail = "1200 100";
    EXPECT_EQ(ui::subject(event), "192.0.2.2/32");
    EXPECT_EQ(ui::sentence(event), "reachable again after 1.20 s ± 0.10 s");
    event.detail = "gibberish";
    EXPECT_EQ(ui::sentence(event), "reachable again");
}

TEST(Sentences, aServingMoveToNobodyIsDown) {
    ops::Event event;
    event.kind = ops::EventKind::ServingMoved;
    event.from = "primary";
    EXPECT_EQ(ui::sentence(event), "served by primary → nobody");
    EXPECT_EQ(ui::healthOf(event), cluster::Health::Down);
    event.to = "backup1";
    EXPECT_EQ(ui::sentence(event), "served by primary → backup1");
    EXPECT_EQ(ui::healthOf(event), cluster::Health::Degraded);
    event.from.clear();
    EXPECT_EQ(ui::healthOf(event), cluster::Health::Up);
}

TEST(Sentences, noEventKindIsSilent) {
    for (int kind = 0; kind <= static_cast<int>(ops::EventKind::PollRecovered); ++kind) {
        ops::Event event;
        event.kind = static_cast<ops::EventKind>(kind);
        EXPECT_FALSE(ui::sentence(event).isEmpty()) << kind;
    }
}

TEST(Sentences, anUnansweredIntentIsNeverCalledDone) {
    const auto unknown =
        ui::sentence({ops::IntentResult::Outcome::Unknown, {}}, "Taking down dummy1 on primary");
    EXPECT_TRUE(unknown.contains("not known")) << unknown.toStdString();
    EXPECT_FALSE(unknown.contains("done")) << unknown.toStdString();
}

namespace {

/// Relative luminance contrast, WCAG 2.1.
double contrast(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& color) {
        const auto linear = [](double c) {
            return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    };
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace

TEST(Palette, textCanBeReadInBothThemes) {
    for (const auto* palette : {&ui::Palette::light(), &ui::Palette::dark()}) {
        for (const auto& background : {palette->panel, palette->window, palette->selection}) {
            EXPECT_GE(contrast(palette->text, background), 7);
            EXPECT_GE(contrast(palette->dim, background), 4.5);
            EXPECT_GE(contrast(palette->warn, background), 4.0);
        }
        EXPECT_GE(contrast(palette->onServe, palette->serve), 4.5);
    }
}

TEST(Palette, followsWhatQtPaintsWith) {
    EXPECT_TRUE(ui::Palette::of(ui::Palette::dark().toQt()).isDark);
    EXPECT_FALSE(ui::Palette::of(ui::Palette::light().toQt()).isDark);
}
