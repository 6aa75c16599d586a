#include "tests/simulation/world/services.hpp"

#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

// The key without its last part names the execution of the step, whatever is asked of it.
std::string execution_of(const std::string& key) { return key.substr(0, key.rfind('/')); }

CallResult accepted(Json body) {
    CallResult result;
    result.outcome = Outcome::kOk;
    result.result = std::move(body);
    result.response = {{"status", 200}, {"headers", Json::object()}, {"body", result.result}};
    return result;
}

CallResult refused(const std::string& type, Outcome outcome) {
    CallResult result;
    result.outcome = outcome;
    result.error.type = type;
    result.error.message = "Expected success, but it came to " + type;
    result.error.outcome = outcome;
    if (type.starts_with("http.")) {
        result.error.status = std::stoi(type.substr(5));
        result.response = {
            {"status", *result.error.status}, {"headers", Json::object()}, {"body", nullptr}};
    }
    return result;
}

// As the HTTP connector tells them.
Outcome outcome_of(const std::string& error) {
    return error == "http.500" || error == "response" || error == "timeout" ? Outcome::kUnknown
                                                                            : Outcome::kFailed;
}

}  // namespace

struct Services::Flight {
    CallRequest request;
    std::shared_ptr<Life> life;
    Connector::Done done;
    Fortune fortune;
    std::uint64_t sent = 0;
    Timestamp sent_at;
    std::string caller;
    bool by_deposed = false;
    bool finished = false;
};

// What may go wrong with a call, by the dice.
void Services::trouble(Fortune& fortune, Random& random, const CallRequest& request) const {
    const std::int64_t timeout = request.timeout.ms;
    around_.statistics.count("calls in trouble");
    switch (random.between(1, 9)) {
        case 1:  // never arrives
            fortune.reaches = false;
            break;
        case 2:  // done, and its answer is lost
            fortune.answers = false;
            break;
        case 3:  // arrives when its caller has given up
            fortune.out = Duration{timeout + random.between(1, 2'000)};
            around_.statistics.count("requests that arrive late");
            break;
        case 4:
            fortune.error = "http.500";
            fortune.does = random.percent(50);
            break;
        case 5:
            fortune.not_sent = true;
            break;
        case 6:
            fortune.error = "http.429";
            fortune.does = false;
            break;
        case 7:
            fortune.error = "response";
            break;
        case 8:  // just before the timeout, or just behind it
            fortune.back = Duration{std::max<std::int64_t>(0, timeout + random.between(-3, 3))};
            break;
        default:
            fortune.sluggish = around_.plan.sluggish_connector;
            fortune.answers = fortune.sluggish;
            if (fortune.sluggish) around_.statistics.count("answers after the connector's timeout");
            break;
    }
}

Services::Fortune Services::fortune_of(const CallRequest& request) const {
    Random random(
        stable_hash(request.idempotency_key, mix(seed_)) + static_cast<unsigned>(request.attempt),
        "call"
    );
    Fortune fortune;
    fortune.out = random.span(0, 5);
    fortune.back = random.span(0, 30);
    fortune.twice = random.percent(5);
    if (healed_) return fortune;
    if (random.percent(10)) fortune.back = random.span(30, 700);
    if (request.kind == CallKind::kDo && random.percent(around_.plan.declared_failures)) {
        fortune.error = "http.409";
        fortune.does = false;
    } else if (random.percent(around_.plan.troubled_calls)) {
        trouble(fortune, random, request);
    }
    return fortune;
}

Effect& Services::effect_of(const CallRequest& request) {
    Effect& effect = ledger_[execution_of(request.idempotency_key)];
    if (effect.state.empty()) {
        effect.instance = request.instance;
        effect.saga = request.saga;
        effect.state = request.state;
        effect.visit = visit_in(request.idempotency_key);
        effect.dedup = request.with.value("connection", "") == kDedupConnection;
    }
    return effect;
}

void Services::call(
    const std::string& caller,
    const std::shared_ptr<Life>& life,
    const CallRequest& request,
    const Connector::Done& done
) {
    if (!life->alive) return;
    judge_.judge(caller, request);
    auto flight = std::make_shared<Flight>();
    flight->request = request;
    flight->life = life;
    flight->caller = caller;
    flight->done = done;
    flight->fortune = fortune_of(request);
    flight->sent = ++order_;
    flight->sent_at = around_.schedule.now();
    flight->by_deposed = !around_.chronicle.is_owner(caller, request.instance.shard());
    around_.statistics.count("calls");
    around_.trace.tell(request.idempotency_key, static_cast<std::uint64_t>(request.attempt), [&] {
        return "called by " + caller + ", attempt " + std::to_string(request.attempt);
    });
    Effect& effect = effect_of(request);
    if (request.kind == CallKind::kDo) ++effect.do_calls;
    const Fortune& fortune = flight->fortune;
    if (fortune.not_sent) {
        finish(flight, refused("connection", Outcome::kFailed));
        return;
    }
    const Duration patience = Duration{request.timeout.ms + (fortune.sluggish ? 7'000 : 0)};
    around_.schedule.after(patience, [this, flight] {
        finish(flight, refused("timeout", Outcome::kUnknown));
    });
    if (!fortune.reaches) return;
    const auto arrive = [this, flight] {
        CallResult result = serve(*flight);
        if (!flight->fortune.answers || result.error.type == "dropped") return;
        Duration back = flight->fortune.back;
        if (flight->fortune.sluggish) back = Duration{flight->request.timeout.ms + 6'000};
        around_.schedule.after(back, [this, flight, result = std::move(result)] {
            finish(flight, result);
        });
    };
    around_.schedule.after(fortune.out, arrive);
    if (fortune.twice) around_.schedule.after(Duration{fortune.out.ms + 40}, arrive);
}

void Services::finish(const std::shared_ptr<Flight>& flight, CallResult result) {
    if (flight->finished) return;
    flight->finished = true;
    if (!flight->life->alive) return;
    around_.trace
        .tell(flight->request.idempotency_key, static_cast<std::uint64_t>(result.outcome), [&] {
            return "answered " + std::string(to_string(result.outcome)) + " " + result.error.type +
                   ", attempt " + std::to_string(flight->request.attempt);
        });
    if (result.outcome == Outcome::kOk) note_told(*flight);
    flight->done(std::move(result));
}

void Services::note_told(const Flight& flight) {
    const CallRequest& request = flight.request;
    const auto epoch = around_.chronicle.epoch_of(flight.caller, request.instance.shard());
    if (!epoch || request.kind != CallKind::kDo) return;
    told_.push_back(
        {request.instance,
         request.state,
         visit_in(request.idempotency_key),
         request.attempt,
         flight.caller,
         *epoch}
    );
}

CallResult Services::serve(Flight& flight) {
    Effect& effect = effect_of(flight.request);
    switch (flight.request.kind) {
        case CallKind::kUndo:
            return serve_undo(effect, flight);
        case CallKind::kProbe:
            return serve_probe(effect, flight);
        case CallKind::kDo:
            break;
    }
    return serve_do(effect, flight);
}

CallResult Services::serve_do(Effect& effect, Flight& flight) {
    const Fortune& fortune = flight.fortune;
    if (flight.sent < effect.no_before) return refused("dropped", Outcome::kUnknown);
    if (effect.undo_asked) return refused("http.409", Outcome::kFailed);
    if (effect.dedup && effect.refused) return refused("http.409", Outcome::kFailed);
    if (fortune.does && effect.applied == 0) {
        effect.applied = 1;
        effect.applied_at = ++order_;
        effect.late = around_.schedule.now() > flight.sent_at + flight.request.timeout;
        effect.by_deposed = flight.by_deposed;
        around_.trace.tell("applied", effect.applied_at, [&] {
            return execution_of(flight.request.idempotency_key);
        });
    }
    if (effect.dedup && effect.applied > 0 && fortune.error == "http.409") {
        return accepted({{"id", effect.state}});
    }
    if (fortune.error.empty()) return accepted({{"id", effect.state}});
    if (fortune.error == "http.409") effect.refused = true;
    return refused(fortune.error, outcome_of(fortune.error));
}

CallResult Services::serve_undo(Effect& effect, const Flight& flight) {
    const Fortune& fortune = flight.fortune;
    if (fortune.does) {
        effect.undo_asked = true;
        if (effect.applied > 0 && effect.undone == 0) {
            effect.undone = 1;
            effect.undone_at = ++order_;
            around_.trace.tell("undone", effect.undone_at, [&] {
                return execution_of(flight.request.idempotency_key);
            });
        }
    }
    if (fortune.error.empty()) return accepted(nullptr);
    return refused(fortune.error, outcome_of(fortune.error));
}

CallResult Services::serve_probe(Effect& effect, const Flight& flight) {
    const Fortune& fortune = flight.fortune;
    if (!fortune.error.empty()) return refused(fortune.error, outcome_of(fortune.error));
    const bool applied = effect.applied > 0 && effect.undone == 0;
    if (!applied) effect.no_before = ++order_;
    return accepted({{"applied", applied}, {"id", effect.state}});
}

}  // namespace sagaflow::simulation
