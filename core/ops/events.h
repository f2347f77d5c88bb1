// What the engine tells beside the snapshot: events, commands, questions, and answers to intents. Meaning, no
// words for the screen; values that cross threads by copy.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <QMetaType>

#include "core/base/clock.h"
#include "core/cluster/event.h"
#include "core/cluster/rehearsal_measure.h"
#include "core/cluster/snapshot.h"

namespace understudy::ops {

using IntentId = std::uint64_t;
using QuestionId = std::uint64_t;

using cluster::Event;
using cluster::EventKind;

/// One command that ran on a node; secrets are blanked before it gets here.
struct CommandRecord {
    base::WallTime at{};
    cluster::InstanceName instance;
    std::string command;
    std::optional<int> exit; ///< nullopt: no answer, so whether it took effect is unknown
    std::chrono::milliseconds duration{0};
};

enum class QuestionKind : std::uint8_t {
    UnknownHostKey, ///< fingerprint, host
    Passphrase,     ///< for the key file `subject`
    Password,       ///< or what else the server asks for, in `prompt`'s words, of `subject`, USER@HOST
};

struct Question {
    QuestionId id = 0;
    QuestionKind kind = QuestionKind::UnknownHostKey;
    cluster::InstanceName instance;
    std::string host; ///< as connected to, [HOST]:PORT unless 22
    std::string subject;
    std::string fingerprint; ///< SHA256:..., of UnknownHostKey
    std::string prompt;      ///< may be empty
    bool servesOnce = false; ///< the answer is of no use another time, so it is not remembered
};

/// Refused: `accepted` false. Otherwise accepted, with the secret for the kinds that ask for one.
struct Answer {
    bool accepted = false;
    std::string secret;
};

struct IntentResult {
    enum class Outcome : std::uint8_t {
        Acked,   ///< the node said it is done
        Refused, ///< nothing was changed; `why` names the reason
        Failed,  ///< something was tried and undone, or left as `why` says
        Unknown, ///< no answer: look at the next snapshot
    };
    Outcome outcome = Outcome::Refused;
    std::string why;
    /// When the change was made; of an acknowledged one.
    std::optional<cluster::ChangeTime> change{};
};

/// Where a job stands.
struct JobProgress {
    int step = 0;     ///< from 1 on; 0 when the job does not count its steps
    int steps = 0;    ///< of how many
    std::string text; ///< what is being done, e.g. "checking the new configuration"
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::Event)
Q_DECLARE_METATYPE(understudy::ops::CommandRecord)
Q_DECLARE_METATYPE(understudy::ops::Question)
Q_DECLARE_METATYPE(understudy::ops::IntentResult)
Q_DECLARE_METATYPE(understudy::ops::JobProgress)
Q_DECLARE_METATYPE(understudy::cluster::SnapshotPtr)
Q_DECLARE_METATYPE(understudy::cluster::InstanceName)
