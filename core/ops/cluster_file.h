// NAME.understudy: the cluster file (JSON, format "understudy-cluster", version 1). Holds no secret.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/cluster/cluster.h"

namespace understudy::ops {

/// A cluster file as it stands on the disk, with all the keys that this program does not know.
class ClusterFile {
public:
    /// Errors name the file, the line, the JSON path and what is expected there.
    static base::Result<ClusterFile> load(const std::string& path);
    /// The same from text; `path` is for errors and for what relative paths are relative to.
    static base::Result<ClusterFile> parse(std::string text, const std::string& path);
    /// A new cluster that is not on the disk yet.
    static ClusterFile create(const std::string& path, cluster::Cluster cluster);

    const std::string& path() const { return m_path; }
    const cluster::Cluster& cluster() const { return m_cluster; }

    /// Writes the cluster over the file, atomically: the old file or the new one, never a part. What did not
    /// change is left as it was written, unknown keys are kept. A new cluster gets an id, and one that is
    /// renamed keeps its old name as its id. Refuses a cluster that could not be read back.
    base::Result<void> save(const cluster::Cluster& cluster);

private:
    ClusterFile(std::string path, std::string text, cluster::Cluster cluster);
    cluster::Cluster identified(cluster::Cluster cluster) const;

    std::string m_path;
    std::string m_text; ///< as on the disk; `{}` for a new one
    cluster::Cluster m_cluster;
};

} // namespace understudy::ops
