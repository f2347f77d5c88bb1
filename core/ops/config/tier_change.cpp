#include "core/ops/config/tier_change.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ops/config/tier_files.h"
#include "core/ops/engine.h"
#include "core/ops/shown_diff.h"

namespace understudy::ops {

using Outcome = IntentResult::Outcome;

TierChange::TierChange(Engine& engine, std::vector<cluster::TierMove> steps, QObject* parent)
    : QObject(parent), m_engine(engine) {
    for (auto& step : steps)
        m_previews.push_back({std::move(step), {}, {}, {}});
    connect(&engine, &Engine::intentAnswered, this, &TierChange::takeAnswer);
    connect(&engine, &Engine::jobProgressed, this, [this](IntentId intent, const JobProgress& progress) {
        if (intent == m_intent && m_applying)
            emit progressed(m_previews[m_at].move.instance, progress);
    });
}

/// A change that is under way goes back.
TierChange::~TierChange() {
    cancel();
}

bool TierChange::canBeApplied() const {
    return std::all_of(m_previews.begin(), m_previews.end(),
                       [](const TierPreview& preview) { return preview.error.empty(); });
}

void TierChange::prepare() {
    m_at = 0;
    readNext();
}

void TierChange::readNext() {
    if (m_at == m_previews.size()) {
        emit prepared();
        return;
    }
    m_reading = std::make_shared<ReadSpeakerFilesJob>();
    m_intent = m_engine.run(m_previews[m_at].move.instance, m_reading);
}

void TierChange::takeFiles(const IntentResult& result) {
    auto& preview = m_previews[m_at++];
    const auto snapshot = m_engine.snapshot();
    const auto* node = snapshot->find(preview.move.instance);
    const auto* speaker = node == nullptr ? nullptr : node->speaker.current();
    if (result.outcome != Outcome::Acked) {
        preview.error = result.why;
    } else if (speaker == nullptr) {
        preview.error = "the speaker could not be asked";
    } else if (auto changes =
                   tierChanges(m_reading->files(), *speaker, snapshot->cluster->cloud, preview.move.tier)) {
        preview.files = *std::move(changes);
        for (const auto& file : preview.files) {
            auto& diff = preview.diffs.emplace_back();
            for (const auto& line : shownDiff(file.before, file.after))
                diff += line + '\n';
        }
    } else {
        preview.error = changes.error().what;
    }
    readNext();
}

void TierChange::apply() {
    m_at = 0;
    m_applying = true;
    applyNext();
}

void TierChange::applyNext() {
    while (m_at < m_previews.size() && m_previews[m_at].files.empty())
        emit moved(m_previews[m_at++].move);
    if (m_at == m_previews.size() || m_cancelled) {
        m_applying = false;
        const auto& last = m_previews[std::min(m_at, m_previews.size() - 1)].move.instance;
        emit finished(last, m_at == m_previews.size()
                                ? IntentResult{Outcome::Acked, {}}
                                : IntentResult{Outcome::Refused, "cancelled; nothing was changed here"});
        return;
    }
    const auto& preview = m_previews[m_at];
    ConfigChange change;
    change.files = preview.files;
    change.wanted = tierWanted(m_engine.snapshot()->cluster->floating, preview.move.tier);
    change.shown = fmt::format("tier {}", preview.move.tier);
    change.timeout = m_undoAfter;
    m_changing = std::make_shared<ConfigChangeJob>(std::move(change));
    m_intent = m_engine.run(preview.move.instance, m_changing);
}

void TierChange::takeApplied(const IntentResult& result) {
    if (result.outcome != Outcome::Acked) {
        m_applying = false;
        emit finished(m_previews[m_at].move.instance, result);
        return;
    }
    emit moved(m_previews[m_at++].move);
    applyNext();
}

void TierChange::takeAnswer(IntentId intent, const IntentResult& result) {
    if (intent != m_intent)
        return;
    m_intent.reset();
    if (m_applying)
        takeApplied(result);
    else
        takeFiles(result);
}

void TierChange::cancel() {
    m_cancelled = true;
    if (m_changing)
        m_changing->cancel();
}

} // namespace understudy::ops
