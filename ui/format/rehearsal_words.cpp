#include "ui/format/rehearsal_words.h"

#include <QDateTime>

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using cluster::FailureKind;
using cluster::PlanKind;
using ops::RehearsalPhase;

QString word(PlanKind kind) {
    switch (kind) {
    case PlanKind::InTurn:
        return u"In turn"_s;
    case PlanKind::Ladder:
        return u"Ladder"_s;
    case PlanKind::Single:
        break;
    }
    return u"Single"_s;
}

QString explanation(PlanKind kind) {
    switch (kind) {
    case PlanKind::InTurn:
        return u"All fail, then each serves alone. The floating IPs are dark in between."_s;
    case PlanKind::Ladder:
        return u"From the primary down to the last backup, then back up in reverse."_s;
    case PlanKind::Single:
        break;
    }
    return u"One instance fails, and comes back."_s;
}

QString word(FailureKind failure) {
    switch (failure) {
    case FailureKind::Link:
        return u"Link down"_s;
    case FailureKind::Session:
        return u"Session closed"_s;
    case FailureKind::Daemon:
        return u"Daemon killed"_s;
    case FailureKind::Silent:
        break;
    }
    return u"Silent death"_s;
}

QString explanation(FailureKind failure) {
    switch (failure) {
    case FailureKind::Link:
        return u"The interface goes down: the route is withdrawn at once."_s;
    case FailureKind::Session:
        return u"The BGP protocols are disabled: withdrawn at once, and the session has to come back."_s;
    case FailureKind::Daemon:
        return u"The speaker is killed: with graceful restart the router keeps the route for a while."_s;
    case FailureKind::Silent:
        break;
    }
    return u"BGP and the probe are dropped, as if the machine had died: dark until the hold time runs out."_s;
}

QString word(cluster::Verdict verdict) {
    switch (verdict) {
    case cluster::Verdict::Pass:
        return u"passed"_s;
    case cluster::Verdict::Fail:
        return u"failed"_s;
    case cluster::Verdict::Aborted:
        break;
    }
    return u"aborted"_s;
}

cluster::Health healthOf(cluster::Verdict verdict) {
    switch (verdict) {
    case cluster::Verdict::Pass:
        return cluster::Health::Up;
    case cluster::Verdict::Fail:
        return cluster::Health::Down;
    case cluster::Verdict::Aborted:
        break;
    }
    return cluster::Health::Degraded;
}

QString sentence(const ops::RehearsalProgress& progress, std::size_t steps, const QString& stepName) {
    const auto ofStep = [&](const QString& what) {
        return u"Step %1 of %2, %3: %4"_s.arg(progress.step + 1).arg(steps).arg(stepName, what);
    };
    switch (progress.phase) {
    case RehearsalPhase::Steadying:
        return u"Waiting for a steady state"_s;
    case RehearsalPhase::Locking:
        return u"Locking the instances"_s;
    case RehearsalPhase::Changing:
        return ofStep(u"the command is on its way"_s);
    case RehearsalPhase::Settling:
        return ofStep(u"waiting for the predicted outcome"_s);
    case RehearsalPhase::Holding:
        return ofStep(u"watching the outcome"_s);
    case RehearsalPhase::Settled:
        return ofStep(u"judged"_s);
    case RehearsalPhase::Restoring:
        return u"Restoring everything"_s;
    case RehearsalPhase::Verifying:
        return u"Looking whether everything is as it was"_s;
    case RehearsalPhase::Unlocking:
        return u"Giving the locks back"_s;
    case RehearsalPhase::Finished:
        break;
    }
    return u"Finished"_s;
}

QString word(RehearsalPhase phase) {
    switch (phase) {
    case RehearsalPhase::Changing:
        return u"changing"_s;
    case RehearsalPhase::Settling:
        return u"settling"_s;
    case RehearsalPhase::Holding:
        return u"watching"_s;
    default:
        return {};
    }
}

QString predictedGap(const cluster::TargetForecast& forecast) {
    if (forecast.takeOver.empty())
        return u"dark"_s;
    if (!forecast.gap)
        return u"not known"_s;
    if (*forecast.gap == 0ms)
        return u"none"_s;
    return *forecast.gap <= cluster::politeGap ? seconds(*forecast.gap)
                                               : u"at most "_s + seconds(*forecast.gap);
}

QString gapLength(std::chrono::nanoseconds length) {
    if (length == 0ns)
        return u"none"_s;
    return length < 1s ? milliseconds(length)
                       : u"%1 s"_s.arg(std::chrono::duration<double>(length).count(), 0, 'f', 2);
}

QString gap(std::chrono::nanoseconds length, std::chrono::nanoseconds error) {
    if (length == 0ns)
        return gapLength(length);
    return u"%1 ± %2 ms"_s.arg(gapLength(length))
        .arg(std::chrono::ceil<std::chrono::milliseconds>(error).count());
}

QString measuredGap(const cluster::TargetMeasurement& measured) {
    return gap(measured.lost == 0 ? 0ns : measured.gap, measured.gapError) +
           (measured.darkAtEnd ? u", still dark"_s : QString{});
}

QString age(base::WallTime time, base::WallTime now) {
    const auto days = std::chrono::floor<std::chrono::days>(now - time).count();
    return days <= 0 ? u"today"_s : days == 1 ? u"1 day ago"_s : u"%1 days ago"_s.arg(days);
}

QString day(base::WallTime time) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
    return QDateTime::fromMSecsSinceEpoch(ms.count()).toString(u"yyyy-MM-dd HH:mm"_s);
}

} // namespace understudy::ui
