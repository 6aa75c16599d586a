// Which node should own which shard: rendezvous hashing, computed alike by every node. A node that
// comes or goes moves only the shards that it gains or loses. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/core/ids.hpp"

namespace sagaflow::cluster {

// The name of the node that should own the shard; empty when there is no node.
std::string preferred_owner(ShardId shard, const std::vector<std::string>& nodes);

}  // namespace sagaflow::cluster
