// Makes the OpenAPI 3.1 document from the table of routes and openapi/schemas.json. Pure.
#pragma once

#include <vector>

#include "api/route.hpp"

namespace sagaflow::api {

Json openapi_document(const std::vector<Route>& routes);

}  // namespace sagaflow::api
