#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

// A node without shards is ready while another one lives: it forwards.
bool has_owner(const EngineFigures& figures, const Result<std::vector<store::NodeRow>>& nodes,
               const std::string& self) {
    if (figures.shards_owned > 0) return true;
    if (!nodes.ok()) return false;
    for (const store::NodeRow& node : nodes.value()) {
        if (node.name != self && !node.expired && !node.draining) return true;
    }
    return false;
}

Response handle_readyz(Call& call) {
    const EngineFigures figures = call.context.engine.figures();
    const auto nodes = call.context.queries.nodes();
    const bool database = nodes.ok() && figures.database_available;
    const bool leases = has_owner(figures, nodes, call.context.settings.node);
    const bool ready = database && leases && !figures.draining;
    Json body = {
        {"status", ready ? "ready" : "unavailable"},
        {"checks",
         {{"database", database},
          {"leases", leases},
          {"shardsOwned", figures.shards_owned},
          {"shardCount", figures.shard_count},
          {"draining", figures.draining}}}};
    Response response = json_response(ready ? 200 : 503, body);
    if (!ready) response.with("Retry-After", "2");
    return response;
}

}  // namespace

Route readyz_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/readyz";
    route.operation = "getReadiness";
    route.tag = "operations";
    route.summary = "Readiness: database and leases";
    route.description = "503 with the same document while the node should get no requests.";
    route.handler = handle_readyz;
    route.responses = {
        {200, "Ready.", "application/json", "Readiness"},
        {503, "Not ready; the checks say why.", "application/json", "Readiness"}};
    return route;
}

}  // namespace sagaflow::api
