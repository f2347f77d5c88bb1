#include "core/ops/cluster_file.h"

#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/ops/cluster_json.h"
#include "core/ops/json_reader.h"
#include "core/ops/json_text.h"

namespace understudy::ops {
namespace {

using base::failure;
using base::Result;
using nlohmann::ordered_json;

/// A cluster of 1,000 instances takes about 0.5 MB.
constexpr std::int64_t maxFileSize = 16 << 20;

Result<ordered_json> parseClusterJson(const std::string& text, const std::string& path) {
    return parseJson(text, path, "a cluster file (JSON, \"format\": \"understudy-cluster\")");
}

constexpr std::string_view emptyFile = "{}";

/// So that two clusters of one name do not share their passwords in the keyring.
std::string newIdFor(const std::string& name) {
    constexpr std::size_t longestName = 48; // an id has at most 64 bytes
    return fmt::format("{}-{}", base::sanitized(name, longestName), base::randomWord().substr(0, 8));
}

} // namespace

ClusterFile::ClusterFile(std::string path, std::string text, cluster::Cluster cluster)
    : m_path(std::move(path)), m_text(std::move(text)), m_cluster(std::move(cluster)) {}

Result<ClusterFile> ClusterFile::load(const std::string& path) {
    auto text = readTextFile(path, maxFileSize, "a cluster file");
    if (!text)
        return tl::make_unexpected(text.error());
    return parse(*std::move(text), path);
}

Result<ClusterFile> ClusterFile::parse(std::string text, const std::string& path) {
    const auto document = parseClusterJson(text, path);
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
    auto document = parseClusterJson(m_text, m_path);
    if (!document)
        return tl::make_unexpected(document.error());
    updateJson(*document, m_cluster, identified(cluster), folderOf(m_path));
    auto text = document->dump(2) + "\n";
    const auto readBack = parse(text, m_path);
    if (!readBack)
        return failure(fmt::format("not saved, the cluster is not valid: {}", readBack.error().what));

    if (const auto saved = saveTextFile(m_path, text); !saved)
        return saved;
    m_text = std::move(text);
    m_cluster = readBack->cluster();
    return {};
}

} // namespace understudy::ops
