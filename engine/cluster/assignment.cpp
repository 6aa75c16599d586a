#include "engine/cluster/assignment.hpp"

namespace sagaflow::cluster {

std::string preferred_owner(ShardId shard, const std::vector<std::string>& nodes) {
    std::string best;
    std::uint64_t best_weight = 0;
    const std::string salt = std::to_string(shard.value);
    for (const std::string& node : nodes) {
        const std::uint64_t weight = stable_hash(salt, stable_hash(node));
        // Equal weights are as good as impossible; the name decides so that all nodes agree.
        if (best.empty() || weight > best_weight || (weight == best_weight && node < best)) {
            best = node;
            best_weight = weight;
        }
    }
    return best;
}

}  // namespace sagaflow::cluster
