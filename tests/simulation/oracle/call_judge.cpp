#include "tests/simulation/oracle/call_judge.hpp"

#include <charconv>

#include "engine/kernel/apply/apply.hpp"
#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

const dsl::Program* program_of(const InstanceState& state) {
    const auto dash = state.saga.find('-');
    if (dash == std::string::npos) return nullptr;
    const auto number = static_cast<std::size_t>(std::stoul(state.saga.substr(dash + 1)));
    return definition(number, state.version).program.get();
}

}  // namespace

int visit_in(const std::string& key) {
    const auto end = key.rfind('/');
    if (end == std::string::npos || end == 0) return 0;
    const auto begin = key.rfind('/', end - 1);
    if (begin == std::string::npos) return 0;
    int visit = 0;
    const auto read = std::from_chars(key.data() + begin + 1, key.data() + end, visit);
    return read.ec == std::errc{} && read.ptr == key.data() + end ? visit : 0;
}

void CallJudge::broken(const char* invariant, const CallRequest& request, const std::string& text) {
    findings_.add(
        invariant,
        request.instance.text(),
        request.idempotency_key + " attempt " + std::to_string(request.attempt) + " " + text
    );
}

void CallJudge::check_key(const CallRequest& request) {
    const int visit = visit_in(request.idempotency_key);
    const std::string expected = request.instance.text() + "/" + request.state + "/" +
                                 std::to_string(visit) + "/" + std::string(to_string(request.kind));
    if (visit == 0 || request.idempotency_key != expected) {
        broken("I4", request, "does not carry the key of its step");
    }
    if (!sent_.emplace(request.idempotency_key, request.attempt).second) {
        broken("I4", request, "was sent twice");
    }
    if (request.kind == CallKind::kProbe) return;  // it sees the step's key and nothing older
    const std::string input = to_text(request.with);
    const auto [known, first] = inputs_.emplace(request.idempotency_key, input);
    if (!first && known->second != input) broken("I4", request, "has another input than before");
}

void CallJudge::judge(const std::string& caller, const CallRequest& request) {
    check_key(request);
    const int visit = visit_in(request.idempotency_key);
    const Biography* life = chronicle_.find(request.instance);
    if (life == nullptr) {
        broken("I3", request, "went out before its saga was committed");
        return;
    }
    const auto found = life->executions.find({request.state, visit});
    if (visit == 0 || life->broken) return;
    const auto begun = found == life->executions.end() ? 0 : [&] {
        const auto attempts = found->second.begun.find(request.kind);
        return attempts == found->second.begun.end() ? 0 : attempts->second;
    }();
    if (begun < request.attempt) broken("I3", request, "went out before it was committed");
    // A deposed process may send what it committed while it was the owner.
    if (!chronicle_.is_owner(caller, request.instance.shard())) return;
    if (found == life->executions.end()) return;
    const Execution& execution = found->second;
    const bool over = request.kind == CallKind::kUndo ? execution.undo_over
                      : request.kind == CallKind::kDo ? execution.do_over
                                                      : false;
    if (over) broken("I3", request, "went out although its result is committed");
    if (request.kind == CallKind::kUndo) check_turn(*life, request, visit);
}

// I6: what began after this step had ended is settled before this step is undone, and no forward
// attempt of the step itself is waited for.
void CallJudge::check_turn(const Biography& life, const CallRequest& request, int visit) {
    const kernel::StepRef step{request.state, "", visit};
    const UndoEntry* mine = kernel::find_undo(life.state, step);
    const dsl::Program* program = program_of(life.state);
    if (mine == nullptr || program == nullptr) {
        broken("I6", request, "undoes a step that registered no undo");
        return;
    }
    if (kernel::find_active(life.state, step) != nullptr) {
        broken("I6", request, "undoes a step that has not ended");
    }
    const bool strict = program->compensation.order == dsl::CompensationOrder::kSequential;
    for (const UndoEntry& other : life.state.undos) {
        if (&other == mine || is_settled(other.phase)) continue;
        const bool later = strict ? other.started > mine->started
                                  : mine->ended != 0 && other.started > mine->ended;
        const auto late = life.executions.find({other.state, other.visit});
        // Nobody could know of that effect when this undo began.
        if (late != life.executions.end() && late->second.late_success) continue;
        if (later) broken("I6", request, "goes before the undo of the later step " + other.state);
    }
}

}  // namespace sagaflow::simulation
