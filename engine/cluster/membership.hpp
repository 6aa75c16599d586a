// A node's place in the cluster: heartbeats, and the leases of its shards.
//
// Owned by the composition root; engine thread only (address_of: any thread). Clocks decide only
// when a take-over is tried; that a deposed owner can't write is the epoch's business alone. Every
// node computes the same assignment, so nobody has to be asked.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/cluster/lifecycle/lease_lifecycle.hpp"
#include "engine/core/log.hpp"
#include "engine/shard/node.hpp"

namespace sagaflow::cluster {

struct MembershipOptions {
    std::string node;                                 // stable name
    std::string incarnation;                          // new for every process
    std::string address;                              // base URL where other nodes reach this one
    std::vector<std::string> dead_incarnations = {};  // former processes, known to be dead
    Duration heartbeat{2'000};
    Duration lease{6'000};      // the node counts as dead when it was silent for this long
    Duration patience{30'000};  // for calls that are out when shards are handed over
    // Hears with each heartbeat what the database's clock says.
    std::function<void(Timestamp)> database_says = {};
};

class Membership {
public:
    using Compile = std::function<dsl::ProgramPtr(const store::DefinitionRow&)>;

    Membership(
        MembershipOptions options,
        Loop& loop,
        store::Store& store,
        Node& node,
        Ownership& ownership,
        Catalog& catalog,
        Compile compile,
        Logger& logger
    );

    // Joins. `failed` hears of a name that another live process holds; then there is no going on.
    void start(std::function<void(Error)> failed);
    // Hands everything over and leaves; then `done`.
    void stop(std::function<void()> done);

    std::string address_of(ShardId shard) const;

private:
    void bury(std::size_t next);
    void beat();
    void schedule_beat();
    void seen(const store::ClusterView& view);
    void tell_time(const store::ClusterView& view) const;
    void notice_losses(const store::ClusterView& view);
    void tell_of_loss(std::size_t shards);
    void take_what_is_due(const store::ClusterView& view);
    void acquire(std::vector<store::ShardRow> wanted);
    void give_away(const store::ClusterView& view);
    void hand_over(const std::vector<ShardId>& shards, std::function<void()> done);
    void release(const std::vector<ShardId>& shards, std::function<void()> done);
    void renew(const std::vector<ShardId>& shards, std::function<void()> done);
    void renewed(
        const std::vector<ShardId>& shards,
        Result<std::vector<store::Fence>> answer,
        std::function<void()> done
    );
    void load_definitions();
    void remember_addresses(const store::ClusterView& view);
    void schedule_messages();
    void move(ShardId shard, LeaseCommand command);
    LeaseStatus status(ShardId shard) const;
    std::vector<std::string> live_nodes(const store::ClusterView& view) const;

    MembershipOptions options_;
    Loop& loop_;
    store::Store& store_;
    Node& node_;
    Ownership& ownership_;
    Catalog& catalog_;
    Compile compile_;
    Logger& logger_;
    std::function<void(Error)> failed_;

    std::map<ShardId, LeaseStatus> leases_;
    bool joined_ = false;
    bool stopping_ = false;
    bool leaving_ = false;
    bool beat_under_way_ = false;
    bool beat_missed_ = false;  // the last one did not reach the database
    bool acquiring_ = false;
    bool handing_over_ = false;
    bool loading_definitions_ = false;
    bool messages_scheduled_ = false;
    std::size_t live_nodes_ = 1;
    std::uint64_t definitions_known_ = 0;
    mutable std::mutex addresses_mutex_;
    std::map<ShardId, std::string> addresses_;
};

}  // namespace sagaflow::cluster
