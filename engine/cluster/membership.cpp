#include "engine/cluster/membership.hpp"

#include "engine/cluster/assignment.hpp"

namespace sagaflow::cluster {
namespace {

constexpr Duration kBeatRetry{300};
constexpr Duration kMessagePoll{50};

}  // namespace

Membership::Membership(
    MembershipOptions options,
    Loop& loop,
    store::Store& store,
    Node& node,
    Ownership& ownership,
    Catalog& catalog,
    Compile compile,
    Logger& logger
)
    : options_(std::move(options)),
      loop_(loop),
      store_(store),
      node_(node),
      ownership_(ownership),
      catalog_(catalog),
      compile_(std::move(compile)),
      logger_(logger),
      definitions_known_(catalog.size()) {
    Node::ClusterHooks hooks;
    hooks.ownership_lost = [this](const std::vector<ShardId>& shards) {
        std::size_t fresh = 0;
        for (const ShardId shard : shards) {
            if (status(shard) != LeaseStatus::kLost) ++fresh;
            move(shard, LeaseCommand::kLose);
        }
        tell_of_loss(fresh);
    };
    hooks.take_new_epochs = [this](const std::vector<ShardId>& shards, std::function<void()> done) {
        renew(shards, std::move(done));
    };
    hooks.definitions_missing = [this] { load_definitions(); };
    hooks.address_of = [this](ShardId shard) { return address_of(shard); };
    node_.set_cluster_hooks(std::move(hooks));
}

void Membership::start(std::function<void(Error)> failed) {
    failed_ = std::move(failed);
    bury(0);
}

// Gives up what dead processes of this node still hold, one after the other; then joins.
void Membership::bury(std::size_t next) {
    if (next == options_.dead_incarnations.size()) {
        beat();
        return;
    }
    const std::string& dead = options_.dead_incarnations[next];
    store_.leave(options_.node, dead, [this, next](const Status&) { bury(next + 1); });
}

void Membership::beat() {
    if (beat_under_way_ || leaving_) return;
    beat_under_way_ = true;
    store::NodeRow row;
    row.name = options_.node;
    row.incarnation = options_.incarnation;
    row.address = options_.address;
    row.draining = stopping_;
    store_.heartbeat(std::move(row), options_.lease, [this](Result<store::ClusterView> view) {
        beat_under_way_ = false;
        if (view.ok()) {
            node_.core().set_database_available(true);
            joined_ = true;
            beat_missed_ = false;
            seen(*view);
        } else if (view.error().code == ErrorCode::kConflict && !joined_) {
            failed_(view.error());
            return;
        } else {
            // A warning once for each time that it is away, however often it is tried.
            logger_.write(
                std::exchange(beat_missed_, true) ? LogLevel::kDebug : LogLevel::kWarning,
                "no heartbeat reached the database",
                {{"error", view.error().message}}
            );
            node_.core().set_database_available(false);
        }
        schedule_beat();
    });
}

void Membership::schedule_beat() {
    if (leaving_) return;  // while draining, the lease still has to hold
    const bool healthy = joined_ && node_.core().database_available();
    node_.core().delay(healthy ? options_.heartbeat : kBeatRetry, [this] { beat(); });
}

// The heartbeat was given until a lease from the database's now.
void Membership::tell_time(const store::ClusterView& view) const {
    if (!options_.database_says) return;
    for (const store::NodeRow& row : view.nodes) {
        if (row.name != options_.node || row.incarnation != options_.incarnation) continue;
        options_.database_says(Timestamp{row.expires_at.ms - options_.lease.ms});
    }
}

void Membership::seen(const store::ClusterView& view) {
    tell_time(view);
    remember_addresses(view);
    if (view.definitions != definitions_known_) load_definitions();
    notice_losses(view);
    if (stopping_) return;
    take_what_is_due(view);
    give_away(view);
    // Also alone: a node that is dead now may have left some.
    node_.events().collect_messages();
    if (live_nodes_ > 1) schedule_messages();
}

// The database knows of an owner that this node does not know of yet.
void Membership::notice_losses(const store::ClusterView& view) {
    std::vector<ShardId> lost;
    for (const store::ShardRow& row : view.shards) {
        const auto epoch = ownership_.epoch(row.shard);
        if (epoch && *epoch < row.epoch) lost.push_back(row.shard);
    }
    if (lost.empty()) return;
    for (const ShardId shard : lost) move(shard, LeaseCommand::kLose);
    node_.lost(lost);
    tell_of_loss(lost.size());
}

// However it came out: by a heartbeat, by a commit that was refused, by a lease that was not
// renewed.
void Membership::tell_of_loss(std::size_t shards) {
    if (shards == 0) return;
    logger_.write(
        LogLevel::kWarning,
        "shards were taken over by another node",
        {{"shards", static_cast<std::int64_t>(shards)}}
    );
}

void Membership::take_what_is_due(const store::ClusterView& view) {
    if (acquiring_) return;
    const std::vector<std::string> nodes = live_nodes(view);
    std::map<std::string, bool> alive;
    for (const store::NodeRow& row : view.nodes) alive[row.name] = !row.expired;
    std::vector<store::ShardRow> wanted;
    for (const store::ShardRow& row : view.shards) {
        const LeaseStatus now = status(row.shard);
        if (now != LeaseStatus::kUnowned && now != LeaseStatus::kLost) continue;
        // What the database calls this node's is taken back in any case: nobody else may. If it
        // should be another's, it is then handed over in good order.
        const bool mine = row.owner == options_.node;
        const bool free = row.owner.empty() || !alive[row.owner];
        const bool preferred = preferred_owner(row.shard, nodes) == options_.node;
        if (mine || (free && preferred)) wanted.push_back(row);
    }
    if (!wanted.empty()) acquire(std::move(wanted));
}

void Membership::acquire(std::vector<store::ShardRow> wanted) {
    acquiring_ = true;
    for (const store::ShardRow& row : wanted) move(row.shard, LeaseCommand::kAcquire);
    store_.acquire(
        options_.node,
        options_.incarnation,
        wanted,
        [this, wanted](Result<std::vector<store::Fence>> answer) {
            acquiring_ = false;
            std::vector<ShardId> gained;
            if (answer.ok()) {
                for (const store::Fence& fence : *answer) {
                    if (status(fence.shard) != LeaseStatus::kAcquiring) continue;
                    move(fence.shard, LeaseCommand::kGrant);
                    ownership_.gain(fence.shard, fence.epoch);
                    gained.push_back(fence.shard);
                }
            }
            for (const store::ShardRow& row : wanted) {
                if (status(row.shard) == LeaseStatus::kAcquiring) {
                    move(row.shard, LeaseCommand::kRefuse);
                }
            }
            if (gained.empty()) return;
            logger_.write(
                LogLevel::kInfo,
                "shards gained",
                {{"shards", static_cast<std::int64_t>(gained.size())}}
            );
            node_.gained(gained);
        }
    );
}

// Shards that should be another live node's are handed over.
void Membership::give_away(const store::ClusterView& view) {
    if (handing_over_) return;
    const std::vector<std::string> nodes = live_nodes(view);
    std::vector<ShardId> moving;
    for (const store::ShardRow& row : view.shards) {
        if (status(row.shard) != LeaseStatus::kOwned) continue;
        if (preferred_owner(row.shard, nodes) != options_.node) moving.push_back(row.shard);
    }
    if (moving.empty()) return;
    handing_over_ = true;
    hand_over(moving, [this] { handing_over_ = false; });
}

void Membership::hand_over(const std::vector<ShardId>& shards, std::function<void()> done) {
    for (const ShardId shard : shards) move(shard, LeaseCommand::kDrain);
    node_.hand_over(shards, options_.patience, [this, shards, done = std::move(done)] {
        release(shards, done);
    });
}

void Membership::release(const std::vector<ShardId>& shards, std::function<void()> done) {
    std::vector<store::Fence> fences;
    for (const ShardId shard : shards) {
        if (const auto epoch = ownership_.epoch(shard)) fences.push_back({shard, *epoch});
    }
    store_.release(fences, [this, shards, done = std::move(done)](const Status& released) {
        for (const ShardId shard : shards) {
            // An unknown outcome on the way renewed the lease.
            if (status(shard) == LeaseStatus::kOwned) move(shard, LeaseCommand::kDrain);
            if (status(shard) == LeaseStatus::kDraining) move(shard, LeaseCommand::kRelease);
        }
        node_.lost(shards);
        logger_.write(
            released.ok() ? LogLevel::kInfo : LogLevel::kWarning,
            "shards handed over",
            {{"shards", static_cast<std::int64_t>(shards.size())}}
        );
        done();
    });
}

void Membership::stop(std::function<void()> done) {
    stopping_ = true;
    node_.close();
    std::vector<ShardId> owned;
    for (const ShardId shard : ownership_.owned()) {
        if (status(shard) == LeaseStatus::kOwned) owned.push_back(shard);
    }
    hand_over(owned, [this, done = std::move(done)] {
        leaving_ = true;
        store_.leave(options_.node, options_.incarnation, [done](const Status&) { done(); });
    });
}

// --- after an unknown outcome --------------------------------------------------------------------

// A new epoch waits for the share lock of a transaction that may still be running, so what is read
// afterwards is certain.
void Membership::renew(const std::vector<ShardId>& shards, std::function<void()> done) {
    std::vector<store::ShardRow> seen;
    std::vector<ShardId> renewing;
    for (const ShardId shard : shards) {
        const auto epoch = ownership_.epoch(shard);
        if (!epoch) continue;
        move(shard, LeaseCommand::kRenew);
        renewing.push_back(shard);
        seen.push_back({shard, *epoch, options_.node, options_.incarnation});
    }
    if (seen.empty()) {
        done();
        return;
    }
    store_.acquire(
        options_.node,
        options_.incarnation,
        seen,
        [this, renewing, done = std::move(done)](auto answer) mutable {
            renewed(renewing, std::move(answer), std::move(done));
        }
    );
}

void Membership::renewed(
    const std::vector<ShardId>& shards,
    Result<std::vector<store::Fence>> answer,
    std::function<void()> done
) {
    if (!answer.ok()) {  // the database is still away, and this acquire may have happened too
        node_.core().delay(kBeatRetry, [this, shards, done = std::move(done)]() mutable {
            store::NodeRow row;
            row.name = options_.node;
            row.incarnation = options_.incarnation;
            row.address = options_.address;
            store_.heartbeat(
                std::move(row),
                options_.lease,
                [this, shards, done = std::move(done)](Result<store::ClusterView> view) mutable {
                    if (!view.ok()) {
                        renewed(shards, view.error(), std::move(done));
                        return;
                    }
                    std::vector<store::ShardRow> seen;
                    for (const store::ShardRow& row2 : view->shards) {
                        for (const ShardId shard : shards) {
                            if (row2.shard == shard) seen.push_back(row2);
                        }
                    }
                    store_.acquire(
                        options_.node,
                        options_.incarnation,
                        std::move(seen),
                        [this, shards, done = std::move(done)](auto again) mutable {
                            renewed(shards, std::move(again), std::move(done));
                        }
                    );
                }
            );
        });
        return;
    }
    for (const store::Fence& fence : *answer) {
        if (status(fence.shard) != LeaseStatus::kAcquiring) continue;
        move(fence.shard, LeaseCommand::kGrant);
        ownership_.gain(fence.shard, fence.epoch);
    }
    std::vector<ShardId> lost;
    for (const ShardId shard : shards) {
        if (status(shard) != LeaseStatus::kAcquiring) continue;
        move(shard, LeaseCommand::kLose);
        lost.push_back(shard);
    }
    if (!lost.empty()) node_.lost(lost);
    tell_of_loss(lost.size());
    node_.core().set_database_available(true);
    done();
}

// --- what nodes know of each other ---------------------------------------------------------------

void Membership::load_definitions() {
    if (loading_definitions_) return;
    loading_definitions_ = true;
    store_.load_definitions(definitions_known_, [this](auto answer) {
        loading_definitions_ = false;
        if (!answer.ok()) return;  // noticed again with the next heartbeat
        for (const store::DefinitionRow& row : *answer) {
            ++definitions_known_;
            if (auto program = compile_(row)) catalog_.add(std::move(program));
        }
    });
}

std::vector<std::string> Membership::live_nodes(const store::ClusterView& view) const {
    std::vector<std::string> names;
    for (const store::NodeRow& row : view.nodes) {
        if (!row.expired && !row.draining) names.push_back(row.name);
    }
    return names;
}

void Membership::remember_addresses(const store::ClusterView& view) {
    std::map<std::string, std::string> address_by_node;
    for (const store::NodeRow& row : view.nodes) {
        if (!row.expired) address_by_node[row.name] = row.address;
    }
    live_nodes_ = address_by_node.size();
    const std::scoped_lock lock(addresses_mutex_);
    addresses_.clear();
    for (const store::ShardRow& row : view.shards) {
        if (row.owner == options_.node) continue;
        if (const auto found = address_by_node.find(row.owner); found != address_by_node.end()) {
            addresses_[row.shard] = found->second;
        }
    }
}

std::string Membership::address_of(ShardId shard) const {
    const std::scoped_lock lock(addresses_mutex_);
    const auto found = addresses_.find(shard);
    return found == addresses_.end() ? std::string() : found->second;
}

// Other nodes leave messages for this node's shards; alone, there is nobody to ask.
void Membership::schedule_messages() {
    if (messages_scheduled_ || stopping_) return;
    messages_scheduled_ = true;
    node_.core().delay(kMessagePoll, [this] {
        messages_scheduled_ = false;
        if (live_nodes_ < 2) return;
        node_.events().collect_messages();
        schedule_messages();
    });
}

LeaseStatus Membership::status(ShardId shard) const {
    const auto found = leases_.find(shard);
    return found == leases_.end() ? LeaseStatus::kUnowned : found->second;
}

void Membership::move(ShardId shard, LeaseCommand command) {
    const auto next = next_status(status(shard), command);
    // A loss may be heard of twice: from a refused write and from a heartbeat.
    if (!next && command == LeaseCommand::kLose) return;
    ENSURE(next.has_value(), to_string(command));
    leases_[shard] = *next;
}

}  // namespace sagaflow::cluster
