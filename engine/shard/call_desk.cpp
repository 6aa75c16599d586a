#include "engine/shard/call_desk.hpp"

#include <algorithm>

namespace sagaflow {
namespace {

CallRequest request_of(const Resident& resident, kernel::CallEffect effect) {
    CallRequest request;
    request.connector = std::move(effect.connector);
    request.instance = resident.state.id;
    request.saga = resident.state.saga;
    request.state = std::move(effect.step.state);
    request.kind = effect.kind;
    request.attempt = effect.attempt;
    request.idempotency_key = std::move(effect.idempotency_key);
    request.with = std::move(effect.with);
    request.secrets = std::move(effect.secrets);
    request.timeout = effect.timeout;
    request.traceparent = resident.state.traceparent;
    return request;
}

CallResult no_such_connector(const std::string& name) {
    CallResult result;
    result.outcome = Outcome::kFailed;
    result.error.type = "connection";
    result.error.message = "This server has no connector \"" + name + "\"";
    return result;
}

}  // namespace

void CallDesk::send(const Resident& resident, kernel::CallEffect effect) {
    const InstanceId id = resident.state.id;
    kernel::CallReturned answer;
    answer.step = effect.step;
    answer.kind = effect.kind;
    answer.undo = effect.undo;
    answer.attempt = effect.attempt;
    out_[id].push_back({effect.step, effect.kind, effect.undo, effect.attempt});
    ++in_flight_;
    const auto connector = connectors_.find(effect.connector);
    if (connector == connectors_.end()) {
        answer.result = no_such_connector(effect.connector);
        core_.loop().post([this, id, answer = std::move(answer)]() mutable {
            returned(id, std::move(answer));
        });
        return;
    }
    connector->second->call(
        request_of(resident, std::move(effect)),
        [this, id, answer = std::move(answer)](CallResult result) mutable {
            answer.result = std::move(result);
            core_.loop().post([this, id, answer = std::move(answer)]() mutable {
                returned(id, std::move(answer));
            });
        }
    );
}

std::string CallDesk::objection(const std::string& connector, const CallRequest& request) const {
    const auto found = connectors_.find(connector);
    return found == connectors_.end() ? std::string() : found->second->objection(request);
}

void CallDesk::returned(InstanceId id, kernel::CallReturned answer) {
    --in_flight_;
    ++attempts_[{
        std::string(to_string(answer.kind)), std::string(to_string(answer.result.outcome))}];
    Token token{answer.step, answer.kind, answer.undo, answer.attempt};
    deliver(std::make_shared<const Answer>(Answer{id, std::move(token), std::move(answer)}));
}

// The call counts as out until its answer is committed, so that an instance which is read back
// meanwhile does not take it for lost.
void CallDesk::deliver(std::shared_ptr<const Answer> answer) {
    core_.admit([this, answer = std::move(answer)] {
        core_.with_resident(answer->id, [this, answer](const Result<Resident*>& found) {
            if (!found.ok()) {  // the shard went elsewhere: its new owner asks anew
                forget(answer->id, answer->token);
                return;
            }
            core_.run(**found, answer->input, [this, answer](const auto& outcome) {
                const bool again = outcome.outcome == store::CommitClass::kNotCommitted ||
                                   outcome.outcome == store::CommitClass::kConflict ||
                                   outcome.outcome == store::CommitClass::kUnavailable ||
                                   outcome.outcome == store::CommitClass::kUnknown ||
                                   outcome.outcome == store::CommitClass::kOwnershipLost;
                if (again)
                    deliver(answer);
                else
                    forget(answer->id, answer->token);
            });
        });
    });
}

void CallDesk::forget(InstanceId id, const Token& token) {
    const auto found = out_.find(id);
    if (found == out_.end()) return;
    std::erase(found->second, token);
    if (found->second.empty()) out_.erase(found);
}

bool CallDesk::is_out(InstanceId id, const Token& token) const {
    const auto found = out_.find(id);
    return found != out_.end() &&
           std::find(found->second.begin(), found->second.end(), token) != found->second.end();
}

bool CallDesk::any_out_of(const std::vector<ShardId>& shards) const {
    return std::any_of(out_.begin(), out_.end(), [&](const auto& entry) {
        return std::find(shards.begin(), shards.end(), entry.first.shard()) != shards.end();
    });
}

bool CallDesk::knows_calls_of(const InstanceState& state) const {
    for (const ActiveState& active : state.active) {
        const kernel::StepRef step = kernel::ref_of(active);
        if (active.phase == Phase::kAttempting &&
            !is_out(state.id, {step, CallKind::kDo, false, active.attempt})) {
            return false;
        }
        if (active.phase == Phase::kProbing &&
            !is_out(state.id, {step, CallKind::kProbe, false, active.probe_attempt})) {
            return false;
        }
    }
    for (const UndoEntry& undo : state.undos) {
        if (!undo.calling) continue;
        const bool probing = undo.phase == UndoPhase::kProbing;
        const Token token{
            kernel::ref_of(undo),
            probing ? CallKind::kProbe : CallKind::kUndo,
            true,
            probing ? undo.probe_attempt : undo.attempt};
        if (!is_out(state.id, token)) return false;
    }
    return true;
}

}  // namespace sagaflow
