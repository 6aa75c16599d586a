// The filters of GET /v1/instances: query parameters to a store filter, unknown values refused.
#pragma once

#include "api/query/parameters.hpp"
#include "api/route.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::api {

// The names that the list takes, `limit` and `cursor` among them.
const std::vector<std::string>& instance_parameters();
// Adds its refusals to `parameters`.
store::InstanceFilter read_instance_filter(Parameters& parameters);
std::vector<ParameterDoc> instance_filter_docs();

}  // namespace sagaflow::api
