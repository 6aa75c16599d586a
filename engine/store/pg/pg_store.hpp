// The store port on PostgreSQL: one node's way to the shared database.
//
// Lives on the engine thread's io_context, which it must not outlive. Three connections: one
// commits, one reads, one keeps the leases, so that neither a large batch nor a slow read can delay
// a heartbeat until the shards are lost. A commit is one pipeline and one round trip. Errors are
// those of the port, classified in pg_errors; a lost connection comes back by itself.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "engine/store/pg/pg_connection.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

class PgStore final : public Store {
public:
    PgStore(
        boost::asio::io_context& io,
        const PgConnectionInfo& info,
        const PgTimeouts& timeouts,
        Logger& logger
    );
    ~PgStore() override;

    void commit(CommitBatch batch, std::function<void(CommitOutcome)> done) override;
    void load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) override;
    void due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<DueInstance> after,
        std::size_t limit,
        Done<std::vector<DueInstance>> done
    ) override;
    void find_start_keys(
        std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
    ) override;
    void look_up_events(
        std::vector<std::pair<EventIdentity, EventAddress>> events,
        Done<std::vector<EventLookup>> done
    ) override;
    void find_kept_events(
        std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
    ) override;
    void find_awaited_kept(
        std::vector<ShardId> shards,
        Timestamp now,
        std::size_t limit,
        Done<std::vector<EventAddress>> done
    ) override;
    void find_messages(
        std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
    ) override;
    void load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) override;
    void prune(Timestamp events_before, Done<Unit> done) override;
    void heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) override;
    void acquire(
        std::string node,
        std::string incarnation,
        std::vector<ShardRow> seen,
        Done<std::vector<Fence>> done
    ) override;
    void release(std::vector<Fence> shards, Done<Unit> done) override;
    void leave(std::string node, std::string incarnation, Done<Unit> done) override;
    void shut_down() override;

private:
    // Sends the calls and turns the reply into an answer: `read` sees successful replies only.
    template <typename T>
    void ask(
        PgConnection& connection,
        std::vector<PgCall> calls,
        Done<T> done,
        std::function<Result<T>(const PgReply&)> read
    );
    template <typename T>
    void answer_later(T value, Done<T> done);
    void finish_commit(
        const PgReply& reply,
        const std::vector<PgStage>& stages,
        const std::vector<Fence>& fences,
        std::function<void(CommitOutcome)> done
    );
    void name_lost_shards(
        const std::vector<Fence>& fences,
        CommitOutcome outcome,
        std::function<void(CommitOutcome)> done
    );

    boost::asio::io_context& io_;
    std::shared_ptr<PgConnection> commits_;
    std::shared_ptr<PgConnection> reads_;
    std::shared_ptr<PgConnection> cluster_;
    // Guards answers that arrive after the store is gone.
    std::shared_ptr<bool> committing_ = std::make_shared<bool>(false);
};

}  // namespace sagaflow::store
