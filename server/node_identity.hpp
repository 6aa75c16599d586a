// Who this node is, across restarts: its name, and the incarnation of the process before this one.
//
// Kept in DATA_DIR/node.json under a lock that the kernel frees when the process dies. Whoever
// holds the lock therefore knows that the former incarnation is dead, and may take its shards at
// once instead of waiting for its lease to run out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/core/result.hpp"

namespace sagaflow::server {

class NodeIdentity {
public:
    // `name` as configured, else the one kept, else a new one from the host's. Errors: kUnavailable
    // when another process works in the data directory.
    static Result<NodeIdentity> claim(
        const std::filesystem::path& data_dir, const std::optional<std::string>& name
    );
    NodeIdentity(NodeIdentity&& other) noexcept;
    NodeIdentity& operator=(NodeIdentity&&) = delete;
    ~NodeIdentity();

    const std::string& name() const { return name_; }
    const std::string& incarnation() const { return incarnation_; }
    const std::string& dead_incarnation() const { return dead_incarnation_; }

private:
    NodeIdentity() = default;
    Status keep(const std::filesystem::path& file) const;

    int lock_ = -1;
    std::string name_;
    std::string incarnation_;
    std::string dead_incarnation_;  // empty: none of this name
};

}  // namespace sagaflow::server
