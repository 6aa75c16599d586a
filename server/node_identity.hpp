// Who this node is, across restarts: its name, and the incarnations of the processes before it.
//
// Kept in DATA_DIR/node.json under a lock that the kernel frees when the process dies. Whoever
// holds the lock therefore knows that the former incarnations are dead, and may take their shards
// at once instead of waiting for a lease to run out. There may be several: one that died before its
// first heartbeat has not given up what the one before it held.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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
    // Of this name, newest last.
    const std::vector<std::string>& dead_incarnations() const { return dead_incarnations_; }

private:
    NodeIdentity() = default;
    Status keep(const std::filesystem::path& file) const;

    int lock_ = -1;
    std::string name_;
    std::string incarnation_;
    std::vector<std::string> dead_incarnations_;
};

}  // namespace sagaflow::server
