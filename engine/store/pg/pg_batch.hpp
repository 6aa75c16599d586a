// A commit batch as the calls of one pipeline: BEGIN, the fence, one statement for each kind of row
// that the batch has, COMMIT. Pure.
#pragma once

#include "engine/store/pg/pg_exchange.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

struct PgBatch {
    std::vector<PgCall> calls;
    std::vector<PgStage> stages;  // of each call
};

PgBatch pg_batch(const CommitBatch& batch);

// What the batch's statements say about shards that were lost: for find_lost after a refused fence.
PgCall pg_find_lost(const std::vector<Fence>& fences);

PgStatements pg_batch_statements();

}  // namespace sagaflow::store
