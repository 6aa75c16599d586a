#include "tests/store/store_rig.hpp"

#include <deque>

#include "engine/store/faulty/faulty_store.hpp"
#include "engine/store/memory/memory_queries.hpp"
#include "engine/store/memory/memory_store.hpp"
#include "tests/store/postgres_rig.hpp"

namespace sagaflow::store {
namespace {

struct ManualClock final : Clock {
    Timestamp at{1'700'000'000'000};
    Timestamp now() const override { return at; }
};

class MemoryRig : public StoreRig {
public:
    Store& node(std::size_t index) override { return index == 0 ? first_ : second_; }
    Queries& queries() override { return queries_; }
    void expire(const std::string& name) override {
        for (const NodeRow& node : database_->nodes()) {
            if (node.name == name) clock_.at = std::max(clock_.at, node.expires_at);
        }
    }
    void run_one() override {
        ASSERT_FALSE(pending_.empty()) << "a call was never posted";
        auto next = std::move(pending_.front());
        pending_.pop_front();
        next();
    }

protected:
    Post post() {
        return [this](std::function<void()> function) { pending_.push_back(std::move(function)); };
    }

private:
    ManualClock clock_;
    std::deque<std::function<void()>> pending_;
    std::shared_ptr<MemoryDatabase> database_ = std::make_shared<MemoryDatabase>(clock_, kShards);
    MemoryStore first_{database_, post()};
    MemoryStore second_{database_, post()};
    MemoryQueries queries_{database_};
};

class FaultyRig final : public MemoryRig {
public:
    Store& node(std::size_t index) override { return index == 0 ? first_ : second_; }

private:
    FaultyStore first_{MemoryRig::node(0), post()};
    FaultyStore second_{MemoryRig::node(1), post()};
};

}  // namespace

std::unique_ptr<StoreRig> make_memory_rig() { return std::make_unique<MemoryRig>(); }
std::unique_ptr<StoreRig> make_faulty_rig() { return std::make_unique<FaultyRig>(); }
std::unique_ptr<StoreRig> make_postgres_rig() { return std::make_unique<PostgresRig>(); }

CommitOutcome StoreConformance::commit(CommitBatch batch, std::size_t node) {
    std::optional<CommitOutcome> answer;
    store(node).commit(std::move(batch), [&](CommitOutcome outcome) {
        EXPECT_FALSE(answer) << "answered twice";
        answer = std::move(outcome);
    });
    EXPECT_FALSE(answer) << "answered inside the call";
    while (!answer) rig_->run_one();
    return *answer;
}

std::vector<StoredInstance> StoreConformance::load(std::vector<InstanceId> ids) {
    return *wait_for<std::vector<StoredInstance>>([&](auto done) { store().load(ids, done); });
}

std::vector<DueInstance> StoreConformance::due(
    std::vector<ShardId> shards,
    Timestamp horizon,
    std::optional<DueInstance> after,
    std::size_t limit
) {
    return *wait_for<std::vector<DueInstance>>([&](auto done) {
        store().due(shards, horizon, after, limit, done);
    });
}

std::vector<EventLookup> StoreConformance::look_up(
    std::vector<std::pair<EventIdentity, EventAddress>> events
) {
    return *wait_for<std::vector<EventLookup>>([&](auto done) {
        store().look_up_events(events, done);
    });
}

std::vector<StoredEvent> StoreConformance::kept(
    std::vector<EventAddress> addresses, Timestamp now
) {
    return *wait_for<std::vector<StoredEvent>>([&](auto done) {
        store().find_kept_events(addresses, now, done);
    });
}

std::vector<std::optional<StartKeyRow>> StoreConformance::start_keys(std::vector<StartKey> keys) {
    return *wait_for<std::vector<std::optional<StartKeyRow>>>([&](auto done) {
        store().find_start_keys(keys, done);
    });
}

std::vector<Message> StoreConformance::messages(std::vector<ShardId> shards, std::size_t limit) {
    return *wait_for<std::vector<Message>>([&](auto done) {
        store().find_messages(shards, limit, done);
    });
}

Result<ClusterView> StoreConformance::heartbeat(
    const std::string& name, const std::string& incarnation, std::size_t node
) {
    const NodeRow row{name, incarnation, "http://" + name, {}, false, false};
    return wait_for<ClusterView>([&](auto done) {
        store(node).heartbeat(row, Duration{60'000}, done);
    });
}

std::vector<Fence> StoreConformance::acquire(
    const std::string& name,
    const std::string& incarnation,
    std::vector<ShardRow> seen,
    std::size_t node
) {
    return *wait_for<std::vector<Fence>>([&](auto done) {
        store(node).acquire(name, incarnation, seen, done);
    });
}

std::vector<Fence> StoreConformance::own_everything() {
    auto fences = acquire("a", "a1", heartbeat("a", "a1")->shards);
    std::sort(fences.begin(), fences.end(), [](const Fence& x, const Fence& y) {
        return x.shard < y.shard;
    });
    EXPECT_EQ(fences.size(), StoreRig::kShards);
    return fences;
}

}  // namespace sagaflow::store
