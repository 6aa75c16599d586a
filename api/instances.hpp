// What the routes of one instance share: its id in the path, waiting for the engine, its documents.
#pragma once

#include "api/forwarding.hpp"
#include "api/pending_reply.hpp"
#include "api/route.hpp"

namespace sagaflow::api {

// The id in the path's first argument; anything that is no id names no instance: 404.
Checked<InstanceId> instance_id_in(const Call& call);
Problem unknown_instance(std::string_view id);

// The answer to "did it happen?" when the engine was not heard in time.
Problem outcome_pending();

// 200/201/202 with the instance document, its ETag and, when it is new, its Location.
Response instance_response(
    int status, const InstanceId& id, std::uint64_t seq, const Json& document
);

// What lists show of an instance: everything but its data. Without the sentence that tells why it
// is where it is.
Json summary_of(const store::InstanceRow& row);

// The last event's number of a stored instance.
std::uint64_t last_seq(const store::StoredInstance& stored);

}  // namespace sagaflow::api
