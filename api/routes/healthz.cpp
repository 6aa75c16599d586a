#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

// Says that the process serves requests; asks nobody else, so an outage of the database never gets
// the process killed by its supervisor.
Response handle_healthz(Call& call) {
    return json_response(
        200, {{"status", "ok"}, {"version", SAGAFLOW_VERSION}, {"node", call.context.settings.node}}
    );
}

}  // namespace

Route healthz_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/healthz";
    route.operation = "getHealth";
    route.tag = "operations";
    route.summary = "Liveness: the process answers";
    route.description = "Stays 200 while the database is away.";
    route.handler = handle_healthz;
    route.responses = {{200, "Alive.", "application/json", "Health"}};
    return route;
}

}  // namespace sagaflow::api
