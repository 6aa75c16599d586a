#include "engine/store/store.hpp"

namespace sagaflow::store {

bool CommitBatch::empty() const {
    return inserts.empty() && updates.empty() && history.empty() && subscribe.empty() &&
           unsubscribe.empty() && claim_keys.empty() && release_keys.empty() && events.empty() &&
           consume.empty() && restore.empty() && send.empty() && receive.empty();
}

}  // namespace sagaflow::store
