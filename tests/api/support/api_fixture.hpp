// The API without a socket: a scripted engine, the memory store's queries, a clock that stands.
#pragma once

#include <gtest/gtest.h>

#include "api/api.hpp"
#include "engine/store/memory/memory_queries.hpp"

namespace sagaflow::api {

class StandingClock final : public Clock {
public:
    Timestamp now() const override { return at; }
    Timestamp at{1'769'846'400'000};  // 2026-01-31T08:00:00Z
};

// Keeps the lines as text, without what varies from run to run.
class KeepingLogger final : public Logger {
public:
    bool enabled(LogLevel level) const override { return level != LogLevel::kDebug; }
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields)
        override;
    std::vector<std::string> lines() const { return lines_; }

private:
    std::vector<std::string> lines_;
};

// Answers at once by default; tests replace what they need.
class ScriptedEngine final : public Engine {
public:
    void start(StartInstance command, Reply<Started> reply) override;
    void act(ActOnInstance command, Reply<Acted> reply) override;
    void deliver(DeliverEvent command, Reply<Delivered> reply) override;
    std::optional<Error> refuses_all() const override {
        if (on_refusal_asked) on_refusal_asked();
        return refusal;
    }
    std::string owner_address(InstanceId) const override { return owner; }
    std::string owner_address_of_key(std::string_view saga, std::string_view key) const override;
    EngineFigures figures() const override { return figures_now; }

    std::vector<StartInstance> starts;
    std::vector<ActOnInstance> actions;
    std::vector<EventMessage> events;
    mutable std::vector<std::string> asked_keys;
    std::function<void(const StartInstance&, Reply<Started>)> on_start;
    std::function<void(const ActOnInstance&, Reply<Acted>)> on_act;
    std::function<void(const EventMessage&, Reply<Delivered>)> on_deliver;
    std::string owner;
    std::optional<Error> refusal;  // of every command
    std::function<void()> on_refusal_asked;
    EngineFigures figures_now;
};

// A whole instance document in the API's shape.
Json instance_document(const InstanceId& id, const std::string& status = "running");
InstanceId some_id(std::uint64_t random = 1);

class ScriptedForwarder final : public Forwarder {
public:
    Result<Response> forward(
        const std::string& base_url, const Request& request, std::int64_t deadline_ms
    ) override;

    struct Sent {
        std::string base_url;
        Request request;
    };
    std::vector<Sent> sent;
    Result<Response> answer = Error{ErrorCode::kUnavailable, "nobody there"};
};

// Queries whose database can be taken away.
class SwitchedQueries final : public store::Queries {
public:
    explicit SwitchedQueries(std::shared_ptr<store::MemoryDatabase> database)
        : queries_(std::move(database)) {}
    bool away = false;

    Result<store::InstanceListPage> list_instances(
        const store::InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
    ) override;
    Result<std::optional<store::StoredInstance>> find_instance(InstanceId id) override;
    Result<std::vector<store::HistoryRow>> history(
        InstanceId id, std::uint64_t after_seq, std::size_t limit
    ) override;
    Result<std::map<InstanceId, store::InstanceLabel>> labels(const std::vector<InstanceId>& ids
    ) override;
    Result<std::vector<store::AttentionGroup>> attention(std::size_t each_max) override;
    Result<std::optional<store::StartKeyRow>> find_start_key(const store::StartKey& key) override;
    Result<store::DeployOutcome> deploy(
        const std::string& saga, const std::string& content_hash, const std::string& source
    ) override;
    Result<std::vector<store::DefinitionRow>> definitions() override;
    Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> count_instances(
        const std::string& saga
    ) override;
    Result<std::map<InstanceStatus, std::uint64_t>> count_live() override;
    Result<std::vector<store::StoredEvent>> list_events(
        std::optional<store::EventState> state,
        std::optional<std::string> type,
        std::optional<std::string> before_cursor,
        std::size_t limit
    ) override;
    Result<std::vector<store::EffectRow>> list_effects(
        const store::EffectFilter& filter,
        const std::optional<store::EffectPosition>& after,
        std::size_t limit
    ) override;
    Result<std::map<std::string, std::uint64_t>> count_effects() override;
    Result<std::vector<store::NodeRow>> nodes() override;
    Result<std::vector<store::ShardRow>> shards() override;
    Result<store::DatabaseFigures> database_figures() override;
    Status ping() override;

private:
    store::MemoryQueries queries_;
};

class ApiTest : public ::testing::Test {
protected:
    ApiTest();

    // Every answer is held against /openapi.json.
    Response send(
        const std::string& method,
        const std::string& target,
        const std::string& body = "",
        std::vector<NameValue> headers = {}
    );
    Response get(const std::string& target, std::vector<NameValue> headers = {}) {
        return send("GET", target, "", std::move(headers));
    }
    Response post(
        const std::string& target, const std::string& body, std::vector<NameValue> headers = {}
    );
    void deploy_order();
    // An instance in the store, with `events` history rows of one event each.
    void store_instance(
        const InstanceId& id,
        const std::string& saga,
        InstanceStatus status,
        std::uint64_t events = 1
    );

    StandingClock clock;
    KeepingLogger logger;
    ScriptedEngine engine;
    Catalog catalog;
    std::shared_ptr<store::MemoryDatabase> database;
    SwitchedQueries queries;
    ScriptedForwarder forwarder;
    Context context;
    Api api;
};

Json json_of(const Response& response);
std::string header_of(const Response& response, std::string_view name);

}  // namespace sagaflow::api
