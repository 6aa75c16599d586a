// Every route of the API. The router dispatches by this table and /openapi.json is made from it.
#pragma once

#include <vector>

#include "api/route.hpp"

namespace sagaflow::api {

const std::vector<Route>& route_table();

// One for each file of this folder.
Route deploy_saga_route();
Route validate_saga_route();
Route list_sagas_route();
Route get_saga_route();
Route get_saga_version_route();
Route start_instance_route();
Route start_batch_route();
Route list_instances_route();
Route get_attention_route();
Route get_instance_route();
Route get_history_route();
Route retry_route();
Route skip_route();
Route compensate_route();
Route cancel_route();
Route terminate_route();
Route pause_route();
Route resume_route();
Route resolve_route();
Route variables_route();
Route rewind_route();
Route list_effects_route();
Route get_effects_route();
Route start_bulk_route();
Route list_bulk_route();
Route get_bulk_route();
Route stop_bulk_route();
Route stream_instances_route();
Route get_system_route();
Route publish_events_route();
Route list_events_route();
Route healthz_route();
Route readyz_route();
Route metrics_route();
Route openapi_route();
Route saga_schema_route();
Route start_page_route();
Route web_ui_route();

}  // namespace sagaflow::api
