// The lines by which a command is answered that shows nothing: BIRD's codes and words (doc/reply_codes).
// Those about one protocol are lines of a reply that end() ends; the others say below if they are not the
// last.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/bird/reply.h"

namespace understudy::bird {

/// `0001 BIRD 2.0.0 (understudyd VERSION) ready.`; see parseGreeting().
ReplyLine greeting(std::string_view version);
/// `BIRD 2.0.0 (understudyd VERSION)`: what old scripts look for, and the truth.
std::string productAndVersion(std::string_view version);

// Protocols, one line each.
ReplyLine alreadyDisabled(std::string_view protocol); ///< 0008
ReplyLine disabled(std::string_view protocol);        ///< 0009
ReplyLine alreadyEnabled(std::string_view protocol);  ///< 0010
ReplyLine enabled(std::string_view protocol);         ///< 0011
ReplyLine restarted(std::string_view protocol);       ///< 0012
ReplyLine reloading(std::string_view protocol);       ///< 0015
ReplyLine reloadFailed(std::string_view protocol);    ///< 8006, not an error of the whole command
/// 0090 and 0091, additions of understudyd: what it announces was withdrawn, or is asked to be avoided,
/// before maintenance; and is announced as ever.
ReplyLine draining(std::string_view protocol);
ReplyLine undraining(std::string_view protocol);

// Configuration.
ReplyLine readingConfiguration(std::string_view file); ///< 0002, not the last
ReplyLine undoScheduled(std::chrono::seconds after);   ///< 0022, not the last
ReplyLine undoRequested();                             ///< 0021, not the last
ReplyLine reconfigured();                              ///< 0003
ReplyLine reconfigurationInProgress();                 ///< 0004
ReplyLine reconfigurationIgnored();                    ///< 0006: the daemon is shutting down
ReplyLine reconfigurationConfirmed();                  ///< 0018
ReplyLine nothingToDo();                               ///< 0019
ReplyLine configurationOk();                           ///< 0020
/// 8002: `where` is `file:line:column`.
ReplyLine configurationError(std::string_view where, std::string_view what);

ReplyLine shutdownRequested(); ///< 0007
ReplyLine accessRestricted();  ///< 0016: the answer to `restrict`

// Refusals.
ReplyLine commandFailed(std::string_view what); ///< 8000: a sentence
ReplyLine networkNotFound();                    ///< 8001: `show route` has no such network
ReplyLine noProtocolsMatch();                   ///< 8003: no name matches the pattern
ReplyLine protocolIsDown();                     ///< 8005: it exports nothing
ReplyLine accessDenied();                       ///< 8007: the connection is restricted
ReplyLine commandTooLong();                     ///< 9000: over maxCommandBytes
ReplyLine notAProtocol(std::string_view name);  ///< 9001: no protocol has the name
ReplyLine parseError(std::string_view what);    ///< 9001

} // namespace understudy::bird
