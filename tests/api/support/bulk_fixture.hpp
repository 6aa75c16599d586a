// Bulk jobs over the scripted engine: three parked instances, one that has ended.
#pragma once

#include "api/bulk/bulk_desk.hpp"
#include "engine/model/history_event.hpp"
#include "engine/store/memory/memory_bulk_jobs.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {

class Bulk : public ApiTest {
protected:
    Bulk() {
        context.bulk = &desk;
        engine.on_act = [this](const ActOnInstance& command, auto reply) { act(command, reply); };
        for (std::uint64_t i = 1; i <= 3; ++i) {
            store_instance(some_id(i), "order", InstanceStatus::kParked, 4);
        }
        store_instance(some_id(9), "order", InstanceStatus::kCompleted, 4);
    }

    static BulkOptions options(const std::string& worker = "worker") {
        BulkOptions options;
        options.worker = worker;
        options.per_second = 1'000'000;
        return options;
    }
    // As the engine would; remembers what was done to whom.
    void act(const ActOnInstance& command, const Engine::Reply<Acted>& reply) {
        if (command.plan) {
            reply(Acted{4, {{"summary", "It would stop."}}});
            return;
        }
        if (command.if_seq && *command.if_seq != seqs.value(command.id.text(), 4U)) {
            reply(Error{ErrorCode::kPreconditionFailed, "it moved"});
            return;
        }
        if (refused.contains(command.id)) {
            reply(Error{ErrorCode::kConflict, "not possible now"});
            return;
        }
        ++done[command.id];
        if (on_done) on_done(command);
        reply(Acted{5, instance_document(command.id)});
    }

    Json plan(const std::string& body) {
        Request request;
        request.method = "POST";
        request.target = "/v1/bulk?plan=true";
        request.headers = {{"content-type", "application/json"}};
        request.body = body;
        return json_of(api.handle(request));
    }
    Response start(const std::string& hash, const std::string& filter = R"({"status": "parked"})") {
        return post(
            "/v1/bulk",
            R"({"action": "cancel", "reason": "r", "filter": )" + filter + "}",
            {{"plan-hash", hash}}
        );
    }
    std::string started() {
        const std::string hash = plan(kCancel).at("hash");
        const Response response = start(hash);
        EXPECT_EQ(response.status, 202) << response.body;
        return json_of(response).at("id");
    }
    Json job(const std::string& id) { return json_of(get("/v1/bulk/" + id)); }
    // The history tells that the job has acted on the instance.
    void note_in_history(const InstanceId& id, const std::string& bulk, std::uint64_t seq) {
        HistoryEvent event;
        event.type = EventType::kCompensationStarted;
        event.seq = seq;
        event.at = clock.now();
        event.data = {{"bulk", bulk}, {"actor", "bulk"}};
        store::CommitBatch batch;
        batch.history.push_back({id, seq, seq, clock.now(), to_text(std::vector{event})});
        ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    }

    static constexpr const char* kCancel =
        R"({"action": "cancel", "filter": {"status": "parked"}})";

    store::MemoryBulkJobs jobs{clock};
    BulkDesk desk{context, jobs, [this](const Request& r) { return api.handle(r); }, options()};
    std::set<InstanceId> refused;
    std::map<InstanceId, int> done;
    Json seqs = Json::object();  // of instances that moved
    std::function<void(const ActOnInstance&)> on_done;
};

}  // namespace sagaflow::api
