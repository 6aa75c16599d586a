// Holds responses against /openapi.json: route, status, content type and schema must be described.
#pragma once

#include <string>

#include "api/request.hpp"
#include "api/response.hpp"

namespace sagaflow::api {

// Empty when the response is as described; else what is not.
std::string mismatch_with_openapi(const Request& request, const Response& response);

}  // namespace sagaflow::api
