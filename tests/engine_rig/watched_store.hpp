// A Store that counts what is pending and can die in the middle of a commit, as a killed process
// does: what it asked for may have happened, and no answer ever comes.
//
// Passes everything on to another store, which it must not outlive. Same thread.
#pragma once

#include "engine/store/store.hpp"

namespace sagaflow::testing {

// The process dies at its commit number `commit` (from 1): before the database sees it, or after
// it is durable and before anybody hears of it.
struct CrashPlan {
    std::uint64_t commit = 0;  // 0: never
    bool after = false;
};

class WatchedStore final : public store::Store {
public:
    explicit WatchedStore(store::Store& target, CrashPlan plan = {})
        : target_(target), plan_(plan) {}

    std::size_t pending() const { return life_->pending; }
    std::uint64_t commits() const { return life_->commits; }
    bool crashed() const { return life_->crashed; }
    // No answer gets through any more, no call goes out.
    void cut() { life_->open = false; }
    // The database refuses batches that this holds for, as one refuses what it cannot keep.
    void refuse(std::function<bool(const store::CommitBatch&)> refused) {
        refused_ = std::move(refused);
    }

    void commit(store::CommitBatch batch, std::function<void(store::CommitOutcome)> done) override;
    void load(std::vector<InstanceId> ids, Done<std::vector<store::StoredInstance>> done) override {
        if (life_->open) target_.load(std::move(ids), watch(std::move(done)));
    }
    void due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<store::DueInstance> after,
        std::size_t limit,
        Done<std::vector<store::DueInstance>> done
    ) override {
        if (!life_->open) return;
        target_.due(std::move(shards), horizon, after, limit, watch(std::move(done)));
    }
    void find_start_keys(
        std::vector<store::StartKey> keys, Done<std::vector<std::optional<store::StartKeyRow>>> done
    ) override {
        if (life_->open) target_.find_start_keys(std::move(keys), watch(std::move(done)));
    }
    void look_up_events(
        std::vector<std::pair<EventIdentity, EventAddress>> events,
        Done<std::vector<store::EventLookup>> done
    ) override {
        if (life_->open) target_.look_up_events(std::move(events), watch(std::move(done)));
    }
    void find_kept_events(
        std::vector<EventAddress> addresses,
        Timestamp now,
        Done<std::vector<store::StoredEvent>> done
    ) override {
        if (life_->open)
            target_.find_kept_events(std::move(addresses), now, watch(std::move(done)));
    }
    void find_awaited_kept(
        std::vector<ShardId> shards,
        Timestamp now,
        std::size_t limit,
        Done<std::vector<EventAddress>> done
    ) override {
        if (!life_->open) return;
        target_.find_awaited_kept(std::move(shards), now, limit, watch(std::move(done)));
    }
    void find_messages(
        std::vector<ShardId> shards, std::size_t limit, Done<std::vector<store::Message>> done
    ) override {
        if (life_->open) target_.find_messages(std::move(shards), limit, watch(std::move(done)));
    }
    void load_definitions(std::uint64_t known, Done<std::vector<store::DefinitionRow>> done)
        override {
        if (life_->open) target_.load_definitions(known, watch(std::move(done)));
    }
    void prune(Timestamp events_before, Done<Unit> done) override {
        if (life_->open) target_.prune(events_before, watch(std::move(done)));
    }
    void heartbeat(store::NodeRow node, Duration lease, Done<store::ClusterView> done) override {
        if (life_->open) target_.heartbeat(std::move(node), lease, watch(std::move(done)));
    }
    void acquire(
        std::string node,
        std::string incarnation,
        std::vector<store::ShardRow> seen,
        Done<std::vector<store::Fence>> done
    ) override {
        if (!life_->open) return;
        target_.acquire(
            std::move(node), std::move(incarnation), std::move(seen), watch(std::move(done))
        );
    }
    void release(std::vector<store::Fence> shards, Done<Unit> done) override {
        if (life_->open) target_.release(std::move(shards), watch(std::move(done)));
    }
    void leave(std::string node, std::string incarnation, Done<Unit> done) override {
        if (!life_->open) return;
        target_.leave(std::move(node), std::move(incarnation), watch(std::move(done)));
    }
    void shut_down() override { target_.shut_down(); }

private:
    // Shared with the answers under way: they may come after this store is gone.
    struct Life {
        bool open = true;
        bool crashed = false;
        std::size_t pending = 0;
        std::uint64_t commits = 0;
    };

    template <typename T>
    Done<T> watch(Done<T> done) {
        ++life_->pending;
        return [life = life_, done = std::move(done)](Result<T> answer) {
            --life->pending;
            if (life->open) done(std::move(answer));
        };
    }
    void crash() {
        life_->crashed = true;
        life_->open = false;
    }

    store::Store& target_;
    CrashPlan plan_;
    std::function<bool(const store::CommitBatch&)> refused_;
    std::shared_ptr<Life> life_ = std::make_shared<Life>();
};

inline void WatchedStore::commit(
    store::CommitBatch batch, std::function<void(store::CommitOutcome)> done
) {
    if (!life_->open) return;
    ++life_->commits;
    if (refused_ && refused_(batch)) {
        // Answered with the next reading, so that it comes later like all others.
        target_.load({}, [life = life_, done = std::move(done)](const auto&) {
            if (life->open) done({store::CommitClass::kBug, {}, "refused by the test"});
        });
        return;
    }
    const bool dies = life_->commits == plan_.commit;
    if (dies && !plan_.after) {
        crash();
        return;
    }
    ++life_->pending;
    target_.commit(
        std::move(batch),
        [life = life_, dies, done = std::move(done)](store::CommitOutcome outcome) {
            --life->pending;
            if (dies) {
                life->crashed = true;
                life->open = false;
            }
            if (life->open) done(std::move(outcome));
        }
    );
}

}  // namespace sagaflow::testing
