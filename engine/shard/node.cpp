// The Engine interface: from any thread into the engine thread.
#include "engine/shard/node.hpp"

#include "engine/kernel/document.hpp"

namespace sagaflow {
namespace {

std::string join_problems(const std::vector<dsl::InputProblem>& problems) {
    std::string text = "The input does not meet the definition's schema: ";
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (i > 0) text += "; ";
        text +=
            (problems[i].pointer.empty() ? "/" : problems[i].pointer) + " " + problems[i].message;
    }
    return text;
}

Error mailbox_full() { return {ErrorCode::kOverloaded, "The engine's mailbox is full; try again"}; }

}  // namespace

Node::Node(
    Loop& loop,
    store::Store& store,
    Catalog& catalog,
    Ownership& ownership,
    std::map<std::string, Connector*> connectors,
    const kernel::Environment& environment,
    Logger& logger
)
    : loop_(loop),
      store_(store),
      catalog_(catalog),
      ownership_(ownership),
      environment_(environment),
      logger_(logger),
      core_(loop, store, catalog, ownership, environment, logger),
      calls_(core_, std::move(connectors)),
      starts_(core_, store, ownership),
      events_(core_, store, ownership, catalog),
      waits_(core_),
      changes_(core_) {}

void Node::set_cluster_hooks(ClusterHooks hooks) {
    cluster_ = std::move(hooks);
    Core::Hooks core;
    core.call = [this](const Resident& resident, kernel::CallEffect effect) {
        calls_.send(resident, std::move(effect));
    };
    core.look_for_kept_events = [this](const EventAddress& address) {
        events_.look_for_kept(address);
    };
    core.offer_event_again = [this](const EventAddress& address) { events_.offer_again(address); };
    core.ended = [this](const Resident& resident) { ended(resident); };
    core.committed = [this](const std::vector<InstanceId>& touched) {
        changes_.committed(touched);
    };
    core.knows_calls_of = [this](const InstanceState& state) {
        return calls_.knows_calls_of(state);
    };
    core.ownership_lost = [this](const std::vector<ShardId>& shards) {
        lost(shards);
        cluster_.ownership_lost(shards);
    };
    core.take_new_epochs = [this](const std::vector<ShardId>& shards, std::function<void()> done) {
        cluster_.take_new_epochs(shards, std::move(done));
    };
    core.definitions_missing = [this] { cluster_.definitions_missing(); };
    core_.set_hooks(std::move(core));
    loop_.post([this] { publish_figures(); });
}

std::optional<Error> Node::refuses_all() const {
    if (draining_) {
        return Error{ErrorCode::kUnavailable, "This node is shutting down; try again"};
    }
    if (!database_available_) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected the database to be there, but it is away; nothing is lost, try again"};
    }
    if (mailbox_ >= limits::kMailboxCommandsMax) return mailbox_full();
    return std::nullopt;
}

template <typename Answer, typename Work>
void Node::enqueue(Answer reply, Work work) {
    if (const auto error = refuses_all()) {
        reply(*error);
        return;
    }
    if (mailbox_.fetch_add(1) >= limits::kMailboxCommandsMax) {
        --mailbox_;
        reply(mailbox_full());
        return;
    }
    // A command counts until it is answered, wherever in the engine it waits.
    Answer counted = [this, reply = std::move(reply)](auto result) {
        --mailbox_;
        reply(std::move(result));
    };
    loop_.post([counted = std::move(counted), work = std::move(work)]() mutable {
        work(std::move(counted));
    });
}

void Node::start(StartInstance command, Reply<Started> reply) {
    StartDesk::Request request;
    request.program = catalog_.find(command.saga, command.version);
    if (request.program == nullptr) {
        const bool known = catalog_.contains(command.saga);
        reply(Error{
            ErrorCode::kNotFound,
            known ? "The saga " + command.saga + " has no version " +
                        std::to_string(command.version.value_or(0))
                  : "No saga " + command.saga + " is deployed"});
        return;
    }
    const auto problems = dsl::check_input(*request.program, command.input);
    if (!problems.empty()) {
        reply(Error{ErrorCode::kUnprocessable, join_problems(problems)});
        return;
    }
    const kernel::Context context{loop_.now(), 0, environment_};
    auto key = kernel::business_key(*request.program, command.input, command.key, context);
    if (!key.ok()) {
        reply(key.error());
        return;
    }
    request.key = std::move(*key);
    request.command = std::move(command);
    enqueue(std::move(reply), [this, request = std::move(request)](Reply<Started> answer) mutable {
        begin_start(std::move(request), std::move(answer));
    });
}

void Node::begin_start(StartDesk::Request request, Reply<Started> reply) {
    if (const Duration wait = request.command.wait; wait.ms > 0) {
        reply = [this, wait, reply = std::move(reply)](Result<Started> started) {
            if (!started.ok()) return reply(std::move(started));
            waits_.hold_back(std::move(*started), wait, reply);
        };
    }
    auto shared = std::make_shared<std::pair<StartDesk::Request, Reply<Started>>>(
        std::move(request), std::move(reply)
    );
    core_.admit([this, shared] {
        starts_.start(std::move(shared->first), std::move(shared->second));
    });
}

void Node::act(ActOnInstance command, Reply<Acted> reply) {
    enqueue(std::move(reply), [this, command = std::move(command)](Reply<Acted> answer) mutable {
        begin_act(std::move(command), std::move(answer));
    });
}

void Node::deliver(DeliverEvent command, Reply<Delivered> reply) {
    enqueue(
        std::move(reply),
        [this, command = std::move(command)](Reply<Delivered> answer) mutable {
            if (ownership_.owned_count() == 0) {
                answer(Error{ErrorCode::kUnavailable, "This node owns no shard yet; try again"});
                return;
            }
            events_.deliver(std::move(command.event), std::move(answer));
        }
    );
}

void Node::close() {
    draining_ = true;
    loop_.post([this] { waits_.close(); });
}

std::string Node::owner_address(InstanceId id) const {
    return cluster_.address_of ? cluster_.address_of(id.shard()) : std::string();
}

std::string Node::owner_address_of_key(std::string_view saga, std::string_view key) const {
    if (!cluster_.address_of) return {};
    return cluster_.address_of(shard_of_key(saga, key, ownership_.shard_count()));
}

void Node::ended(const Resident& resident) {
    {
        const std::scoped_lock lock(figures_mutex_);
        ++figures_.instances_ended[{
            resident.state.saga, std::string(to_string(resident.state.status))}];
    }
    waits_.ended(resident);
}

EngineFigures Node::figures() const {
    const std::scoped_lock lock(figures_mutex_);
    EngineFigures copy = figures_;
    copy.draining = draining_;
    copy.mailbox_depth = mailbox_;
    copy.shards_owned = ownership_.owned_count();
    copy.shard_count = ownership_.shard_count();
    copy.database_available = database_available_;
    return copy;
}

// The engine thread leaves a copy for readers of other threads.
void Node::publish_figures() {
    constexpr Duration kInterval{500};
    database_available_ = core_.database_available();
    {
        const std::scoped_lock lock(figures_mutex_);
        figures_.attempts = calls_.attempts();
        figures_.instances_started = starts_.started();
        figures_.events_accepted = events_.counters().accepted;
        figures_.events_duplicate = events_.counters().duplicate;
        figures_.events_matched = events_.counters().matched;
        figures_.commits = core_.counters().commits;
        figures_.commits_failed = core_.counters().commits_failed;
        figures_.transitions = core_.counters().transitions;
        figures_.resident_instances = core_.residents().size();
        figures_.resident_bytes = core_.residents().bytes();
        figures_.calls_in_flight = calls_.in_flight();
    }
    core_.delay(kInterval, [this] { publish_figures(); });
}

}  // namespace sagaflow
