// Shards that come and go.
#include "engine/shard/node.hpp"

namespace sagaflow {
namespace {

constexpr Duration kHorizonInterval{5 * 60'000};
constexpr std::size_t kDuePageSize = 5'000;
constexpr Duration kDueRetryDelay{300};
constexpr Duration kPruneInterval{2'000};
constexpr Duration kDrainPoll{20};

}  // namespace

void Node::gained(const std::vector<ShardId>& shards) {
    core_.unhold(shards);
    read_due(shards, std::nullopt);
    events_.collect_messages();
    events_.look_for_kept_in(shards);
    schedule_horizon();
    schedule_prune();
}

// One node of the cluster sweeps: the owner of the first shard. A call deletes a bounded number, so
// the interval bounds how fast old rows can go: thousands a second, as fast as they can come.
void Node::schedule_prune() {
    if (prune_scheduled_ || !ownership_.owns(ShardId{0})) return;
    prune_scheduled_ = true;
    core_.delay(kPruneInterval, [this] {
        prune_scheduled_ = false;
        if (!ownership_.owns(ShardId{0})) return;
        prune_scheduled_ = true;
        store_.prune(Timestamp{loop_.now().ms - dedup_window_.ms}, [this](const Status&) {
            prune_scheduled_ = false;  // what failed is tried again with the next call
            schedule_prune();
        });
    });
}

void Node::read_due(std::vector<ShardId> shards, std::optional<store::DueInstance> after) {
    std::erase_if(shards, [this](ShardId shard) { return !ownership_.owns(shard); });
    if (shards.empty()) return;
    const Timestamp horizon = loop_.now() + Core::kTimerHorizon;
    store_.due(shards, horizon, after, kDuePageSize, [this, shards, after](auto answer) {
        if (!answer.ok()) {
            core_.set_database_available(false);
            core_.delay(kDueRetryDelay, [this, shards, after] { read_due(shards, after); });
            return;
        }
        core_.set_database_available(true);
        for (const store::DueInstance& due : *answer) core_.expect_absent(due.wake_at, due.id);
        if (answer->size() == kDuePageSize) read_due(shards, answer->back());
    });
}

void Node::schedule_horizon() {
    if (horizon_scheduled_) return;
    horizon_scheduled_ = true;
    core_.delay(kHorizonInterval, [this] {
        horizon_scheduled_ = false;
        read_due(ownership_.owned(), std::nullopt);
        events_.look_for_kept_in(ownership_.owned());
        schedule_horizon();
    });
}

void Node::lost(const std::vector<ShardId>& shards) {
    for (const ShardId shard : shards) {
        if (!ownership_.owns(shard)) continue;
        ownership_.lose(shard);
        const std::scoped_lock lock(figures_mutex_);
        if (!core_.holds(shard)) ++figures_.leases_lost;
    }
    core_.drop(shards);
    core_.unhold(shards);
    waits_.let_go_of_others(ownership_);
}

void Node::hand_over(std::vector<ShardId> shards, Duration patience, std::function<void()> done) {
    core_.hold(shards);
    wait_for_calls(std::move(shards), loop_.now() + patience, std::move(done));
}

void Node::wait_for_calls(
    std::vector<ShardId> shards, Timestamp give_up_at, std::function<void()> done
) {
    if (calls_.any_out_of(shards) && loop_.now() < give_up_at) {
        core_.delay(
            kDrainPoll,
            [this, shards = std::move(shards), give_up_at, done = std::move(done)]() mutable {
                wait_for_calls(std::move(shards), give_up_at, std::move(done));
            }
        );
        return;
    }
    core_.flush_rows(shards);
    core_.after_commits([done = std::move(done)](const store::CommitOutcome&) { done(); });
}

}  // namespace sagaflow
