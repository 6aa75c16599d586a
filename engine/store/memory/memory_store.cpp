#include "engine/store/memory/memory_store.hpp"

#include "engine/core/ensure.hpp"

namespace sagaflow::store {
namespace {

constexpr const char* kShutDown = "Expected to reach the store, but it is shut down";

}  // namespace

MemoryStore::MemoryStore(std::shared_ptr<MemoryDatabase> database, Post post)
    : database_(std::move(database)), post_(std::move(post)) {
    ENSURE(database_ != nullptr, "a store needs its database");
    ENSURE(post_ != nullptr, "a store needs its executor");
}

MemoryStore::~MemoryStore() { life_->open = false; }

void MemoryStore::shut_down() { life_->open = false; }

template <typename T>
void MemoryStore::answer_later(std::function<Result<T>(MemoryDatabase&)> work, Done<T> done) {
    post_([database = database_, life = life_, work = std::move(work), done = std::move(done)] {
        if (!life->open) {
            done(Error{ErrorCode::kUnavailable, kShutDown});
        } else {
            done(work(*database));
        }
    });
}

void MemoryStore::commit(CommitBatch batch, std::function<void(CommitOutcome)> done) {
    ENSURE(!life_->committing, "one commit at a time: the next decides from this one's outcome");
    life_->committing = true;
    post_([database = database_, life = life_, batch = std::move(batch), done = std::move(done)] {
        life->committing = false;
        if (!life->open) {
            done({CommitClass::kUnavailable, {}, kShutDown});
        } else {
            done(database->commit(batch));
        }
    });
}

void MemoryStore::load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) {
    answer_later<std::vector<StoredInstance>>(
        [ids = std::move(ids)](MemoryDatabase& db) { return db.load(ids); }, std::move(done)
    );
}

void MemoryStore::due(
    std::vector<ShardId> shards,
    Timestamp horizon,
    std::optional<DueInstance> after,
    std::size_t limit,
    Done<std::vector<DueInstance>> done
) {
    answer_later<std::vector<DueInstance>>(
        [shards = std::move(shards), horizon, after, limit](MemoryDatabase& db) {
            return db.due(shards, horizon, after, limit);
        },
        std::move(done)
    );
}

void MemoryStore::find_start_keys(
    std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
) {
    answer_later<std::vector<std::optional<StartKeyRow>>>(
        [keys = std::move(keys)](MemoryDatabase& db) { return db.find_start_keys(keys); },
        std::move(done)
    );
}

void MemoryStore::look_up_events(
    std::vector<std::pair<EventIdentity, EventAddress>> events, Done<std::vector<EventLookup>> done
) {
    answer_later<std::vector<EventLookup>>(
        [events = std::move(events)](MemoryDatabase& db) { return db.look_up_events(events); },
        std::move(done)
    );
}

void MemoryStore::find_kept_events(
    std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
) {
    answer_later<std::vector<StoredEvent>>(
        [addresses = std::move(addresses), now](MemoryDatabase& db) {
            return db.find_kept_events(addresses, now);
        },
        std::move(done)
    );
}

void MemoryStore::find_awaited_kept(
    std::vector<ShardId> shards,
    Timestamp now,
    std::size_t limit,
    Done<std::vector<EventAddress>> done
) {
    answer_later<std::vector<EventAddress>>(
        [shards = std::move(shards), now, limit](MemoryDatabase& db) {
            return db.find_awaited_kept(shards, now, limit);
        },
        std::move(done)
    );
}

void MemoryStore::find_messages(
    std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
) {
    answer_later<std::vector<Message>>(
        [shards = std::move(shards), limit](MemoryDatabase& db) {
            return db.find_messages(shards, limit);
        },
        std::move(done)
    );
}

void MemoryStore::load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) {
    answer_later<std::vector<DefinitionRow>>(
        [known](MemoryDatabase& db) { return db.load_definitions(known); }, std::move(done)
    );
}

void MemoryStore::prune(Timestamp events_before, Done<Unit> done) {
    answer_later<Unit>(
        [events_before](MemoryDatabase& db) {
            db.prune(events_before);
            return ok_status();
        },
        std::move(done)
    );
}

void MemoryStore::heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) {
    answer_later<ClusterView>(
        [node = std::move(node), lease](MemoryDatabase& db) { return db.heartbeat(node, lease); },
        std::move(done)
    );
}

void MemoryStore::acquire(
    std::string node,
    std::string incarnation,
    std::vector<ShardRow> seen,
    Done<std::vector<Fence>> done
) {
    answer_later<std::vector<Fence>>(
        [node = std::move(node), incarnation = std::move(incarnation), seen = std::move(seen)](
            MemoryDatabase& db
        ) { return db.acquire(node, incarnation, seen); },
        std::move(done)
    );
}

void MemoryStore::release(std::vector<Fence> shards, Done<Unit> done) {
    answer_later<Unit>(
        [shards = std::move(shards)](MemoryDatabase& db) {
            db.release(shards);
            return ok_status();
        },
        std::move(done)
    );
}

void MemoryStore::leave(std::string node, std::string incarnation, Done<Unit> done) {
    answer_later<Unit>(
        [node = std::move(node), incarnation = std::move(incarnation)](MemoryDatabase& db) {
            db.leave(node, incarnation);
            return ok_status();
        },
        std::move(done)
    );
}

}  // namespace sagaflow::store
