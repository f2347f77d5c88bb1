#include "core/ops/cluster_file.h"

#include <random>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QFile>
#include <QSaveFile>

#include "core/base/text.h"
#include "core/ops/cluster_json.h"
#include "core/ops/json_locator.h"
#include "core/ops/json_reader.h"

namespace understudy::ops {
namespace {

using base::failure;
using base::Result;
using nlohmann::ordered_json;

/// A cluster of 1,000 instances takes about 0.5 MB.
constexpr qint64 maxFileSize = 16 << 20;

Result<ordered_json> parseJson(const std::string& text, const std::string& path) {
    try {
        return ordered_json::parse(text);
    } catch (const ordered_json::parse_error& error) {
        const auto offset = error.byte == 0 ? 0 : error.byte - 1;
        return failure(fmt::format("{}:{}: not valid JSON: expected a cluster file (JSON, \"format\": "
                                   "\"understudy-cluster\"); the text breaks off or is wrong near byte {}",
                                   path, lineOfOffset(text, offset), error.byte));
    }
}

constexpr std::string_view emptyFile = "{}";

/// So that two clusters of one name do not share their passwords in the keyring.
std::string newIdFor(const std::string& name) {
    constexpr std::size_t longestName = 48; // an id has at most 64 bytes
    std::random_device random;
    return fmt::format("{}-{:08x}", base::sanitized(name, longestName), random());
}

} // namespace

ClusterFile::ClusterFile(std::string path, std::string text, cluster::Cluster cluster)
    : m_path(std::move(path)), m_text(std::move(text)), m_cluster(std::move(cluster)) {}

Result<ClusterFile> ClusterFile::load(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return failure(fmt::format("{}: cannot be opened: {}", path, file.errorString().toStdString()));
    const auto bytes = file.read(maxFileSize + 1);
    if (file.error() != QFileDevice::NoError)
        return failure(fmt::format("{}: cannot be read: {}", path, file.errorString().toStdString()));
    if (bytes.size() > maxFileSize)
        return failure(
            fmt::format("{}: too large for a cluster file (over {} MiB)", path, maxFileSize >> 20));
    return parse(bytes.toStdString(), path);
}

Result<ClusterFile> ClusterFile::parse(std::string text, const std::string& path) {
    const auto document = parseJson(text, path);
    if (!document)
        return tl::make_unexpected(document.error());
    JsonReader reader{*document, text, path};
    auto cluster = clusterFromJson(reader, folderOf(path));
    if (reader.error())
        return tl::make_unexpected(*reader.error());
    return ClusterFile{path, std::move(text), std::move(cluster)};
}

ClusterFile ClusterFile::create(const std::string& path, cluster::Cluster cluster) {
    return {path, std::string{emptyFile}, std::move(cluster)};
}

cluster::Cluster ClusterFile::identified(cluster::Cluster cluster) const {
    if (cluster.id)
        return cluster;
    if (m_cluster.id)
        cluster.id = m_cluster.id;
    else if (m_text == emptyFile)
        cluster.id = newIdFor(cluster.name);
    else if (cluster.name != m_cluster.name)
        cluster.id = m_cluster.name;
    return cluster;
}

Result<void> ClusterFile::save(const cluster::Cluster& cluster) {
    auto document = parseJson(m_text, m_path);
    if (!document)
        return tl::make_unexpected(document.error());
    updateJson(*document, m_cluster, identified(cluster), folderOf(m_path));
    auto text = document->dump(2) + "\n";
    const auto readBack = parse(text, m_path);
    if (!readBack)
        return failure(fmt::format("not saved, the cluster is not valid: {}", readBack.error().what));

    QSaveFile file(QString::fromStdString(m_path));
    const bool written =
        file.open(QIODevice::WriteOnly) &&
        file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size()) &&
        file.commit();
    if (!written)
        return failure(fmt::format("{}: cannot be saved: {}; the file is unchanged", m_path,
                                   file.errorString().toStdString()));
    m_text = std::move(text);
    m_cluster = readBack->cluster();
    return {};
}

} // namespace understudy::ops
