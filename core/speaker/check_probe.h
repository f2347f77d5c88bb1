// One try at a service.
#pragma once

#include <functional>
#include <memory>

#include "core/base/result.h"
#include "core/bird/config.h"
#include "core/speaker/hands.h"

namespace understudy::speaker {

/// Ends without a word when it is destroyed.
class CheckProbe {
public:
    /// Why the service is not well, or nothing. Called once, later; it may destroy the probe.
    using Done = std::function<void(base::Result<void>)>;

    virtual ~CheckProbe() = default;
};

/// Begins to try. There is no limit of time here.
std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::TcpCheck& check, CheckProbe::Done done);
std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::HttpCheck& check, CheckProbe::Done done);
/// The program runs without a shell, in a process group of its own, with nothing to read and nowhere to write
/// to, and is killed with that group when the probe ends before it does.
std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::ExecCheck& check, CheckProbe::Done done);

} // namespace understudy::speaker
