// What a client asks of many instances: read, checked, and matched against what is stored.
#pragma once

#include "api/bulk/bulk_desk.hpp"
#include "api/route.hpp"

namespace sagaflow::api {

struct BulkOrder {
    std::string action;
    Json filter;
    Json arguments;
    std::string reason;
    std::optional<std::string> plan_hash;
    bool even_if_moved = false;
};
// `plan`: a plan is asked for, which needs neither reason nor hash.
Checked<BulkOrder> read_bulk_order(const Call& call, bool plan);

// The instances that match now, newest first.
struct BulkMatched {
    InstanceId id;
    InstanceStatus status = InstanceStatus::kRunning;
    std::uint64_t seq = 0;  // the event that the list shows it at
};
using BulkMatch = std::vector<BulkMatched>;
Checked<BulkMatch> match_bulk(const Call& call, const BulkOrder& order);

// Keeps what was counted, as a job that nobody has asked for yet, and answers the plan's hash.
Checked<std::string> keep_plan(Context& context, const BulkOrder& order, const BulkMatch& match);
// The job that the plan's hash stands for, running from now on; asked again, the same one.
Checked<store::BulkJob> begin_plan(
    Context& context, const BulkOrder& order, const std::string& actor
);

// The instances of a job.
std::uint64_t total_of(const store::BulkJob& job);
Json bulk_document(const store::BulkJob& job);
Json bulk_item_document(const store::BulkItem& item);
// Whether a job could have this id: what comes from a path or a header may hold any bytes.
bool is_bulk_id(std::string_view id);
Problem no_bulk_here();
Problem unknown_bulk(std::string_view id);

}  // namespace sagaflow::api
