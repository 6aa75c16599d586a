// The head of a request as it goes over the wire. Pure.
#pragma once

#include <string>

#include "connectors/http/outgoing_request.hpp"

namespace sagaflow::http {

// Into `out`, which keeps its storage from request to request.
void write_head(std::string& out, const OutgoingRequest& request);

}  // namespace sagaflow::http
