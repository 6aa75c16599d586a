// Construction and the commit. Reads are in pg_reads.cpp, leases in pg_cluster.cpp.
#include "engine/store/pg/pg_store.hpp"

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_ask.hpp"
#include "engine/store/pg/pg_batch.hpp"
#include "engine/store/pg/pg_store_statements.hpp"

namespace sagaflow::store {

PgStore::PgStore(
    boost::asio::io_context& io,
    const PgConnectionInfo& info,
    const PgTimeouts& timeouts,
    Logger& logger
)
    : io_(io),
      commits_(std::make_shared<PgConnection>(
          io, info, timeouts, pg_batch_statements(), "commit", logger
      )),
      reads_(
          std::make_shared<PgConnection>(io, info, timeouts, pg_read_statements(), "read", logger)
      ),
      cluster_(std::make_shared<PgConnection>(
          io, info, timeouts, pg_cluster_statements(), "cluster", logger
      )) {
    for (const auto& connection : {commits_, reads_, cluster_}) connection->open();
}

PgStore::~PgStore() { shut_down(); }

void PgStore::shut_down() {
    for (const auto& connection : {commits_, reads_, cluster_}) connection->close();
}

void PgStore::commit(CommitBatch batch, std::function<void(CommitOutcome)> done) {
    ENSURE(!*committing_, "one commit at a time: the next decides from this one's outcome");
    *committing_ = true;
    PgBatch pipeline = pg_batch(batch);
    commits_->exchange(
        std::move(pipeline.calls),
        [this,
         committing = std::weak_ptr<bool>(committing_),
         stages = std::move(pipeline.stages),
         fences = std::move(batch.fences),
         done = std::move(done)](const PgReply& reply) {
            if (const auto alive = committing.lock()) {
                *alive = false;
                finish_commit(reply, stages, fences, done);
            } else {
                done({CommitClass::kUnknown, {}, "the store was destroyed"});
            }
        }
    );
}

void PgStore::finish_commit(
    const PgReply& reply,
    const std::vector<PgStage>& stages,
    const std::vector<Fence>& fences,
    std::function<void(CommitOutcome)> done
) {
    // COMMIT's own answer decides, whatever happened to the connection afterwards.
    if (reply.rows.size() == stages.size()) {
        ENSURE(reply.rows.back().command() == "COMMIT", "a failed transaction answers with errors");
        done({CommitClass::kCommitted, {}, {}});
        return;
    }
    ENSURE(reply.error.has_value(), "an incomplete reply has its reason");
    const PgStage stage = reply.sent ? stages[reply.rows.size()] : PgStage::kNotSent;
    CommitOutcome outcome{classify_commit(*reply.error, stage), {}, reply.error->message};
    if (!reply.error->sqlstate.empty()) outcome.message += " (" + reply.error->sqlstate + ")";
    if (outcome.outcome == CommitClass::kOwnershipLost) {
        name_lost_shards(fences, std::move(outcome), std::move(done));
    } else {
        done(std::move(outcome));
    }
}

// An error carries no rows, so a second question tells which shards are lost. When it fails, the
// list stays empty: all of the batch.
void PgStore::name_lost_shards(
    const std::vector<Fence>& fences, CommitOutcome outcome, std::function<void(CommitOutcome)> done
) {
    *committing_ = true;
    outcome.message = "a shard has a new owner";
    std::vector<PgCall> calls;
    calls.push_back(pg_find_lost(fences));
    commits_->exchange(
        std::move(calls),
        [committing = std::weak_ptr<bool>(committing_),
         outcome = std::move(outcome),
         done = std::move(done)](const PgReply& reply) mutable {
            if (const auto alive = committing.lock()) *alive = false;
            const int lost = reply.ok() ? reply.rows[0].size() : 0;
            for (int row = 0; row < lost; ++row) {
                const auto shard = static_cast<std::uint16_t>(reply.rows[0].int4(row, 0));
                outcome.lost.push_back(ShardId{shard});
            }
            done(std::move(outcome));
        }
    );
}

}  // namespace sagaflow::store
