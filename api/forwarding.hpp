// Sends a request on to the node that owns its instance, or says why that cannot be done.
#pragma once

#include "api/route.hpp"

namespace sagaflow::api {

// The owner's answer; 503 with Retry-After when the owner is unknown or away, or when this request
// has been forwarded already (ownership is moving; the caller tries again).
Response forward_to(Call& call, const std::string& owner_address);
Response forward_to(Call& call, const std::string& owner_address, const Request& request);

}  // namespace sagaflow::api
