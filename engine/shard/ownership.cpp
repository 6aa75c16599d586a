#include "engine/shard/ownership.hpp"

namespace sagaflow {

Ownership::Ownership(std::size_t shard_count)
    : count_(shard_count), epochs_(std::make_unique<std::atomic<std::int64_t>[]>(shard_count)) {
    ENSURE(shard_count > 0 && shard_count <= 4096, "shard_count");
}

std::optional<Epoch> Ownership::epoch(ShardId shard) const {
    if (shard.value >= count_) return std::nullopt;
    const std::int64_t value = epochs_[shard.value].load(std::memory_order_acquire);
    return value == 0 ? std::nullopt : std::optional<Epoch>(Epoch{value});
}

std::vector<ShardId> Ownership::owned() const {
    std::vector<ShardId> shards;
    for (std::size_t i = 0; i < count_; ++i) {
        const ShardId shard{static_cast<std::uint16_t>(i)};
        if (owns(shard)) shards.push_back(shard);
    }
    return shards;
}

void Ownership::gain(ShardId shard, Epoch epoch) {
    ENSURE(shard.value < count_ && epoch.value > 0, "a known shard and a real epoch");
    if (epochs_[shard.value].exchange(epoch.value, std::memory_order_acq_rel) == 0) ++owned_;
}

void Ownership::lose(ShardId shard) {
    ENSURE(shard.value < count_, "a known shard");
    if (epochs_[shard.value].exchange(0, std::memory_order_acq_rel) != 0) --owned_;
}

}  // namespace sagaflow
