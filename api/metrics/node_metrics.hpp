// /metrics: the engine's figures, the database's counts of live instances, and the API's own.
#pragma once

#include <string>

#include "api/context.hpp"

namespace sagaflow::api {

// While the database is away the gauges that come from it are left out; the rest stays.
std::string node_metrics(Context& context);

}  // namespace sagaflow::api
