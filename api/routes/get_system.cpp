#include <cmath>

#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/stream/change_hub.hpp"

namespace sagaflow::api {
namespace {

Json node_document(const Context& context, const EngineFigures& figures, Timestamp now) {
    const Settings& settings = context.settings;
    return {
        {"name", settings.node},
        {"version", SAGAFLOW_VERSION},
        {"startedAt", format_timestamp(settings.started_at)},
        {"uptimeSeconds", (now - settings.started_at).ms / 1'000},
        {"draining", figures.draining},
        {"shardsOwned", figures.shards_owned},
        {"mailboxDepth", figures.mailbox_depth},
        {"callsInFlight", figures.calls_in_flight},
        {"residentInstances", figures.resident_instances},
        {"residentBytes", figures.resident_bytes},
        {"commits", figures.commits},
        {"commitsFailed", figures.commits_failed},
        {"transitions", figures.transitions},
        {"waitingStarts", context.waits.load()},
        {"openStreams", context.changes ? context.changes->open_readers() : 0}};
}

// Owners in order of their names; shards that nobody owns stand under "".
std::map<std::string, Json> shards_by_owner(const std::vector<store::ShardRow>& rows) {
    std::map<std::string, Json> owners;
    for (const store::ShardRow& row : rows) {
        owners.try_emplace(row.owner, Json::array()).first->second.push_back(row.shard.value);
    }
    return owners;
}

Json nodes_document(
    const std::vector<store::NodeRow>& rows,
    const std::map<std::string, Json>& owners,
    const std::string& self
) {
    Json list = Json::array();
    for (const store::NodeRow& row : rows) {
        const auto owned = owners.find(row.name);
        list.push_back(
            {{"name", row.name},
             {"address", row.address},
             {"leaseUntil", format_timestamp(row.expires_at)},
             {"expired", row.expired},
             {"draining", row.draining},
             {"self", row.name == self},
             {"shards", owned == owners.end() ? Json::array() : owned->second}}
        );
    }
    return list;
}

Json shards_document(const std::map<std::string, Json>& owners, std::size_t count) {
    Json by_owner = Json::array();
    Json unowned = Json::array();
    for (const auto& [owner, shards] : owners) {
        if (owner.empty())
            unowned = shards;
        else
            by_owner.push_back({{"owner", owner}, {"shards", shards}});
    }
    return {{"count", count}, {"byOwner", std::move(by_owner)}, {"unowned", std::move(unowned)}};
}

// Names and what the checker knows of them: no address and no header, which may hold secrets.
Json connections_document(const Settings& settings) {
    std::map<std::string, Json> sorted;
    if (settings.check.connections != nullptr) {
        for (const auto& [name, traits] : *settings.check.connections) {
            sorted[name] = {
                {"name", name},
                {"connector", traits.connector},
                {"timeoutMs", traits.timeout ? Json(traits.timeout->ms) : Json()},
                {"idempotent", traits.idempotent}};
        }
    }
    Json list = Json::array();
    for (auto& [name, connection] : sorted) list.push_back(std::move(connection));
    return list;
}

Json away_document(const Error& error) { return {{"available", false}, {"error", error.message}}; }

// In tenths: more would only be noise.
double rounded_ms(std::chrono::duration<double, std::milli> span) {
    return std::round(span.count() * 10) / 10;
}

Json database_document(store::Queries& queries) {
    const auto start = std::chrono::steady_clock::now();
    if (const Status pinged = queries.ping(); !pinged.ok()) return away_document(pinged.error());
    const std::chrono::duration<double, std::milli> ping = std::chrono::steady_clock::now() - start;
    auto figures = queries.database_figures();
    if (!figures.ok()) return away_document(figures.error());
    Json migrations = Json::array();
    for (const store::MigrationRow& row : figures->migrations) {
        migrations.push_back(
            {{"version", row.version},
             {"name", row.name},
             {"appliedAt", format_timestamp(row.applied_at)}}
        );
    }
    return {
        {"available", true},
        {"version", figures->version},
        {"sizeBytes", figures->size_bytes},
        {"connections", figures->connections},
        {"pingMs", rounded_ms(ping)},
        {"migrations", std::move(migrations)}};
}

// Also while the database is away: that is when somebody looks here.
Response handle_get_system(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    Context& context = call.context;
    const Timestamp now = context.clock.now();
    const EngineFigures figures = context.engine.figures();
    const auto nodes = context.queries.nodes();
    const auto shards = context.queries.shards();
    const auto owners =
        shards_by_owner(shards.ok() ? shards.value() : std::vector<store::ShardRow>{});
    Json document = Json::object();
    document["at"] = format_timestamp(now);
    document["node"] = node_document(context, figures, now);
    document["nodes"] =
        nodes.ok() ? nodes_document(nodes.value(), owners, context.settings.node) : Json::array();
    document["shards"] = shards_document(owners, figures.shard_count);
    document["connections"] = connections_document(context.settings);
    document["database"] = database_document(context.queries);
    return json_response(200, document);
}

}  // namespace

Route get_system_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/system";
    route.operation = "getSystem";
    route.tag = "operations";
    route.summary = "Nodes, shards, connections, database and this node";
    route.description =
        "What the answering node and its database know. Answered also while the database is away: "
        "then `database.available` is false, and nodes and shards are empty.";
    route.handler = handle_get_system;
    route.responses = {{200, "The system.", "application/json", "System"}};
    return route;
}

}  // namespace sagaflow::api
