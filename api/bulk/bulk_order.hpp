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
};
// `plan`: a plan is asked for, which needs neither reason nor hash.
Checked<BulkOrder> read_bulk_order(const Call& call, bool plan);

// The instances that match now, newest first, with their status.
using BulkMatch = std::vector<std::pair<InstanceId, InstanceStatus>>;
Checked<BulkMatch> match_bulk(const Call& call, const BulkOrder& order);
// Over the action, its arguments and exactly these instances.
std::string bulk_hash(const BulkOrder& order, const BulkMatch& match);

Json bulk_document(const store::BulkJob& job);
Json bulk_item_document(const store::BulkItem& item);
Problem no_bulk_here();
Problem unknown_bulk(std::string_view id);

}  // namespace sagaflow::api
