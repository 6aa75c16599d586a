#include "tests/simulation/world/database_link.hpp"

namespace sagaflow::simulation {
namespace {

using store::CommitClass;
using store::CommitOutcome;

constexpr const char* kLost = "Expected an answer from the database, but the connection was lost";

Error away() { return {ErrorCode::kUnavailable, kLost}; }

}  // namespace

struct DatabaseLink::Sent {
    store::CommitBatch batch;
    std::function<void(CommitOutcome)> done;
    CommitFate fate = CommitFate::kFine;
    std::uint64_t connection = 0;
    bool dies = false;  // once it is durable
};

DatabaseLink::DatabaseLink(
    Surroundings& around,
    std::string incarnation,
    NodeLoop& loop,
    std::shared_ptr<Life> life,
    Death death,
    std::uint64_t seed
)
    : around_(around),
      incarnation_(std::move(incarnation)),
      loop_(loop),
      life_(std::move(life)),
      death_(death),
      random_(seed, "database") {}

DatabaseLink::Fate DatabaseLink::fate(int per_mille) {
    if (!random_.per_mille(per_mille)) return Fate::kFine;
    around_.statistics.count("store calls failed");
    return random_.percent(50) ? Fate::kNeverArrives : Fate::kAnswerLost;
}

// The link may be gone when the call arrives: what runs then holds all that it needs.
template <typename T, typename Work>
void DatabaseLink::ask(int fault_per_mille, Work work, Done<T> done) {
    if (!life_->alive) return;
    const Fate how = fate(fault_per_mille);
    const std::uint64_t connection = around_.weather.outages;
    Surroundings* const around = &around_;
    auto give = [life = life_, loop = &loop_, done = std::move(done)](Result<T> result) {
        if (!life->alive) return;
        loop->post([done, result = std::move(result)]() mutable { done(std::move(result)); });
    };
    const Duration back = latency();
    auto arrive = [around, how, connection, back, give, work = std::move(work)] {
        if (around->weather.away || how == Fate::kNeverArrives) {
            give(away());
            return;
        }
        Result<T> result = work(around->database);
        if (how == Fate::kAnswerLost) result = away();
        if (back.ms == 0) {
            give(std::move(result));
            return;
        }
        around->schedule.after(back, [around, connection, give, result = std::move(result)] {
            give(around->weather.outages == connection ? result : Result<T>(away()));
        });
    };
    if (const Duration out = latency(); out.ms > 0)
        around_.schedule.after(out, std::move(arrive));
    else
        arrive();
}

// --- commits -------------------------------------------------------------------------------------

DatabaseLink::CommitFate DatabaseLink::commit_fate() {
    if (!random_.per_mille(around_.weather.commit_faults)) return CommitFate::kFine;
    around_.statistics.count("commits failed");
    const auto kind = random_.between(1, 100);
    if (kind <= 20) return CommitFate::kNotCommitted;
    if (kind <= 35) return CommitFate::kUnavailable;
    if (kind <= 45) return CommitFate::kConflict;
    if (kind <= 60) return CommitFate::kUnknownNotApplied;
    if (kind <= 80) return CommitFate::kUnknownApplied;
    if (kind <= 95) return CommitFate::kUnknownAppliedLater;
    return CommitFate::kOwnershipLost;
}

void DatabaseLink::commit(store::CommitBatch batch, std::function<void(CommitOutcome)> done) {
    if (!life_->alive) return;
    auto sent = std::make_shared<Sent>();
    sent->batch = std::move(batch);
    sent->done = std::move(done);
    sent->fate = commit_fate();
    sent->connection = around_.weather.outages;
    if (++life_->commits == death_.commit) {
        around_.statistics.count(
            death_.after ? "crashes after a commit" : "crashes before a commit"
        );
        if (!death_.after) {
            life_->alive = false;
            life_->crashed = true;
            return;
        }
        sent->dies = true;
        sent->fate = CommitFate::kFine;
    }
    const Duration out = latency();
    if (sent->fate == CommitFate::kUnknownAppliedLater) {
        // The caller is told at once that nobody knows; the transaction is still on its way.
        around_.statistics.count("commits applied after their answer");
        around_.schedule.after(out, [this, life = life_, sent] {
            if (life->alive) answer(sent, {CommitClass::kUnknown, {}, kLost});
        });
        Surroundings* const around = &around_;
        const std::string writer = incarnation_;
        around_.schedule.after(random_.span(0, 3'000), [around, writer, sent] {
            if (around->chronicle.refuses(sent->batch)) return;
            (void)around->chronicle.commit(writer, sent->batch);
        });
        return;
    }
    // What a killed process has sent still arrives, as a packet on the wire does: the link is kept
    // by its process until the run ends.
    around_.schedule.after(out, [this, sent] { arrive(sent); });
}

void DatabaseLink::arrive(const std::shared_ptr<Sent>& sent) {
    if (around_.weather.away) {
        answer(sent, {CommitClass::kUnavailable, {}, kLost});
        return;
    }
    switch (sent->fate) {
        case CommitFate::kNotCommitted:
            answer(sent, {CommitClass::kNotCommitted, {}, "a deadlock"});
            return;
        case CommitFate::kUnavailable:
            answer(sent, {CommitClass::kUnavailable, {}, kLost});
            return;
        case CommitFate::kConflict:
            answer(sent, {CommitClass::kConflict, {}, "a conflict"});
            return;
        case CommitFate::kUnknownNotApplied:
            answer(sent, {CommitClass::kUnknown, {}, kLost});
            return;
        case CommitFate::kOwnershipLost:
            answer(sent, {CommitClass::kOwnershipLost, {}, "a fence"});
            return;
        default:
            break;
    }
    if (around_.chronicle.refuses(sent->batch)) {
        around_.statistics.count("commits refused for their content");
        answer(sent, {CommitClass::kBug, {}, "the database cannot keep this"});
        return;
    }
    CommitOutcome outcome = around_.chronicle.commit(incarnation_, sent->batch);
    if (sent->dies) {
        life_->crashed = true;
        life_->alive = false;
        return;
    }
    if (sent->fate == CommitFate::kUnknownApplied) outcome = {CommitClass::kUnknown, {}, kLost};
    answer(sent, std::move(outcome));
}

void DatabaseLink::answer(const std::shared_ptr<Sent>& sent, CommitOutcome outcome) {
    around_.schedule.after(
        latency(),
        [this, life = life_, sent, outcome = std::move(outcome)]() mutable {
            if (!life->alive) return;
            // The answer was on its way when the connection went down.
            if (around_.weather.outages != sent->connection &&
                outcome.outcome == CommitClass::kCommitted) {
                outcome = {CommitClass::kUnknown, {}, kLost};
            }
            loop_.post([sent, outcome = std::move(outcome)] { sent->done(outcome); });
        }
    );
}

// --- everything else -----------------------------------------------------------------------------

void DatabaseLink::load(
    std::vector<InstanceId> ids, Done<std::vector<store::StoredInstance>> done
) {
    ask<std::vector<store::StoredInstance>>(
        around_.weather.read_faults,
        [ids = std::move(ids)](store::MemoryDatabase& db) { return db.load(ids); },
        std::move(done)
    );
}

void DatabaseLink::due(
    std::vector<ShardId> shards,
    Timestamp horizon,
    std::optional<store::DueInstance> after,
    std::size_t limit,
    Done<std::vector<store::DueInstance>> done
) {
    ask<std::vector<store::DueInstance>>(
        around_.weather.read_faults,
        [shards = std::move(shards), horizon, after, limit](store::MemoryDatabase& db) {
            return db.due(shards, horizon, after, limit);
        },
        std::move(done)
    );
}

void DatabaseLink::find_start_keys(
    std::vector<store::StartKey> keys, Done<std::vector<std::optional<store::StartKeyRow>>> done
) {
    ask<std::vector<std::optional<store::StartKeyRow>>>(
        around_.weather.read_faults,
        [keys = std::move(keys)](store::MemoryDatabase& db) { return db.find_start_keys(keys); },
        std::move(done)
    );
}

void DatabaseLink::look_up_events(
    std::vector<std::pair<EventIdentity, EventAddress>> events,
    Done<std::vector<store::EventLookup>> done
) {
    ask<std::vector<store::EventLookup>>(
        around_.weather.read_faults,
        [events = std::move(events)](store::MemoryDatabase& db) {
            return db.look_up_events(events);
        },
        std::move(done)
    );
}

void DatabaseLink::find_kept_events(
    std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<store::StoredEvent>> done
) {
    ask<std::vector<store::StoredEvent>>(
        around_.weather.read_faults,
        [addresses = std::move(addresses), now](store::MemoryDatabase& db) {
            return db.find_kept_events(addresses, now);
        },
        std::move(done)
    );
}

void DatabaseLink::find_awaited_kept(
    std::vector<ShardId> shards,
    Timestamp now,
    std::size_t limit,
    Done<std::vector<EventAddress>> done
) {
    ask<std::vector<EventAddress>>(
        around_.weather.read_faults,
        [shards = std::move(shards), now, limit](store::MemoryDatabase& db) {
            return db.find_awaited_kept(shards, now, limit);
        },
        std::move(done)
    );
}

void DatabaseLink::find_messages(
    std::vector<ShardId> shards, std::size_t limit, Done<std::vector<store::Message>> done
) {
    ask<std::vector<store::Message>>(
        around_.weather.read_faults,
        [shards = std::move(shards), limit](store::MemoryDatabase& db) {
            return db.find_messages(shards, limit);
        },
        std::move(done)
    );
}

void DatabaseLink::load_definitions(
    std::uint64_t known, Done<std::vector<store::DefinitionRow>> done
) {
    ask<std::vector<store::DefinitionRow>>(
        around_.weather.read_faults,
        [known](store::MemoryDatabase& db) { return db.load_definitions(known); },
        std::move(done)
    );
}

void DatabaseLink::prune(Timestamp events_before, Done<Unit> done) {
    ask<Unit>(
        around_.weather.read_faults,
        [events_before](store::MemoryDatabase& db) {
            db.prune(events_before);
            return Unit{};
        },
        std::move(done)
    );
}

void DatabaseLink::heartbeat(store::NodeRow node, Duration lease, Done<store::ClusterView> done) {
    life_->last_beat = around_.schedule.now();
    ask<store::ClusterView>(
        around_.weather.lease_faults,
        [node = std::move(node), lease](store::MemoryDatabase& db) {
            return db.heartbeat(node, lease);
        },
        std::move(done)
    );
}

void DatabaseLink::acquire(
    std::string node,
    std::string incarnation,
    std::vector<store::ShardRow> seen,
    Done<std::vector<store::Fence>> done
) {
    Chronicle* const chronicle = &around_.chronicle;
    ask<std::vector<store::Fence>>(
        around_.weather.lease_faults,
        [chronicle,
         node = std::move(node),
         incarnation = std::move(incarnation),
         seen = std::move(seen)](store::MemoryDatabase& db) {
            auto taken = db.acquire(node, incarnation, seen);
            chronicle->acquired(incarnation, taken);
            return taken;
        },
        std::move(done)
    );
}

void DatabaseLink::release(std::vector<store::Fence> shards, Done<Unit> done) {
    ask<Unit>(
        around_.weather.lease_faults,
        [shards = std::move(shards)](store::MemoryDatabase& db) {
            db.release(shards);
            return Unit{};
        },
        std::move(done)
    );
}

void DatabaseLink::leave(std::string node, std::string incarnation, Done<Unit> done) {
    ask<Unit>(
        around_.weather.lease_faults,
        [node = std::move(node), incarnation = std::move(incarnation)](store::MemoryDatabase& db) {
            db.leave(node, incarnation);
            return Unit{};
        },
        std::move(done)
    );
}

}  // namespace sagaflow::simulation
