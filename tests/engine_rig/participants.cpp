#include "tests/engine_rig/participants.hpp"

#include <algorithm>

namespace sagaflow::testing {
namespace {

// The key without its last part names the execution of the step, whatever is asked of it.
std::string execution_of(const CallRequest& request) {
    return request.idempotency_key.substr(0, request.idempotency_key.rfind('/'));
}

Duration duration_in(const Json& answer, const char* name) {
    return parse_duration(answer.at(name).get<std::string>()).value();
}

StepError error_of(const Json& answer, const std::string& type, Outcome outcome) {
    StepError error;
    error.type = type;
    error.message = "The participant answered " + type;
    error.outcome = outcome;
    error.body = answer.value("body", Json());
    if (type.starts_with("http.")) error.status = std::stoi(type.substr(5));
    return error;
}

Json response_of(int status, const Json& body) {
    return Json{{"status", status}, {"headers", Json::object()}, {"body", body}};
}

CallResult result_of(const Json& answer) {
    CallResult result;
    if (answer.contains("ok")) {
        result.outcome = Outcome::kOk;
        result.result = answer.at("ok");
        result.response = response_of(200, result.result);
        return result;
    }
    const bool failed = answer.contains("failed");
    const std::string type = answer.contains("hang")
                                 ? "timeout"
                                 : answer.at(failed ? "failed" : "unknown").get<std::string>();
    result.outcome = failed ? Outcome::kFailed : Outcome::kUnknown;
    result.error = error_of(answer, type, result.outcome);
    if (result.error.status) {
        result.result = result.error.body;
        result.response = response_of(*result.error.status, result.error.body);
    }
    if (answer.contains("retryAfter")) result.retry_after = duration_in(answer, "retryAfter");
    return result;
}

}  // namespace

std::string which_call(const CallRequest& request) {
    if (request.kind == CallKind::kDo) return request.state;
    return request.state + " " + std::string(to_string(request.kind));
}

void Participants::script(const std::string& which, std::deque<Json> answers) {
    scripts_[which] = std::move(answers);
}

Participants::Effect& Participants::effect_of(const CallRequest& request) {
    Effect& effect = ledger_[execution_of(request)];
    effect.state = request.state;
    return effect;
}

Json Participants::unscripted(const CallRequest& request) {
    const Effect& effect = effect_of(request);
    if (request.kind == CallKind::kProbe) {
        const Json items = effect.applied ? Json::array({effect.body}) : Json::array();
        const Json truth{{"applied", effect.applied}, {"output", effect.body}, {"items", items}};
        return Json{{"ok", truth}};
    }
    if (request.kind == CallKind::kUndo) return Json{{"ok", nullptr}};
    // A repeated request of an applied effect gets the answer that the first one got.
    if (effect.applied && !effect.body.is_null()) return Json{{"ok", effect.body}};
    return Json{{"ok", {{"id", request.state}}}};
}

Json Participants::next_answer(const CallRequest& request) {
    const auto script = scripts_.find(which_call(request));
    if (script == scripts_.end() || script->second.empty()) return unscripted(request);
    Json answer = script->second.front();
    if (!answer.value("always", false)) script->second.pop_front();
    return answer;
}

void Participants::call(std::size_t line, CallRequest request, Connector::Done done) {
    if (check_) check_(request);
    calls_.push_back(
        {which_call(request), request.attempt, request.idempotency_key, request.with, clock_.now()}
    );
    Pending pending{line, std::move(request), std::move(done), {}, {}, clock_.now()};
    pending.answer = next_answer(pending.request);
    if (pending.answer.contains("hold")) {
        pending.held = pending.answer.at("hold").get<std::string>();
        if (const auto known = released_.find(pending.held); known != released_.end()) {
            pending.answer = known->second;
            pending.held.clear();
        }
    }
    if (pending.answer.contains("hang")) pending.at = clock_.now() + pending.request.timeout;
    if (pending.answer.contains("after")) {
        pending.at = clock_.now() + duration_in(pending.answer, "after");
    }
    pending_.push_back(std::move(pending));
}

void Participants::release(const std::string& name, Json answer) {
    released_[name] = answer;
    for (Pending& pending : pending_) {
        if (pending.held != name) continue;
        pending.held.clear();
        pending.answer = answer;
        pending.at = clock_.now();
    }
}

void Participants::hang_up(std::size_t line) {
    for (auto call = pending_.rbegin(); call != pending_.rend(); ++call) {
        if (call->line != line) continue;
        if (!call->held.empty()) call->answer = Json{{"hold", call->held}};
        scripts_[which_call(call->request)].push_front(call->answer);
    }
    std::erase_if(pending_, [&](const Pending& pending) { return pending.line == line; });
}

void Participants::repeat_lost_answers(const std::function<bool(const CallRequest&)>& kept) {
    for (auto call = given_.rbegin(); call != given_.rend(); ++call) {
        if (call->first.kind == CallKind::kProbe || kept(call->first)) continue;
        scripts_[which_call(call->first)].push_front(call->second);
    }
    given_.clear();
}

std::optional<Timestamp> Participants::next_due() const {
    std::optional<Timestamp> next;
    for (const Pending& pending : pending_) {
        if (pending.held.empty() && (!next || pending.at < *next)) next = pending.at;
    }
    return next;
}

bool Participants::answer_due() {
    bool any = false;
    for (std::size_t i = 0; i < pending_.size();) {
        if (!pending_[i].held.empty() || pending_[i].at > clock_.now()) {
            ++i;
            continue;
        }
        const Pending pending = std::move(pending_[i]);
        pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
        give(pending.request, pending.answer, pending.done);
        any = true;
    }
    return any;
}

void Participants::note_effect(const CallRequest& request, const Json& answer) {
    Effect& effect = effect_of(request);
    const bool happened = answer.contains("ok") || answer.value("applied", false);
    if (!happened) return;
    if (request.kind == CallKind::kDo && !effect.applied) {
        effect.applied = true;
        effect.applied_order = ++order_;
        effect.body = answer.value("ok", Json());
    } else if (request.kind == CallKind::kUndo && !effect.undone) {
        effect.undone = true;
        effect.undone_order = ++order_;
    }
}

void Participants::give(
    const CallRequest& request, const Json& answer, const Connector::Done& done
) {
    note_effect(request, answer);
    given_.emplace_back(request, answer);
    done(result_of(answer));
}

}  // namespace sagaflow::testing
