#include "ui/pages/rehearsal_run_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>

#include "ui/format/fonts.h"
#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ops::RehearsalPhase;

RehearsalRunPanel::RehearsalRunPanel(QWidget* parent)
    : QFrame(parent), m_heading(new QLabel(this)), m_phase(new QLabel(this)), m_detail(new QLabel(this)),
      m_time(new QLabel(this)), m_bar(new QProgressBar(this)) {
    setProperty("panel", true);
    m_heading->setFont(scaled(font(), 1.1, true));
    m_phase->setObjectName("phase");
    m_phase->setAccessibleName(u"Phase"_s);
    m_detail->setObjectName("phaseDetail");
    for (auto* label : {m_heading, m_phase, m_detail})
        label->setTextFormat(Qt::PlainText);
    for (auto* label : {m_detail, m_time})
        label->setProperty("dim", true);
    m_detail->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(8);
    m_bar->setAccessibleName(u"Steps that are over"_s);
    auto* line = new QHBoxLayout;
    line->addWidget(m_heading, 1);
    line->addWidget(m_time);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 12, 14, 12);
    rows->setSpacing(6);
    rows->addLayout(line);
    rows->addWidget(m_phase);
    rows->addWidget(m_detail);
    rows->addWidget(m_bar);
    auto* clock = new QTimer(this);
    connect(clock, &QTimer::timeout, this, &RehearsalRunPanel::showTime);
    clock->start(1s);
}

void RehearsalRunPanel::start(const cluster::RehearsalPlan& plan, std::size_t steps,
                              std::chrono::milliseconds about) {
    m_heading->setText(u"%1, %2"_s.arg(word(plan.kind), word(plan.failure)));
    m_steps = steps;
    m_about = about;
    m_since.start();
    m_bar->setRange(0, static_cast<int>(steps));
    m_bar->setValue(0);
    setProgress({}, {});
    showTime();
}

void RehearsalRunPanel::setProgress(const ops::RehearsalProgress& progress, const QString& stepName) {
    m_phase->setText(sentence(progress, m_steps, stepName));
    m_detail->setText(text(progress.detail));
    if (progress.phase == RehearsalPhase::Settled)
        m_bar->setValue(static_cast<int>(progress.step) + 1);
    if (progress.phase == RehearsalPhase::Verifying)
        m_bar->setRange(0, 0); // how long it takes is the sessions' business
}

void RehearsalRunPanel::setAborting() {
    m_phase->setText(u"Aborting"_s);
    m_detail->setText(u"A command that is on its way is waited for; then everything is restored."_s);
}

void RehearsalRunPanel::showTime() {
    if (m_since.isValid())
        m_time->setText(u"%1 s, about %2 in all"_s.arg(m_since.elapsed() / 1000)
                            .arg(seconds(std::chrono::ceil<std::chrono::seconds>(m_about))));
}

} // namespace understudy::ui
