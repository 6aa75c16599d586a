// Sends a request on to the node that owns its instance, or says why that cannot be done.
#pragma once

#include "api/route.hpp"

namespace sagaflow::api {

// Who asked: of a forwarded request the client of the node that forwards. Nodes are trusted here,
// as is everybody who can reach a node, until callers have keys.
std::string client_of(const Request& request);

// The owner's answer; 503 with Retry-After when the owner is unknown or away, or when this request
// has been forwarded already (ownership is moving; the caller tries again).
Response forward_to(Call& call, const std::string& owner_address);
Response forward_to(Call& call, const std::string& owner_address, const Request& request);

}  // namespace sagaflow::api
