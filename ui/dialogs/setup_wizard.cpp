#include "ui/dialogs/setup_wizard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QSyntaxHighlighter>
#include <QVBoxLayout>

#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::Health;
using Outcome = ops::IntentResult::Outcome;

namespace {

constexpr int longestHoldTime = 65535;

/// What is added, what is removed, and what is run.
class DifferenceColours : public QSyntaxHighlighter {
public:
    DifferenceColours(QTextDocument* document, const Palette& colours)
        : QSyntaxHighlighter(document), m_colours(colours) {}

protected:
    void highlightBlock(const QString& line) override {
        QTextCharFormat format;
        if (line.startsWith(u"  +"_s))
            format.setForeground(m_colours.up);
        else if (line.startsWith(u"  -"_s))
            format.setForeground(m_colours.down);
        else if (!line.startsWith(u' '))
            format.setFontWeight(QFont::Bold);
        setFormat(0, static_cast<int>(line.size()), format);
    }

private:
    const Palette& m_colours;
};

QString stepText(int number, const ops::SetupStep& step) {
    auto shown = u"%1. %2\n"_s.arg(number).arg(text(step.what));
    if (!step.cost.empty())
        shown += u"  What it costs: %1\n"_s.arg(text(step.cost));
    for (const auto& file : step.files) {
        for (const auto& line : ops::shownDiff(file))
            shown += u"  %1\n"_s.arg(text(line));
    }
    for (const auto& command : step.commands)
        shown += u"  # %1\n"_s.arg(text(command));
    return shown + u'\n';
}

} // namespace

SetupWizard::SetupWizard(ops::Engine& engine, cluster::InstanceName instance,
                         std::optional<ops::SpeakerBundle> bundle, QWidget* parent)
    : QDialog(parent), m_engine(engine), m_instance(std::move(instance)), m_bundle(std::move(bundle)),
      m_node(plainLabel({}, this)), m_speaker(new QComboBox(this)), m_holdTime(new QSpinBox(this)),
      m_password(new QLineEdit(this)), m_openFirewall(new QCheckBox(this)),
      m_differences(new QPlainTextEdit(this)), m_progress(new QProgressBar(this)),
      m_state(plainLabel({}, this)) {
    const auto name = text(m_instance.value());
    setWindowTitle(u"Set up %1"_s.arg(name));
    resize(760, 680);
    auto* heading = new QLabel(u"Set up %1"_s.arg(name), this);
    heading->setTextFormat(Qt::PlainText);
    heading->setFont(scaled(font(), 1.25, true));
    m_node->setProperty("dim", true);
    m_node->setObjectName("node");
    m_differences->setObjectName("differences");
    m_differences->setAccessibleName(u"What is going to be done"_s);
    m_differences->setReadOnly(true);
    m_differences->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_differences->setFont(fixedFont(font()));
    new DifferenceColours(m_differences->document(), Palette::of(palette()));
    m_progress->setTextVisible(false);
    m_state->setObjectName("state");

    auto* buttons = new QDialogButtonBox(this);
    m_apply = buttons->addButton(u"Apply"_s, QDialogButtonBox::ActionRole);
    m_apply->setObjectName("apply");
    m_apply->setAutoDefault(false);
    m_lookAgain = buttons->addButton(u"Look again"_s, QDialogButtonBox::ActionRole);
    m_lookAgain->setObjectName("lookAgain");
    m_lookAgain->setAutoDefault(false);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_close->setDefault(true);
    connect(m_apply, &QPushButton::clicked, this, &SetupWizard::apply);
    connect(m_lookAgain, &QPushButton::clicked, this, &SetupWizard::look);
    connect(buttons, &QDialogButtonBox::rejected, this, &SetupWizard::reject);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(12);
    rows->addWidget(heading);
    rows->addWidget(m_node);
    rows->addWidget(buildOptions());
    rows->addWidget(m_differences, 1);
    rows->addWidget(m_progress);
    rows->addWidget(m_state);
    rows->addWidget(buttons);

    // Queued: an intent can be refused before its id has been returned.
    connect(
        &engine, &ops::Engine::intentAnswered, this,
        [this](ops::IntentId intent, const ops::IntentResult& result) {
            if (intent == m_intent)
                answered(result);
        },
        Qt::QueuedConnection);
    connect(&engine, &ops::Engine::jobProgressed, this,
            [this](ops::IntentId intent, const ops::JobProgress& progress) {
                if (intent != m_intent)
                    return;
                m_progress->setRange(0, progress.steps);
                m_progress->setValue(progress.step);
                say(Health::Unknown, text(progress.text) + u"…"_s);
            });
    connect(&engine, &ops::Engine::snapshotChanged, this, [this] {
        if (m_waiting)
            lookOnceConnected();
    });
    readKeyring();
    look();
}

void SetupWizard::readKeyring() {
    const auto& cluster = *m_engine.snapshot()->cluster;
    const auto read = [&](base::Family family, const base::IpAddress& neighbor,
                          std::optional<base::Secret>& stored) {
        if (!cluster::hasFamily(cluster.floating, family))
            return;
        m_credentials.read(ops::SecretKey::bgpPassword(cluster, neighbor), this,
                           [this, &stored](const ops::SecretReading& reading) {
                               stored = reading.secret;
                               if (stored)
                                   m_password->setPlaceholderText(u"the one in the keyring"_s);
                               plan();
                           });
    };
    read(base::Family::V4, cluster.cloud.neighbor4, m_stored4);
    read(base::Family::V6, cluster.cloud.neighbor6, m_stored6);
}

QWidget* SetupWizard::buildOptions() {
    auto* options = new QWidget(this);
    auto* form = new QFormLayout(options);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(14);
    m_speaker->setObjectName("speaker");
    m_speaker->addItem(u"As in the cluster file, or what is there"_s,
                       static_cast<int>(cluster::SpeakerChoice::Auto));
    m_speaker->addItem(u"BIRD"_s, static_cast<int>(cluster::SpeakerChoice::Bird));
    m_speaker->addItem(u"understudyd"_s, static_cast<int>(cluster::SpeakerChoice::Understudyd));
    m_holdTime->setObjectName("holdTime");
    m_holdTime->setRange(0, longestHoldTime);
    m_holdTime->setSpecialValueText(u"as it is"_s);
    m_holdTime->setSuffix(u" s"_s);
    m_holdTime->setToolTip(u"A machine that dies without a word is noticed after this time; 3 s or more."_s);
    m_password->setObjectName("password");
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(u"the one that is on the node"_s);
    m_openFirewall->setObjectName("openFirewall");
    m_openFirewall->setText(u"Let the neighbor in to TCP port 179 where a firewall closes it"_s);
    form->addRow(u"Speaker"_s, m_speaker);
    form->addRow(u"Hold time"_s, m_holdTime);
    form->addRow(u"BGP password"_s, m_password);
    form->addRow({}, m_openFirewall);
    connect(m_speaker, &QComboBox::currentIndexChanged, this, &SetupWizard::plan);
    connect(m_holdTime, &QSpinBox::valueChanged, this, &SetupWizard::plan);
    connect(m_password, &QLineEdit::textChanged, this, &SetupWizard::plan);
    connect(m_openFirewall, &QCheckBox::toggled, this, &SetupWizard::plan);
    return options;
}

ops::SetupOptions SetupWizard::options() const {
    ops::SetupOptions options;
    options.speaker = static_cast<cluster::SpeakerChoice>(m_speaker->currentData().toInt());
    options.openFirewall = m_openFirewall->isChecked();
    if (m_holdTime->value() >= 3)
        options.holdTime = std::chrono::seconds{m_holdTime->value()};
    options.password4 = m_stored4;
    options.password6 = m_stored6;
    if (!m_password->text().isEmpty())
        options.password4 = options.password6 = base::Secret{m_password->text().toStdString()};
    options.bundle = m_bundle;
    return options;
}

void SetupWizard::look() {
    m_phase = Phase::Looking;
    m_survey.reset();
    m_progress->setRange(0, 0);
    say(Health::Unknown, u"Connecting…"_s);
    m_waiting = true;
    judge();
    lookOnceConnected();
}

void SetupWizard::lookOnceConnected() {
    const auto* node = m_engine.snapshot()->find(m_instance);
    if (node == nullptr || node->link == cluster::LinkState::Refused) {
        m_waiting = false;
        m_phase = Phase::Over;
        say(Health::Down, node == nullptr ? u"The instance is no longer in the cluster."_s
                                          : text(node->linkError.value_or("the login was refused")));
        return judge();
    }
    if (node->link != cluster::LinkState::Connected)
        return;
    m_waiting = false;
    say(Health::Unknown, u"Looking at the node…"_s);
    m_job = std::make_shared<ops::SurveyJob>();
    m_intent = m_engine.run(m_instance, m_job);
}

void SetupWizard::plan() {
    if (!m_survey || m_phase == Phase::Applying || m_phase == Phase::Over)
        return;
    const auto snapshot = m_engine.snapshot();
    const auto* settings = snapshot->cluster->find(m_instance);
    if (settings == nullptr)
        return say(Health::Down, u"The instance is no longer in the cluster."_s);
    m_plan = ops::planSetup({*settings, snapshot->cluster->cloud, snapshot->cluster->floating}, *m_survey,
                            options());
    m_phase = Phase::Ready;
    showPlan();
    judge();
}

void SetupWizard::showPlan() {
    QString shown;
    for (const auto& note : m_plan.notes)
        shown += u"Note: %1\n"_s.arg(text(note));
    if (!shown.isEmpty())
        shown += u'\n';
    int number = 0;
    for (const auto& step : m_plan.steps)
        shown += stepText(++number, step);
    m_differences->setPlainText(shown);
    m_node->setText(text(m_survey->name));
    if (!m_plan.objections.empty()) {
        QStringList objections;
        for (const auto& objection : m_plan.objections)
            objections << text(objection);
        say(Health::Down, u"This cannot be carried out: "_s + objections.join(u"; "_s));
    } else if (m_plan.empty()) {
        say(Health::Up, u"Nothing is to be done: the node is as the cluster file wants it."_s);
    } else {
        say(Health::Unknown,
            u"Nothing has been changed yet. What fails is put back, by the node itself if need "
            "be."_s);
    }
}

void SetupWizard::apply() {
    m_phase = Phase::Applying;
    m_job = std::make_shared<ops::SetupJob>(ops::SetupOrder{options(), m_plan});
    m_intent = m_engine.run(m_instance, m_job);
    judge();
}

void SetupWizard::answered(const ops::IntentResult& result) {
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
    if (m_phase == Phase::Looking) {
        m_survey = static_cast<const ops::SurveyJob&>(*m_job).survey();
        if (m_survey) {
            plan();
        } else {
            m_phase = Phase::Over;
            say(Health::Down, u"The node could not be looked at: "_s + text(result.why));
        }
    } else if (result.outcome == Outcome::Acked && m_plan.leadsToAnother()) {
        return look();
    } else {
        m_phase = Phase::Over;
        if (result.outcome == Outcome::Acked) {
            m_progress->setValue(1);
            say(Health::Up, u"Done: %1 announces its floating addresses."_s.arg(text(m_instance.value())));
        } else {
            say(Health::Down, text(result.why));
        }
    }
    judge();
}

void SetupWizard::judge() {
    const bool busy = m_phase == Phase::Looking || m_phase == Phase::Applying;
    m_apply->setEnabled(m_phase == Phase::Ready && m_plan.objections.empty() && !m_plan.empty());
    m_lookAgain->setEnabled(!busy);
    m_progress->setVisible(busy);
    for (auto* field : std::initializer_list<QWidget*>{m_speaker, m_holdTime, m_password, m_openFirewall})
        field->setEnabled(!busy);
    m_close->setText(m_phase == Phase::Applying ? u"Cancel and put back"_s
                     : m_phase == Phase::Over   ? u"Close"_s
                                                : u"Cancel"_s);
}

void SetupWizard::say(Health health, const QString& text) {
    m_state->setText(text);
    const auto& mine = Palette::of(palette());
    auto colours = palette();
    colours.setColor(QPalette::WindowText, health == Health::Up     ? mine.up
                                           : health == Health::Down ? mine.down
                                                                    : mine.text);
    m_state->setPalette(colours);
}

void SetupWizard::reject() {
    if (m_phase == Phase::Applying)
        return m_job->cancel(); // the answer comes when everything is put back
    QDialog::reject();
}

} // namespace understudy::ui
