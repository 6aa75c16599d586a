// The past of an instance: what its history amounts to up to one of its events.
#pragma once

#include "engine/core/time.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::api {

// Makes `stored` what it was right after event `at`, which it must have, and answers that event's
// time. Starts from the image where that is not younger, else from the first event; reads pages of
// the history, so a long one costs some round trips but never one long statement.
Result<Timestamp> roll_back(
    store::StoredInstance& stored, std::uint64_t at, store::Queries& queries
);

}  // namespace sagaflow::api
