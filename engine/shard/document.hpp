// Stored rows as the API shows them: for nodes that read an instance without owning it. Pure;
// safe from any thread.
#pragma once

#include "engine/core/result.hpp"
#include "engine/kernel/why/why.hpp"
#include "engine/model/instance_state.hpp"
#include "engine/shard/catalog.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

// The state that a stored row and the history after its image amount to.
Result<InstanceState> state_of(const store::StoredInstance& stored);
// The instance document of http-api, with the sentence that tells why it is where it is.
Result<Json> document_of(
    const store::StoredInstance& stored, const Catalog& catalog, Timestamp now
);
// The sentence for a list: from the row alone, so without what only the history knows.
kernel::Why why_of(const store::InstanceRow& row, const Catalog& catalog, Timestamp now);
// The events of the rows as a JSON array, oldest first.
Result<Json> history_events(const std::vector<store::HistoryRow>& rows);

}  // namespace sagaflow
