// Which shards this node may write, and under which epoch. Written by the engine thread, read by
// any.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "engine/core/ids.hpp"

namespace sagaflow {

class Ownership {
public:
    explicit Ownership(std::size_t shard_count);

    std::size_t shard_count() const { return count_; }
    bool owns(ShardId shard) const { return epoch(shard).has_value(); }
    std::optional<Epoch> epoch(ShardId shard) const;
    std::vector<ShardId> owned() const;
    std::size_t owned_count() const { return owned_.load(std::memory_order_relaxed); }

    void gain(ShardId shard, Epoch epoch);
    void lose(ShardId shard);

private:
    std::size_t count_;
    std::unique_ptr<std::atomic<std::int64_t>[]> epochs_;  // 0: not owned
    std::atomic<std::size_t> owned_{0};
};

}  // namespace sagaflow
