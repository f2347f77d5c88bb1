// `show status`, `show protocols [all]`, `show interfaces [summary]`, `show memory`, `help`: whole replies,
// laid out as BIRD 2.0.12 does.
#pragma once

#include <span>

#include "core/bird/reply_writer.h"
#include "core/bird/speaker_view.h"
#include "core/bird/time_format.h"

namespace understudy::bird {

void writeStatus(ReplyWriter& writer, const SpeakerView& speaker, const ShownTimes& times);

/// Those that were chosen, in this order; with `all`, their details. None: noProtocolsMatch(). `now`: for
/// times that change their look with age.
void writeProtocols(ReplyWriter& writer, std::span<const ProtocolView> protocols, bool all,
                    base::WallTime now, const ShownTimes& times);

void writeInterfaces(ReplyWriter& writer, std::span<const InterfaceView> interfaces);
void writeInterfaceSummary(ReplyWriter& writer, std::span<const InterfaceView> interfaces);

void writeMemory(ReplyWriter& writer, const MemoryView& memory);

/// The commands that there are.
void writeHelp(ReplyWriter& writer);

} // namespace understudy::bird
