#include "core/bird/show_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/bird/answers.h"
#include "core/bird/reply_codes.h"
#include "core/bird/shown.h"

namespace understudy::bird {
namespace {

std::string_view activityText(SpeakerView::Activity activity) {
    switch (activity) {
    case SpeakerView::Activity::Running:
        return "Daemon is up and running";
    case SpeakerView::Activity::Reconfiguring:
        return "Reconfiguration in progress";
    case SpeakerView::Activity::ShuttingDown:
        return "Shutdown in progress";
    }
    return {};
}

/// `1048.0  B`, `23.4 kB`: the unit in which the number is below 10000.
std::string sizeText(std::uint64_t bytes) {
    constexpr std::string_view units = " kMGT";
    constexpr std::uint64_t limit = 10'000;
    constexpr std::uint64_t most = std::uint64_t{1} << 58;
    auto tenths = std::min(bytes, most) * 10;
    std::size_t unit = 0;
    for (; tenths >= limit * 10 && unit + 1 < units.size(); ++unit)
        tenths = (tenths + 512) / 1024;
    return fmt::format("{:4}.{} {}B", tenths / 10, tenths % 10, units[unit]);
}

std::string memoryLine(std::string_view what, std::uint64_t effective, std::uint64_t overhead) {
    return fmt::format("{:<17} {}   {}", fmt::format("{}:", what), sizeText(effective), sizeText(overhead));
}

} // namespace

void writeStatus(ReplyWriter& writer, const SpeakerView& speaker, const ShownTimes& times) {
    const auto shown = [&](base::WallTime time) {
        return formatTime(time, speaker.now, times.base);
    };
    writer.line(codeVersion, productAndVersion(speaker.version));
    writer.line(codeStatus, fmt::format("Router ID is {}", speaker.routerId.toString()));
    writer.line(codeStatus, fmt::format("Hostname is {}", speaker.hostname));
    writer.line(codeStatus, fmt::format("Current server time is {}", shown(speaker.now)));
    writer.line(codeStatus, fmt::format("Last reboot on {}", shown(speaker.lastReboot)));
    writer.line(codeStatus, fmt::format("Last reconfiguration on {}", shown(speaker.lastReconfiguration)));
    if (const auto& recovery = speaker.recovery) {
        writer.line(codeRecovery, "Graceful restart recovery in progress");
        writer.line(codeRecovery, fmt::format("  Waiting for {} channels to recover", recovery->channels));
        writer.line(codeRecovery,
                    fmt::format("  Wait timer is {}", timerText({recovery->left, recovery->whole})));
    }
    writer.last(codeActivity, activityText(speaker.activity));
}

void writeMemory(ReplyWriter& writer, const MemoryView& memory) {
    writer.line(codeMemory, "BIRD memory usage");
    writer.line(codeMemory, fmt::format("{:<17} Effective    Overhead", ""));
    std::uint64_t effective = 0;
    std::uint64_t overhead = 0;
    for (const auto& part : memory.parts) {
        writer.line(codeMemory, memoryLine(part.what, part.effectiveBytes, part.overheadBytes));
        effective += part.effectiveBytes;
        overhead += part.overheadBytes;
    }
    writer.line(codeMemory, memoryLine("Total", effective, overhead));
    writer.end();
}

void writeHelp(ReplyWriter& writer) {
    constexpr std::array<std::string_view, 20> commands{
        "show status",
        "show protocols [all] [NAME | \"PATTERN\"]",
        "show route [[for] NETWORK | for ADDRESS] [all] [table NAME] [export NAME] [protocol NAME] [primary] "
        "[count]",
        "show interfaces [summary]",
        "show memory",
        "enable NAME | \"PATTERN\" | all",
        "disable NAME | \"PATTERN\" | all [\"MESSAGE\"]",
        "restart NAME | \"PATTERN\" | all [\"MESSAGE\"]",
        "reload [in | out] NAME | \"PATTERN\" | all",
        "drain NAME | \"PATTERN\" | all [withdraw | graceful-shutdown]",
        "undrain NAME | \"PATTERN\" | all",
        "configure [soft] [\"FILE\"] [timeout [SECONDS]]",
        "configure check [\"FILE\"]",
        "configure confirm",
        "configure undo",
        "timeformat iso short | long [ms | us]",
        "timeformat \"FORMAT\" [SECONDS \"FORMAT\"]",
        "restrict",
        "down",
        "help",
    };
    for (const auto command : commands)
        writer.line(codeHelp, command);
    writer.end();
}

} // namespace understudy::bird
