// A node: the engine that the API talks to, put together from its desks. One engine thread (the
// loop's) does all the work; the Engine interface may be called from any thread.
//
// Owned by the composition root. The cluster side (cluster/membership.hpp) tells it which shards it
// owns; it tells back what it lost.
#pragma once

#include <atomic>
#include <mutex>

#include "engine/shard/call_desk.hpp"
#include "engine/shard/change_desk.hpp"
#include "engine/shard/engine.hpp"
#include "engine/shard/event_desk.hpp"
#include "engine/shard/start_desk.hpp"
#include "engine/shard/wait_desk.hpp"

namespace sagaflow {

class Node final : public Engine {
public:
    // What the cluster side does for the node. Engine thread.
    struct ClusterHooks {
        std::function<void(const std::vector<ShardId>&)> ownership_lost;
        std::function<void(const std::vector<ShardId>&, std::function<void()>)> take_new_epochs;
        std::function<void()> definitions_missing;
        // Any thread: base URL of the shard's owner; empty: unknown, or this node.
        std::function<std::string(ShardId)> address_of;
    };

    Node(
        Loop& loop,
        store::Store& store,
        Catalog& catalog,
        Ownership& ownership,
        std::map<std::string, Connector*> connectors,
        const kernel::Environment& environment,
        Logger& logger
    );
    void set_cluster_hooks(ClusterHooks hooks);
    // How long a repeated event or request is recognised; call it before the node has shards.
    void set_dedup_window(Duration window) { dedup_window_ = window; }

    // --- Engine, any thread
    void start(StartInstance command, Reply<Started> reply) override;
    void act(ActOnInstance command, Reply<Acted> reply) override;
    void deliver(DeliverEvent command, Reply<Delivered> reply) override;
    std::optional<Error> refuses_all() const override;
    std::string owner_address(InstanceId id) const override;
    std::string owner_address_of_key(std::string_view saga, std::string_view key) const override;
    EngineFigures figures() const override;

    // --- the cluster side, engine thread
    // The shards are this node's: what is due in them is read and goes on.
    void gained(const std::vector<ShardId>& shards);
    // The shards are somebody else's already.
    void lost(const std::vector<ShardId>& shards);
    // Nothing new starts in the shards; calls that are out end (or patience does), rows are brought
    // up to date, then `done`. The shards stay this node's until they are released.
    void hand_over(std::vector<ShardId> shards, Duration patience, std::function<void()> done);
    // No new work from the API: the node is about to leave. Any thread.
    void close();
    EventDesk& events() { return events_; }
    ChangeSource& changes() { return changes_; }
    Core& core() { return core_; }

private:
    // Every command passes this bounded mailbox; a full one answers kOverloaded at once.
    template <typename Answer, typename Work>
    void enqueue(Answer reply, Work work);

    void begin_start(StartDesk::Request request, Reply<Started> reply);
    void begin_act(ActOnInstance command, Reply<Acted> reply);
    void act_on(Resident& resident, ActOnInstance command, Reply<Acted> reply);
    Result<Json> make_plan(const Resident& resident, const ActOnInstance& command) const;
    Status check_order(const Resident& resident, const ActOnInstance& command) const;
    Status check_plan(const Resident& resident, const ActOnInstance& command) const;
    Status check_given_input(const Resident& resident, const ActOnInstance& command) const;
    void answer_plan(Resident& resident, ActOnInstance command, Reply<Acted> reply);
    void refuse_after_commits(ActOnInstance command, Reply<Acted> reply, Error refusal);
    void start_anew(Resident& resident, const ActOnInstance& command, Reply<Acted> reply);
    void ended(const Resident& resident);
    void read_due(std::vector<ShardId> shards, std::optional<store::DueInstance> after);
    void schedule_horizon();
    void wait_for_calls(
        std::vector<ShardId> shards, Timestamp give_up_at, std::function<void()> done
    );
    void publish_figures();
    void schedule_prune();

    Loop& loop_;
    store::Store& store_;
    Catalog& catalog_;
    Ownership& ownership_;
    const kernel::Environment& environment_;
    Logger& logger_;
    Core core_;
    CallDesk calls_;
    StartDesk starts_;
    EventDesk events_;
    WaitDesk waits_;
    ChangeDesk changes_;
    ClusterHooks cluster_;
    bool horizon_scheduled_ = false;
    bool prune_scheduled_ = false;
    Duration dedup_window_{7LL * 24 * 3'600'000};

    std::atomic<std::size_t> mailbox_{0};
    std::atomic<bool> draining_{false};
    std::atomic<bool> database_available_{true};
    mutable std::mutex figures_mutex_;
    EngineFigures figures_;
};

}  // namespace sagaflow
