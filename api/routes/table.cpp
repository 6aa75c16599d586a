#include "api/routes/table.hpp"

namespace sagaflow::api {

// Hot routes first: the router looks from the top.
const std::vector<Route>& route_table() {
    static const std::vector<Route> table{
        start_instance_route(), publish_events_route(), get_instance_route(),
        start_batch_route(),    list_instances_route(), get_history_route(),
        retry_route(),          skip_route(),           compensate_route(),
        cancel_route(),         terminate_route(),      pause_route(),
        resume_route(),         resolve_route(),        deploy_saga_route(),
        variables_route(),      rewind_route(),         list_effects_route(),
        get_effects_route(),    start_bulk_route(),     list_bulk_route(),
        get_bulk_route(),       stop_bulk_route(),      validate_saga_route(),
        list_sagas_route(),     get_saga_route(),       get_saga_version_route(),
        list_events_route(),    healthz_route(),        readyz_route(),
        metrics_route(),        openapi_route(),        stream_instances_route(),
        get_system_route(),     get_attention_route(),  saga_schema_route(),
        start_page_route(),     web_ui_route(),
    };
    return table;
}

}  // namespace sagaflow::api
