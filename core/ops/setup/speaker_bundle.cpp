#include "core/ops/setup/speaker_bundle.h"

#include <fmt/format.h>
#include <QCryptographicHash>
#include <QFile>

#include "core/ops/setup/setup_files.h"

/// Outside of any namespace, as Qt wants it; a static library's resources are not there by themselves.
static void makeResources() {
    Q_INIT_RESOURCE(node);
}

namespace understudy::ops {
namespace {

using base::failure;
using base::Result;

Result<std::string> readFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return failure(fmt::format("{} cannot be read: {}", path, file.errorString().toStdString()));
    return file.readAll().toStdString();
}

std::string sumOf(const std::string& octets) {
    const QByteArrayView view{octets.data(), static_cast<qsizetype>(octets.size())};
    return QCryptographicHash::hash(view.toByteArray(), QCryptographicHash::Sha256).toHex().toStdString();
}

/// Of an ELF program: e_machine, at offset 18, in the order of the octet at offset 5.
std::string machineOf(const std::string& program) {
    constexpr std::size_t at = 18;
    if (program.size() < at + 2 || !program.starts_with("\x7f"
                                                        "ELF"))
        return "an unknown machine";
    const auto low = static_cast<unsigned char>(program[at]);
    const auto high = static_cast<unsigned char>(program[at + 1]);
    const int machine = program[5] == 2 ? low << 8 | high : high << 8 | low;
    switch (machine) {
    case 62:
        return "x86_64";
    case 183:
        return "aarch64";
    case 243:
        return "riscv64";
    default:
        return "an unknown machine";
    }
}

std::string startedFrom(std::string text, const std::string& path) {
    constexpr std::string_view packaged = "/usr/sbin/understudyd";
    if (const auto at = text.find(packaged); at != std::string::npos)
        text.replace(at, packaged.size(), path);
    return text;
}

} // namespace

Result<SpeakerBundle> loadSpeakerBundle(const std::string& folder) {
    makeResources();
    auto daemon = readFile(folder + "/understudyd");
    auto client = readFile(folder + "/understudyc");
    auto unit = readFile(":/node/understudyd.service");
    auto init = readFile(":/node/understudyd.init");
    for (const auto* part : {&daemon, &client, &unit, &init}) {
        if (!*part)
            return tl::make_unexpected(part->error());
    }
    SpeakerBundle bundle;
    bundle.machine = machineOf(*daemon);
    bundle.daemonSum = sumOf(*daemon);
    bundle.clientSum = sumOf(*client);
    bundle.daemon = *std::move(daemon);
    bundle.client = *std::move(client);
    bundle.unit = startedFrom(*unit, understudydProgram);
    bundle.init = startedFrom(*init, understudydProgram);
    return bundle;
}

} // namespace understudy::ops
