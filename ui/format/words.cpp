#include "ui/format/words.h"

#include <algorithm>
#include <cmath>

#include <QDateTime>
#include <QStringList>

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

const QString absent = u"–"_s;

namespace {

QDateTime local(base::WallTime time) {
    const auto sinceEpoch = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
}

QString twoUnits(long long big, const QString& bigUnit, long long small, const QString& smallUnit) {
    if (small == 0)
        return u"%1 %2"_s.arg(big).arg(bigUnit);
    return u"%1 %2 %3 %4"_s.arg(big).arg(bigUnit).arg(small).arg(smallUnit);
}

} // namespace

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

QString duration(std::chrono::nanoseconds value) {
    value = std::max(value, 0ns);
    if (value < 10s) {
        const auto tenths = value / 100ms;
        return u"%1.%2 s"_s.arg(tenths / 10).arg(tenths % 10);
    }
    const auto whole = value / 1s;
    if (value < 1min)
        return u"%1 s"_s.arg(whole);
    if (value < 10min)
        return twoUnits(whole / 60, u"min"_s, whole % 60, u"s"_s);
    if (value < 1h)
        return u"%1 min"_s.arg(whole / 60);
    if (value < 24h)
        return twoUnits(whole / 3600, u"h"_s, whole / 60 % 60, u"min"_s);
    return twoUnits(whole / 86400, u"d"_s, whole / 3600 % 24, u"h"_s);
}

QString seconds(std::chrono::milliseconds value) {
    if (value <= 100ms)
        return u"< 0.1 s"_s;
    if (value < 10s && value % 1s != 0ms)
        return duration(value);
    if (value < 10min)
        return u"%1 s"_s.arg((value + 999ms) / 1s);
    return duration(value);
}

QString milliseconds(double value) {
    const int decimals = value < 1 ? 2 : value < 100 ? 1 : 0;
    return u"%1 ms"_s.arg(value, 0, 'f', decimals);
}

QString milliseconds(std::chrono::nanoseconds value) {
    return milliseconds(static_cast<double>(value.count()) / 1e6);
}

QString percent(double share) {
    double shown = std::round(share * 1000) / 10;
    if (share > 0)
        shown = std::max(shown, 0.1);
    if (share < 1)
        shown = std::min(shown, 99.9);
    return u"%1 %"_s.arg(shown, 0, 'f', 1);
}

QString clockTime(base::WallTime time) {
    return local(time).toString(u"HH:mm:ss.zzz"_s);
}

QString dateTime(base::WallTime time, base::WallTime now) {
    const auto then = local(time);
    if (then.date() == local(now).date())
        return u"today "_s + then.toString(u"HH:mm:ss"_s);
    return then.toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QString word(bird::BgpState state) {
    switch (state) {
    case bird::BgpState::Idle:
        return u"Idle"_s;
    case bird::BgpState::Connect:
        return u"Connect"_s;
    case bird::BgpState::Active:
        return u"Active"_s;
    case bird::BgpState::OpenSent:
        return u"OpenSent"_s;
    case bird::BgpState::OpenConfirm:
        return u"OpenConfirm"_s;
    case bird::BgpState::Established:
        return u"Established"_s;
    case bird::BgpState::Down:
        return u"Down"_s;
    }
    return absent;
}

QString word(cluster::Health health) {
    switch (health) {
    case cluster::Health::Up:
        return u"up"_s;
    case cluster::Health::Degraded:
        return u"degraded"_s;
    case cluster::Health::Down:
        return u"down"_s;
    case cluster::Health::Unknown:
        return u"unknown"_s;
    }
    return absent;
}

QString word(cluster::LinkState link) {
    switch (link) {
    case cluster::LinkState::Connecting:
        return u"connecting"_s;
    case cluster::LinkState::Asking:
        return u"waits for your answer"_s;
    case cluster::LinkState::Connected:
        return u"connected"_s;
    case cluster::LinkState::Lost:
        return u"connection lost, trying again"_s;
    case cluster::LinkState::Refused:
        return u"not connected"_s;
    }
    return absent;
}

QString word(base::Family family) {
    return family == base::Family::V4 ? u"IPv4"_s : u"IPv6"_s;
}

QString asPath(const std::vector<bird::AsNumber>& path) {
    QStringList numbers;
    for (const auto number : path)
        numbers << QString::number(number);
    return numbers.join(u' ');
}

QString speakerName(bird::SpeakerKind kind, const std::string& version) {
    const auto name = kind == bird::SpeakerKind::Bird ? u"BIRD"_s : u"understudyd"_s;
    return version.empty() ? name : name + u' ' + text(version);
}

QString names(const cluster::Snapshot& snapshot, const std::vector<std::size_t>& nodes) {
    QStringList result;
    for (const auto node : nodes)
        result << text(snapshot.nodes.at(node).name.value());
    if (result.isEmpty())
        return absent;
    if (result.size() == 1)
        return result.first();
    const auto last = result.takeLast();
    return result.join(u", "_s) + u" and "_s + last;
}

} // namespace understudy::ui
