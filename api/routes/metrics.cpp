#include "api/metrics/node_metrics.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_metrics(Call& call) {
    return text_response(200, "text/plain; version=0.0.4", node_metrics(call.context));
}

}  // namespace

Route metrics_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/metrics";
    route.operation = "getMetrics";
    route.tag = "operations";
    route.summary = "Metrics in the Prometheus text format";
    route.description = "Counters restart with the process.";
    route.handler = handle_metrics;
    route.responses = {{200, "Metrics.", "text/plain", ""}};
    return route;
}

}  // namespace sagaflow::api
