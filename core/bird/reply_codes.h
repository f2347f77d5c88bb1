// The reply codes of BIRD's control protocol that both ends use here (BIRD, doc/reply_codes).
#pragma once

namespace understudy::bird {

constexpr int codeWelcome = 1;
constexpr int codeActivity = 13; ///< ends `show status`: "Daemon is up and running"
constexpr int codeCount = 14;
constexpr int codeRestricted = 16;
constexpr int codeRecovery = 24;

constexpr int codeVersion = 1000;
constexpr int codeInterface = 1001;
constexpr int codeProtocol = 1002;
constexpr int codeAddress = 1003;
constexpr int codeFlags = 1004;
constexpr int codeSummary = 1005;
constexpr int codeDetails = 1006; ///< of a protocol
constexpr int codeRoute = 1007;
constexpr int codeRouteType = 1008;
constexpr int codeStatus = 1011;
constexpr int codeAttributes = 1012;
constexpr int codeMemory = 1018;
constexpr int codeHelp = 1099;

constexpr int codeHeading = 2002; ///< of `show protocols`
constexpr int codeSummaryHeading = 2005;

/// 8xxx: it could not be done; 9xxx: it was not understood.
constexpr int firstErrorCode = 8000;

} // namespace understudy::bird
