#include "tests/api/support/api_fixture.hpp"

#include "api/routes/table.hpp"
#include "engine/model/history_event.hpp"
#include "tests/api/support/openapi_check.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kOrder = R"({
  "saga": "order", "description": "An order.",
  "input": {"type": "object", "required": ["orderId"],
            "properties": {"amount": {"type": "integer"}}},
  "key": "${input.orderId}", "start": "done",
  "states": {"done": {"type": "succeed"}}
})";

Error away_error() { return {ErrorCode::kUnavailable, "The database cannot be reached"}; }

Result<Json> read_document(const store::StoredInstance& stored, const Catalog& catalog, Timestamp) {
    EXPECT_NE(catalog.find(stored.row.saga, stored.row.version), nullptr);
    return instance_document(stored.row.id, std::string(to_string(stored.row.status)));
}

}  // namespace

void KeepingLogger::write(
    LogLevel level, std::string_view message, std::initializer_list<LogField> fields
) {
    std::string line = std::string(to_string(level)) + ": " + std::string(message);
    for (const LogField& field : fields) {
        line += " " + std::string(field.name);
        if (const auto* text = std::get_if<std::string_view>(&field.value)) {
            line += "=" + std::string(*text);
        } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
            line += "=" + std::to_string(*number);
        }
    }
    lines_.push_back(std::move(line));
}

void ScriptedEngine::start(StartInstance command, Reply<Started> reply) {
    starts.push_back(command);
    if (on_start) return on_start(command, std::move(reply));
    Started started;
    started.created = true;
    started.id = some_id(starts.size());
    started.seq = 3;
    started.document = instance_document(started.id);
    reply(std::move(started));
}

void ScriptedEngine::act(ActOnInstance command, Reply<Acted> reply) {
    actions.push_back(command);
    if (on_act) return on_act(command, std::move(reply));
    reply(Acted{9, instance_document(command.id)});
}

void ScriptedEngine::deliver(DeliverEvent command, Reply<Delivered> reply) {
    events.push_back(command.event);
    if (on_deliver) return on_deliver(command.event, std::move(reply));
    reply(Delivered{false, 1});
}

std::string ScriptedEngine::owner_address_of_key(std::string_view saga, std::string_view key)
    const {
    asked_keys.push_back(std::string(saga) + "/" + std::string(key));
    return owner;
}

Result<Response> ScriptedForwarder::forward(
    const std::string& base_url, const Request& request, std::int64_t
) {
    sent.push_back({base_url, request});
    return answer;
}

Json instance_document(const InstanceId& id, const std::string& status) {
    const bool ended = status == "completed" || status == "compensated";
    const Json ended_at = ended ? Json("2026-01-31T08:00:01.000Z") : Json();
    return {
        {"id", id.text()},
        {"saga", "order"},
        {"version", 1},
        {"key", "A-1"},
        {"status", status},
        {"waitingFor", Json::array()},
        {"input", Json::object()},
        {"vars", Json::object()},
        {"steps", Json::object()},
        {"output", nullptr},
        {"error", nullptr},
        {"startedAt", "2026-01-31T08:00:00.000Z"},
        {"updatedAt", "2026-01-31T08:00:00.000Z"},
        {"endedAt", ended_at}};
}

InstanceId some_id(std::uint64_t random) {
    return InstanceId::make({1'769'846'400'000}, ShardId{3}, random);
}

Result<store::InstanceListPage> SwitchedQueries::list_instances(
    const store::InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
) {
    if (away) return away_error();
    return queries_.list_instances(filter, before, limit);
}
Result<std::optional<store::StoredInstance>> SwitchedQueries::find_instance(InstanceId id) {
    if (away) return away_error();
    return queries_.find_instance(id);
}
Result<std::vector<store::HistoryRow>> SwitchedQueries::history(
    InstanceId id, std::uint64_t after_seq, std::size_t limit
) {
    if (away) return away_error();
    return queries_.history(id, after_seq, limit);
}
Result<std::optional<store::StartKeyRow>> SwitchedQueries::find_start_key(const store::StartKey& key
) {
    if (away) return away_error();
    return queries_.find_start_key(key);
}
Result<store::DeployOutcome> SwitchedQueries::deploy(
    const std::string& saga, const std::string& content_hash, const std::string& source
) {
    if (away) return away_error();
    return queries_.deploy(saga, content_hash, source);
}
Result<std::map<InstanceId, store::InstanceLabel>> SwitchedQueries::labels(
    const std::vector<InstanceId>& ids
) {
    if (away) return away_error();
    return queries_.labels(ids);
}
Result<std::vector<store::AttentionGroup>> SwitchedQueries::attention(std::size_t each_max) {
    if (away) return away_error();
    return queries_.attention(each_max);
}
Result<std::vector<store::DefinitionRow>> SwitchedQueries::definitions() {
    if (away) return away_error();
    return queries_.definitions();
}
Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> SwitchedQueries::count_instances(
    const std::string& saga
) {
    if (away) return away_error();
    return queries_.count_instances(saga);
}
Result<std::map<InstanceStatus, std::uint64_t>> SwitchedQueries::count_live() {
    if (away) return away_error();
    return queries_.count_live();
}
Result<std::vector<store::StoredEvent>> SwitchedQueries::list_events(
    std::optional<store::EventState> state,
    std::optional<std::string> type,
    std::optional<std::string> before_cursor,
    std::size_t limit
) {
    if (away) return away_error();
    return queries_.list_events(state, std::move(type), std::move(before_cursor), limit);
}
Result<std::vector<store::EffectRow>> SwitchedQueries::list_effects(
    const store::EffectFilter& filter,
    const std::optional<store::EffectPosition>& after,
    std::size_t limit
) {
    if (away) return away_error();
    return queries_.list_effects(filter, after, limit);
}
Result<std::map<std::string, std::uint64_t>> SwitchedQueries::count_effects() {
    if (away) return away_error();
    return queries_.count_effects();
}
Result<std::vector<store::NodeRow>> SwitchedQueries::nodes() {
    if (away) return away_error();
    return queries_.nodes();
}
Result<std::vector<store::ShardRow>> SwitchedQueries::shards() {
    if (away) return away_error();
    return queries_.shards();
}
Result<store::DatabaseFigures> SwitchedQueries::database_figures() {
    if (away) return away_error();
    return queries_.database_figures();
}
Status SwitchedQueries::ping() {
    if (away) return away_error();
    return queries_.ping();
}

ApiTest::ApiTest()
    : database(std::make_shared<store::MemoryDatabase>(clock)),
      queries(database),
      context{
          engine,
          catalog,
          queries,
          clock,
          logger,
          &read_document,
          &forwarder,
          Settings{},
          HttpMetrics(route_table().size())},
      api(context) {
    context.settings.node = "node-1";
    // The scripted engine answers inside the call, which a busy machine may stretch. Tests of what
    // is answered when the time is up make it short.
    context.settings.request_deadline_ms = 60'000;
}

Response ApiTest::send(
    const std::string& method,
    const std::string& target,
    const std::string& body,
    std::vector<NameValue> headers
) {
    Request request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    request.body = body;
    request.remote_address = "127.0.0.1";
    Response response = api.handle(request);
    EXPECT_EQ(mismatch_with_openapi(request, response), "") << method << ' ' << target;
    return response;
}

Response ApiTest::post(
    const std::string& target, const std::string& body, std::vector<NameValue> headers
) {
    headers.insert(headers.begin(), {"content-type", "application/json"});
    return send("POST", target, body, std::move(headers));
}

void ApiTest::deploy_order() { ASSERT_EQ(post("/v1/sagas", std::string(kOrder)).status, 201); }

void ApiTest::store_instance(
    const InstanceId& id, const std::string& saga, InstanceStatus status, std::uint64_t events
) {
    store::CommitBatch batch;
    store::InstanceRow row;
    row.id = id;
    row.saga = saga;
    row.version = 1;
    row.key = "K-" + id.text().substr(30);
    row.status = status;
    row.state = "reserve";
    row.waiting_for = R"([{"kind":"task","state":"reserve"}])";
    row.started_at = row.updated_at = clock.now();
    row.seq = events;
    row.image = "{}";
    batch.inserts.push_back(row);
    for (std::uint64_t seq = 1; seq <= events; ++seq) {
        HistoryEvent event;
        event.type = seq == 1 ? EventType::kInstanceStarted : EventType::kVariablesSet;
        event.seq = seq;
        event.at = clock.now();
        batch.history.push_back({id, seq, seq, clock.now(), to_text(std::vector{event})});
    }
    const auto outcome = database->commit(batch);
    ASSERT_EQ(outcome.outcome, store::CommitClass::kCommitted) << outcome.message;
}

Json json_of(const Response& response) { return Json::parse(response.body); }

std::string header_of(const Response& response, std::string_view name) {
    const std::string* value = response.header(name);
    return value == nullptr ? "" : *value;
}

}  // namespace sagaflow::api
