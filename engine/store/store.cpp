#include "engine/store/store.hpp"

#include <algorithm>

namespace sagaflow::store {

bool CommitBatch::empty() const {
    return inserts.empty() && updates.empty() && history.empty() && subscribe.empty() &&
           unsubscribe.empty() && claim_keys.empty() && release_keys.empty() && events.empty() &&
           consume.empty() && restore.empty() && effects.empty() && send.empty() && receive.empty();
}

void CommitBatch::release_key(const StartKey& key) {
    const auto claimed = std::find_if(claim_keys.begin(), claim_keys.end(), [&](const auto& row) {
        return row.key == key;
    });
    if (claimed != claim_keys.end()) {
        claim_keys.erase(claimed);
    } else {
        release_keys.push_back(key);
    }
}

Error node_name_taken(const std::string& name) {
    return {
        ErrorCode::kConflict,
        "Expected to join the cluster as node \"" + name +
            "\", but a live process has this name; choose another with --node, or stop that "
            "process first"};
}

}  // namespace sagaflow::store
