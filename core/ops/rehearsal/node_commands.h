// Commands to several nodes at once, and their answers.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include <QObject>

#include "core/ops/engine.h"

namespace understudy::ops {

class NodeCommands : public QObject {
    Q_OBJECT

public:
    using Send = std::function<IntentId(const cluster::InstanceName&)>;
    using Answers = std::map<cluster::InstanceName, IntentResult>;
    using Done = std::function<void(const Answers&)>;

    explicit NodeCommands(Engine& engine, QObject* parent = nullptr);

    /// Sends one command to each; `done` is called once all have answered, or after the limit with Unknown
    /// for those that have not. One round at a time: a round that has not ended is forgotten.
    void send(const std::vector<cluster::InstanceName>& instances, const Send& send, Done done);

private:
    void take(IntentId intent, const IntentResult& result);
    void finish();

    std::map<IntentId, cluster::InstanceName> m_open;
    Answers m_answers;
    Done m_done;
    std::uint64_t m_round = 0;
};

} // namespace understudy::ops
