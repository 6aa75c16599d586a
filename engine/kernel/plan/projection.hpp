// An action carried out on a copy, and the copy's undo followed to its end. Private to the plan.
#pragma once

#include <set>

#include "engine/kernel/kernel.hpp"
#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

struct PlannedUndo {
    StepRef step;
    std::string connector;
    bool rendered = false;
    Json with;
    std::vector<SecretUse> secrets;
    std::string when;  // what it hangs on; empty: it is certain
};

class Projection {
public:
    Projection(const dsl::Program& program, const InstanceState& state, const Context& context);

    // The action alone.
    void act(const OperatorAsked& asked);
    // Every call of the undo succeeds, one after the other.
    void follow_undo();

    const InstanceState& state() const { return state_; }
    const Step& out() const { return out_; }
    const std::vector<PlannedUndo>& undos() const { return undos_; }
    // Undos that come after those shown.
    std::size_t more_undos() const;

private:
    bool answer_one();
    bool answer_forward_call();
    bool answer_undo();
    void note(const UndoEntry& undo);
    void note_failures();
    bool depends_on_answer(const StepRef& step) const;

    InstanceState state_;
    Context context_;
    Step out_;
    Transition run_;
    std::vector<PlannedUndo> undos_;
    std::set<std::pair<std::string, int>> out_calls_;  // steps whose forward call is out
    std::set<std::pair<std::string, int>> probed_;
    bool reason_known_ = true;
    std::size_t events_seen_ = 0;
};

}  // namespace sagaflow::kernel
