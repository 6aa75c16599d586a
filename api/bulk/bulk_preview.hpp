// What a bulk plan tells beside its counts: for the first instances whether the action is possible,
// what it would leave behind, and a sample of them in words. Each is planned as if it were asked
// for alone; their number is bounded, because each plan is a command to the engine.
#pragma once

#include "api/bulk/bulk_order.hpp"

namespace sagaflow::api {

struct BulkPreview {
    std::size_t possible = 0;
    std::size_t refused = 0;
    std::size_t effects_left = 0;       // that would stay outstanding
    std::size_t instances_leaving = 0;  // that would leave some
    Json sample = Json::array();
    std::size_t sample_refused = 0;
};
// Fewer are looked at when one cannot be asked: nobody waits for all of a node that is away.
BulkPreview preview_of(BulkDesk& desk, const BulkOrder& order, const BulkMatch& match);

}  // namespace sagaflow::api
