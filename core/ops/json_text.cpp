#include "core/ops/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QFile>
#include <QSaveFile>

#include "core/ops/json_locator.h"

namespace understudy::ops {

using base::failure;
using nlohmann::ordered_json;

base::Result<ordered_json> parseJson(const std::string& text, const std::string& source,
                                     const std::string& expected) {
    try {
        return ordered_json::parse(text);
    } catch (const ordered_json::parse_error& error) {
        const auto offset = error.byte == 0 ? 0 : error.byte - 1;
        return failure(fmt::format("{}:{}: not valid JSON: expected {}; the text breaks off or is wrong near "
                                   "byte {}",
                                   source, lineOfOffset(text, offset), expected, error.byte));
    } catch (const ordered_json::exception&) {
        return failure(
            fmt::format("{}: not valid JSON: expected {}; a number in it is too large", source, expected));
    }
}

base::Result<std::string> readTextFile(const std::string& path, std::int64_t maxSize,
                                       const std::string& what) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return failure(fmt::format("{}: cannot be opened: {}", path, file.errorString().toStdString()));
    const auto bytes = file.read(maxSize + 1);
    if (file.error() != QFileDevice::NoError)
        return failure(fmt::format("{}: cannot be read: {}", path, file.errorString().toStdString()));
    if (bytes.size() > maxSize)
        return failure(fmt::format("{}: too large for {} (over {} MiB)", path, what, maxSize >> 20));
    return bytes.toStdString();
}

base::Result<void> saveTextFile(const std::string& path, const std::string& text) {
    QSaveFile file(QString::fromStdString(path));
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size || !file.commit())
        return failure(fmt::format("{}: cannot be saved: {}; the file is unchanged", path,
                                   file.errorString().toStdString()));
    return {};
}

} // namespace understudy::ops
