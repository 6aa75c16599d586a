// The engine as the API sees it: commands in, committed results out.
//
// Thread-safe. Each command is queued in a bounded mailbox and answered exactly once, after the
// commit that it depends on; `reply` runs on the engine thread and must only hand the result over.
// A full mailbox answers kOverloaded at once, a lost database kUnavailable, a shard of another node
// kNotOwner (the API then forwards the request to `Engine::owner_address`).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/result.hpp"
#include "engine/model/event_message.hpp"
#include "engine/model/instance_status.hpp"

namespace sagaflow {

struct StartInstance {
    std::string saga;
    std::optional<int> version;  // none: the latest
    Json input;
    std::optional<std::string> key;          // overrides the definition's `key`
    std::optional<std::string> request_key;  // Idempotency-Key
    std::uint64_t request_fingerprint = 0;   // of the body that came with it
    std::string traceparent;
    Duration wait{0};  // answers when it has ended, or after this time; 0: when it is committed
};
struct Started {
    bool created = false;  // false: the key has this instance already
    InstanceId id;
    std::uint64_t seq = 0;  // ETag
    // The instance as in the API; null when its end was awaited and it is not here any more.
    Json document;
};

enum class Action {
    kRetry,
    kSkip,
    kCompensate,
    kCancel,
    kTerminate,
    kPause,
    kResume,
    kResolve,
    kVariables,
    kRewind
};
inline constexpr std::size_t kActionCount = 10;
std::string_view to_string(Action action);
std::optional<Action> action_from(std::string_view text);

struct ActOnInstance {
    InstanceId id;
    Action action = Action::kRetry;
    std::string actor;  // who asked; goes into history
    std::string reason;
    std::optional<std::uint64_t> if_seq;  // If-Match: refused (412) when the instance moved
    Json arguments;                       // the action's own members: step, output, resolution …
    // Nothing is done: the answer's document is the plan (kernel/plan/plan.hpp).
    bool plan = false;
    // The hash of a plan: refused (412) when the instance moved or the plan would differ.
    std::optional<std::string> plan_hash;
    std::string bulk;  // the bulk job that asks; goes into history; empty: none
};
struct Acted {
    std::uint64_t seq = 0;
    Json document;
};

struct DeliverEvent {
    EventMessage event;
};
struct Delivered {
    bool duplicate = false;
    std::int64_t matched = 0;
};

// Figures for /metrics and /readyz; a consistent copy.
struct EngineFigures {
    std::uint64_t instances_started = 0;
    std::map<std::pair<std::string, std::string>, std::uint64_t> instances_ended;  // saga, status
    std::map<std::pair<std::string, std::string>, std::uint64_t> attempts;  // call kind, outcome
    std::uint64_t events_accepted = 0;
    std::uint64_t events_duplicate = 0;
    std::uint64_t events_matched = 0;
    std::uint64_t commits = 0;
    std::uint64_t commits_failed = 0;
    std::uint64_t transitions = 0;  // history events committed
    std::uint64_t leases_lost = 0;
    std::size_t shards_owned = 0;
    std::size_t shard_count = 0;
    std::size_t resident_instances = 0;
    std::size_t resident_bytes = 0;
    std::size_t mailbox_depth = 0;
    std::size_t calls_in_flight = 0;
    bool database_available = false;
    bool draining = false;
};

class Engine {
public:
    template <typename T>
    using Reply = std::function<void(Result<T>)>;

    virtual ~Engine() = default;

    virtual void start(StartInstance command, Reply<Started> reply) = 0;
    virtual void act(ActOnInstance command, Reply<Acted> reply) = 0;
    virtual void deliver(DeliverEvent command, Reply<Delivered> reply) = 0;
    // What any command would be answered right now, whatever it asks: the mailbox is full, the
    // database away, the node leaving. Cheap, so that nobody makes a command only to hear that.
    virtual std::optional<Error> refuses_all() const = 0;
    // Base URL of the node that owns the shard of this id or key; empty: unknown, or this node.
    virtual std::string owner_address(InstanceId id) const = 0;
    virtual std::string owner_address_of_key(std::string_view saga, std::string_view key) const = 0;

    virtual EngineFigures figures() const = 0;
};

}  // namespace sagaflow
