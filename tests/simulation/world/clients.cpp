#include "tests/simulation/world/clients.hpp"

#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

constexpr Duration kPatience{2'500};  // until a client believes that no answer will come
constexpr Duration kTryAgain{200};
constexpr int kForwardsMax = 50;

bool is_passing(const Error& error) {
    return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kOverloaded;
}

}  // namespace

struct Clients::Start {
    StartInstance command;
    std::int64_t operation = 0;
    int round = 0;  // which sending is the current one: others are no longer waited for
    int forwards = 0;
    bool over = false;
    bool last = false;  // must succeed
};

struct Clients::Sending {
    EventMessage event;
    int round = 0;
    bool over = false;
    int repeats = 0;  // further times that it is sent after it was acknowledged
};

Clients::Clients(Surroundings& around, AnyProcess any, std::uint64_t seed)
    : around_(around), any_(std::move(any)), random_(seed, "clients") {}

void Clients::broken(const char* invariant, InstanceId id, std::string text) {
    around_.findings.add(invariant, id.text(), std::move(text));
}

void Clients::begin() {
    const Plan& plan = around_.plan;
    for (int i = 0; i < plan.starts; ++i) {
        around_.schedule.after(random_.span(0, plan.load.ms), [this] {
            const auto start = make_start();
            ++pending_;
            send(start);
            if (!start->command.request_key || !random_.percent(25)) return;
            // The same request comes once more, from a client that forgot.
            auto again = std::make_shared<Start>(*start);
            around_.schedule.after(random_.span(0, 1'500), [this, again] {
                ++pending_;
                again->round = 0;
                again->over = false;
                send(again);
            });
        });
    }
    for (int i = 0; i < plan.events; ++i) {
        around_.schedule.after(random_.span(0, plan.load.ms), [this] {
            send_event(
                {random_.percent(80) ? kGoEvent : kRefuseEvent, some_key()}, random_.percent(70)
            );
        });
    }
    for (int i = 0; i < plan.actions; ++i) {
        around_.schedule.after(random_.span(0, plan.load.ms), [this] { act_at_random(); });
    }
}

std::string Clients::some_key() {
    if (keys_.empty() || random_.percent(20)) {  // of a saga that comes later
        return "k" + std::to_string(operations_ + random_.between(1, 2));
    }
    return keys_[random_.below(keys_.size())];
}

std::shared_ptr<Clients::Start> Clients::make_start() {
    auto start = std::make_shared<Start>();
    start->operation = ++operations_;
    std::string key = "k" + std::to_string(start->operation);
    if (!keys_.empty() && random_.percent(20)) key = keys_[random_.below(keys_.size())];
    keys_.push_back(key);
    StartInstance& command = start->command;
    command.saga = "saga-" + std::to_string(random_.pick(around_.plan.definitions));
    command.input = {{"key", key}, {"flag", random_.percent(30)}, {"op", start->operation}};
    if (random_.percent(60)) {
        command.request_key = "request-" + std::to_string(start->operation);
        command.request_fingerprint = static_cast<std::uint64_t>(start->operation);
    }
    if (random_.percent(40)) command.wait = random_.span(1, 2'000);  // ?wait=
    return start;
}

void Clients::start_last_ones() {
    for (const std::size_t number : around_.plan.definitions) {
        auto start = make_start();
        start->command.saga = "saga-" + std::to_string(number);
        start->command.request_key = "last-" + std::to_string(start->operation);
        start->last = true;
        ++pending_;
        send(start);
    }
}

// --- starts --------------------------------------------------------------------------------------

void Clients::send(const std::shared_ptr<Start>& start) {
    const int round = ++start->round;
    Process* process = any_();
    if (process == nullptr) {
        around_.schedule.after(kTryAgain, [this, start] { send(start); });
        return;
    }
    around_.statistics.count("starts sent");
    if (!start->command.request_key && start->forwards == 0) ++unkeyed_[start->operation];
    around_.trace.tell("start", static_cast<std::uint64_t>(start->operation), [&] {
        return start->command.saga + " " + start->command.input.dump() + " " +
               start->command.request_key.value_or("") + " to " + process->incarnation();
    });
    const auto life = process->life();
    Node* engine = &process->engine();
    process->loop().post([this, start, engine, life, round] {
        engine->start(start->command, [this, start, life, round](Result<Started> answer) {
            if (!life->alive) return;
            const auto way = random_.span(0, 3);
            if (answer.ok()) answered(start, answer);  // judged at the moment when it is sent
            if (round != start->round || start->over) return;
            around_.schedule.after(way, [this, start, round, answer] {
                if (round != start->round || start->over) return;
                if (answer.ok()) {
                    start->over = true;
                    --pending_;
                } else {
                    answered(start, answer);
                }
            });
        });
    });
    around_.schedule.after(kPatience, [this, start, round] {
        if (start->over || round != start->round) return;
        around_.trace.note("gives up", static_cast<std::uint64_t>(start->operation));
        start->forwards = 0;
        if (start->command.request_key) {
            send(start);
        } else {  // nobody knows; sending it again could start another one
            start->over = true;
            --pending_;
        }
    });
}

void Clients::answered(const std::shared_ptr<Start>& start, Result<Started> answer) {
    if (answer.ok()) {
        const InstanceId id = answer->id;
        around_.trace.tell("started", answer->seq, [&] {
            return id.text() + (answer->created ? " created" : " known");
        });
        around_.statistics.count("starts acknowledged");
        const Biography* life = around_.chronicle.find(id);
        if (life == nullptr) {
            broken("I2", id, "its start was acknowledged before it was committed");
            return;
        }
        if (life->state.seq < answer->seq) {
            broken("I2", id, "its start was acknowledged ahead of what is committed");
        }
        known_.push_back(id);
        // Answered with the holder of its business key, a start has made nothing of its own.
        const bool own = life->state.input.value("op", std::int64_t{0}) == start->operation;
        if (own && start->command.request_key) {
            const auto [known, first] = acknowledged_.emplace(start->operation, id);
            if (!first && known->second != id) {
                broken("I1", id, "another saga for the same Idempotency-Key");
            }
        } else {
            others_.push_back(id);
        }
        check_end(id, answer->document);
        return;
    }
    const Error& error = answer.error();
    around_.trace.tell("refused", static_cast<std::uint64_t>(error.code), [&] {
        return "start " + std::to_string(start->operation) + ": " + error.message;
    });
    // The API hands the request on to the owner; a client with a key may ask again and again.
    const bool forwarded = error.code == ErrorCode::kNotOwner && ++start->forwards < kForwardsMax;
    const bool again = start->command.request_key && is_passing(error);
    if (again) start->forwards = 0;
    if (forwarded || again) {
        around_.schedule.after(kTryAgain, [this, start] { send(start); });
        ++start->round;  // the clock of the former sending is over
        return;
    }
    const bool poisoned = around_.plan.poison && error.code == ErrorCode::kInternal;
    if (!poisoned && !is_passing(error) && error.code != ErrorCode::kNotOwner) {
        broken("L4", {}, "a start was refused: " + error.message);
    }
    start->over = true;
    --pending_;
}

// Who waited for the end is told it after the end is committed.
void Clients::check_end(InstanceId id, const Json& document) {
    if (!document.is_object()) return;
    const auto status = instance_status_from(document.value("status", ""));
    if (!status || !has_ended(*status)) return;
    around_.statistics.count("ends told");
    if (!has_ended(around_.chronicle.find(id)->state.status)) {
        broken("I2", id, "its end was told before it was committed");
    }
}

// --- events --------------------------------------------------------------------------------------

void Clients::send_event(const EventAddress& address, bool ok) {
    auto sending = std::make_shared<Sending>();
    sending->event.identity = {"clients", "e" + std::to_string(++events_made_)};
    sending->event.address = address;
    sending->event.attributes = Json::object();
    sending->event.data = {{"ok", ok}};
    sending->repeats = random_.percent(25) ? static_cast<int>(random_.between(1, 2)) : 0;
    events_[sending->event.identity] = address;
    ++pending_;
    send(sending);
}

void Clients::send(const std::shared_ptr<Sending>& sending) {
    const int round = ++sending->round;
    const auto again = [this, sending](Duration after) {
        around_.schedule.after(after, [this, sending] { send(sending); });
    };
    Process* process = any_();
    if (process == nullptr) {
        again(kTryAgain);
        return;
    }
    around_.statistics.count("events sent");
    const auto life = process->life();
    Node* engine = &process->engine();
    around_.trace.tell("send", static_cast<std::uint64_t>(round), [&] {
        const EventMessage& event = sending->event;
        return event.identity.id + " " + event.address.type + " " + event.address.key + " to " +
               process->incarnation();
    });
    process->loop().post([this, sending, engine, life, round, again] {
        engine->deliver({sending->event}, [this, sending, life, round, again](auto answer) {
            if (!life->alive) return;
            if (answer.ok() && !around_.chronicle.has_event(sending->event.identity)) {
                broken(
                    "I2", {}, "event " + sending->event.identity.id + " acknowledged before COMMIT"
                );
            }
            if (round != sending->round || sending->over) return;
            ++sending->round;
            if (!answer.ok()) {
                again(kTryAgain);
            } else if (sending->repeats-- > 0) {
                again(random_.span(0, 2'000));
            } else {
                sending->over = true;
                --pending_;
            }
        });
    });
    around_.schedule.after(kPatience, [this, sending, round, again] {
        if (round == sending->round && !sending->over) again(Duration{0});
    });
}

// --- operators -----------------------------------------------------------------------------------

void Clients::act_at_random() {
    static const std::vector<Action> kActions{
        Action::kRetry,
        Action::kSkip,
        Action::kCompensate,
        Action::kCancel,
        Action::kCancel,
        Action::kPause,
        Action::kResume,
        Action::kTerminate,
        Action::kPause};
    if (known_.empty()) return;
    act(random_.pick(known_), random_.pick(kActions));
}

void Clients::act(InstanceId id, Action action, Json arguments) {
    Process* process = any_();
    if (process == nullptr) return;
    ActOnInstance command;
    command.id = id;
    command.action = action;
    command.actor = "operator";
    command.reason = "to see what happens";
    command.arguments = std::move(arguments);
    around_.trace.tell("act", static_cast<std::uint64_t>(action), [&] {
        return id.text() + " " + std::string(to_string(action)) + " at " + process->incarnation();
    });
    const auto life = process->life();
    Node* engine = &process->engine();
    process->loop().post([this, command, engine, life, id] {
        engine->act(command, [this, life, id](Result<Acted> answer) {
            if (!life->alive || !answer.ok()) return;
            around_.statistics.count("actions done");
            const auto told =
                InstanceId::parse(answer->document.at("id").template get<std::string>());
            const Biography* known = told ? around_.chronicle.find(*told) : nullptr;
            if (known == nullptr || known->state.seq < answer->seq) {
                broken("I2", id, "an action was acknowledged ahead of what is committed");
            }
        });
    });
}

}  // namespace sagaflow::simulation
