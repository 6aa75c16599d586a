// Nodes, shard leases and definitions of the memory store.
#include <algorithm>

#include "engine/store/memory/memory_database.hpp"

namespace sagaflow::store {

bool MemoryDatabase::is_alive(const std::string& name, const std::string& incarnation) const {
    const auto node = nodes_.find(name);
    return node != nodes_.end() && node->second.incarnation == incarnation &&
           node->second.expires_at > clock_.now();
}

ClusterView MemoryDatabase::view() const {
    ClusterView view;
    for (const auto& [name, node] : nodes_) {
        view.nodes.push_back(node);
        view.nodes.back().expired = node.expires_at <= clock_.now();
    }
    view.shards = shards_;
    view.definitions = definitions_.size();
    return view;
}

Result<ClusterView> MemoryDatabase::heartbeat(NodeRow node, Duration lease) {
    const std::lock_guard lock(mutex_);
    const auto other = nodes_.find(node.name);
    if (other != nodes_.end() && other->second.incarnation != node.incarnation &&
        other->second.expires_at > clock_.now()) {
        return node_name_taken(node.name);
    }
    node.expires_at = clock_.now() + lease;
    node.expired = false;
    nodes_[node.name] = std::move(node);
    return view();
}

std::vector<Fence> MemoryDatabase::acquire(
    const std::string& node, const std::string& incarnation, const std::vector<ShardRow>& seen
) {
    const std::lock_guard lock(mutex_);
    std::vector<Fence> taken;
    for (const ShardRow& wanted : seen) {
        if (wanted.shard.value >= shards_.size()) continue;
        ShardRow& shard = shards_[wanted.shard.value];
        const bool free = shard.owner.empty() || shard.owner == node ||
                          !is_alive(shard.owner, shard.owner_incarnation);
        if (shard.epoch != wanted.epoch || !free) continue;
        shard.epoch.value += 1;
        shard.owner = node;
        shard.owner_incarnation = incarnation;
        taken.push_back({shard.shard, shard.epoch});
    }
    return taken;
}

void MemoryDatabase::release(const std::vector<Fence>& shards) {
    const std::lock_guard lock(mutex_);
    for (const Fence& fence : shards) {
        if (fence.shard.value >= shards_.size()) continue;
        ShardRow& shard = shards_[fence.shard.value];
        if (shard.epoch != fence.epoch) continue;
        shard.owner.clear();
        shard.owner_incarnation.clear();
    }
}

void MemoryDatabase::leave(const std::string& node, const std::string& incarnation) {
    const std::lock_guard lock(mutex_);
    std::erase_if(nodes_, [&](const auto& entry) {
        return entry.first == node && entry.second.incarnation == incarnation;
    });
    for (ShardRow& shard : shards_) {
        if (shard.owner != node || shard.owner_incarnation != incarnation) continue;
        shard.owner.clear();
        shard.owner_incarnation.clear();
    }
}

std::vector<DefinitionRow> MemoryDatabase::load_definitions(std::uint64_t known) const {
    const std::lock_guard lock(mutex_);
    std::vector<DefinitionRow> rows;
    for (const auto& [row, order] : definitions_) {
        if (order > known) rows.push_back(row);
    }
    return rows;
}

DeployOutcome MemoryDatabase::deploy(
    const std::string& saga, const std::string& content_hash, const std::string& source
) {
    const std::lock_guard lock(mutex_);
    int version = 1;
    for (const auto& [row, order] : definitions_) {
        if (row.saga != saga) continue;
        if (row.content_hash == content_hash) return {row.version, false, row.created_at};
        version = std::max(version, row.version + 1);
    }
    const Timestamp now = clock_.now();
    definitions_.push_back(
        {DefinitionRow{saga, version, content_hash, source, now}, definitions_.size() + 1}
    );
    return {version, true, now};
}

std::vector<DefinitionRow> MemoryDatabase::definitions() const {
    const std::lock_guard lock(mutex_);
    std::vector<DefinitionRow> rows;
    for (const auto& [row, order] : definitions_) rows.push_back(row);
    std::sort(rows.begin(), rows.end(), [](const DefinitionRow& a, const DefinitionRow& b) {
        return a.saga != b.saga ? a.saga < b.saga : a.version > b.version;
    });
    return rows;
}

std::vector<NodeRow> MemoryDatabase::nodes() const {
    const std::lock_guard lock(mutex_);
    return view().nodes;
}

std::vector<ShardRow> MemoryDatabase::shards() const {
    const std::lock_guard lock(mutex_);
    return shards_;
}

}  // namespace sagaflow::store
