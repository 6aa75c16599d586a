// What left the engine: every call was committed before it went out, was made once, under a key
// that its place in the saga dictates, and none went out after its result was committed.
#include <algorithm>
#include <set>

#include "tests/faults/oracle/case_file.hpp"

namespace sagaflow::faults {
namespace {

std::string name_of(const LedgerEntry& call) {
    return std::string(to_string(call.kind)) + " " + call.step + ", attempt " +
           std::to_string(call.attempt);
}

// INSTANCE/STATE/VISIT/do; 0 when the key has another form.
int visit_in_key(const LedgerEntry& call, const std::string& state) {
    const std::string head = call.instance + "/" + state + "/";
    const std::string tail = "/" + std::string(to_string(call.kind));
    if (!call.key.starts_with(head) || !call.key.ends_with(tail)) return 0;
    if (call.key.size() <= head.size() + tail.size()) return 0;
    const std::string middle =
        call.key.substr(head.size(), call.key.size() - head.size() - tail.size());
    const bool digits =
        std::all_of(middle.begin(), middle.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? std::stoi(middle) : 0;
}

// I4: the key comes from where the call stands in the saga, so all attempts have the same one, and
// an undo another.
void check_keys(const CaseFile& file, const Complain& complain) {
    std::map<std::string, std::uint64_t> body_by_key;
    for (const LedgerEntry* call : file.calls) {
        if (visit_in_key(*call, call->step) == 0) {
            complain("I4", name_of(*call) + " came under the foreign key " + call->key);
        }
        const auto [known, fresh] = body_by_key.emplace(call->key, call->body);
        if (!fresh && known->second != call->body) {
            complain("I4", name_of(*call) + " came with another body than the attempts before it");
        }
    }
}

// I2: whatever reached the participant was committed before, so the history knows it. I9: one owner
// numbered it, so no number came twice.
void check_recorded(const CaseFile& file, const Complain& complain) {
    std::set<RecordedCall> recorded;
    for (const RecordedCall& call : recorded_calls(*file.instance)) recorded.insert(call);
    std::set<RecordedCall> seen;
    for (const LedgerEntry* call : file.calls) {
        if (call->late) continue;
        const RecordedCall made{
            call->kind, call->step, visit_in_key(*call, call->step), call->attempt};
        if (!recorded.contains(made)) {
            complain("I2", name_of(*call) + " was made without a committed record of it");
        }
        if (!seen.insert(made).second) complain("I9", name_of(*call) + " was made twice");
    }
}

// I3: the attempt whose success is committed is the last one.
void check_nothing_after_result(const CaseFile& file, const Complain& complain) {
    for (const HistoryEvent& event : file.instance->events) {
        const bool forward = event.type == EventType::kStepSucceeded;
        if (!forward && event.type != EventType::kUndoSucceeded) continue;
        const auto kind = forward ? CallKind::kDo : CallKind::kUndo;
        for (const LedgerEntry* call : file.calls) {
            if (call->kind != kind || call->step != event.state) continue;
            if (visit_in_key(*call, call->step) != event.visit) continue;
            if (call->attempt > event.data.value("attempt", 0)) {
                complain(
                    "I3",
                    name_of(*call) + " was made although attempt " +
                        std::to_string(event.data.value("attempt", 0)) + " had succeeded"
                );
            }
        }
    }
}

// I5: as many attempts as the policy has, and one more for each time that an engine died over one.
void check_attempts(const CaseFile& file, const Journal& journal, const Complain& complain) {
    if (!journal.attempts_max) return;
    std::map<std::string, int> allowed;
    for (const HistoryEvent& event : file.instance->events) {
        if (event.type == EventType::kAttemptInterrupted) ++allowed[event.state];
    }
    std::map<std::string, int> made;
    for (const LedgerEntry* call : file.calls) {
        if (call->kind != CallKind::kDo || call->late) continue;
        if (++made[call->step] == *journal.attempts_max + allowed[call->step] + 1) {
            complain("I5", name_of(*call) + " is one more than the policy allows");
        }
    }
}

}  // namespace

std::vector<RecordedCall> recorded_calls(const InstanceRecord& instance) {
    std::vector<RecordedCall> calls;
    for (const HistoryEvent& event : instance.events) {
        if (event.type == EventType::kStepStarted) {
            calls.push_back({CallKind::kDo, event.state, event.visit, 1});
        } else if (event.type == EventType::kUndoStarted) {
            calls.push_back({CallKind::kUndo, event.state, event.visit, 1});
        } else if (event.type == EventType::kAttemptStarted) {
            const auto kind = call_kind_from(event.data.value("kind", "")).value_or(CallKind::kDo);
            calls.push_back({kind, event.state, event.visit, event.data.value("attempt", 0)});
        }
    }
    return calls;
}

bool has_event(const InstanceRecord& instance, EventType type) {
    return std::any_of(instance.events.begin(), instance.events.end(), [&](const auto& event) {
        return event.type == type;
    });
}

void check_calls(const CaseFile& file, const Journal& journal, const Complain& complain) {
    check_keys(file, complain);
    check_recorded(file, complain);
    check_nothing_after_result(file, complain);
    check_attempts(file, journal, complain);
}

}  // namespace sagaflow::faults
