#include "engine/kernel/lifecycle/step_lifecycle.hpp"

#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include "engine/core/transition_matrix.hpp"

//            BackOff              Succeed
//  running ─────────► retrying    ─────────► ok ──────────┐
//     ▲ ◄───────────────┘ Attempt     Confirm ▲           │ StartUndo
//     │                                       │           ▼        FinishUndo
//     ├── Fail ─────► failed ◄─ Spare ─ unknown ──────► undoing ─────────────► undone
//     └── LoseTrack ─► unknown                            │ ▲                    ▲
//                                                 FailUndo▼ │StartUndo           │
//  running, retrying, failed, unknown ─ Skip ─► skipped  undoFailed ─ FinishUndo ┘
//
// Invariants:
// - A step that ended ok never becomes failed: only its undo can change it.
// - What was undone stays undone.
namespace sagaflow::kernel {
namespace {

namespace front = boost::msm::front;

struct BackOff {};
struct Attempt {};
struct Succeed {};
struct Fail {};
struct LoseTrack {};
struct Spare {};
struct Confirm {};
struct Skip {};
struct StartUndo {};
struct FinishUndo {};
struct FailUndo {};
struct GiveUpUndo {};

template <StepStatus kStatus>
struct In : front::state<> {
    template <typename Event, typename Machine>
    void on_entry(const Event&, Machine& machine) {
        machine.status = kStatus;
    }
};
using Running = In<StepStatus::kRunning>;
using Retrying = In<StepStatus::kRetrying>;
using Ok = In<StepStatus::kOk>;
using Failed = In<StepStatus::kFailed>;
using Unknown = In<StepStatus::kUnknown>;
using Undoing = In<StepStatus::kUndoing>;
using Undone = In<StepStatus::kUndone>;
using UndoFailed = In<StepStatus::kUndoFailed>;
using Skipped = In<StepStatus::kSkipped>;

struct Lifecycle : front::state_machine_def<Lifecycle> {
    using initial_state = Running;
    template <typename From, typename Event, typename To>
    using Row = front::Row<From, Event, To, front::none, front::none>;

    struct transition_table
        : boost::mpl::vector<
              Row<Running, BackOff, Retrying>,
              Row<Running, Succeed, Ok>,
              Row<Running, Fail, Failed>,
              Row<Running, LoseTrack, Unknown>,
              Row<Retrying, Attempt, Running>,
              Row<Retrying, Fail, Failed>,  // the saga stopped in back-off
              Row<Retrying, LoseTrack, Unknown>,
              Row<Failed, Attempt, Running>,  // an operator's retry of a parked step
              Row<Unknown, Attempt, Running>,
              Row<Unknown, Spare, Failed>,
              Row<Unknown, Confirm, Ok>,
              Row<Running, Skip, Skipped>,
              Row<Retrying, Skip, Skipped>,
              Row<Failed, Skip, Skipped>,
              Row<Unknown, Skip, Skipped>,
              Row<Ok, Skip, Skipped>,  // applied, but its output was no use: parked
              Row<Ok, StartUndo, Undoing>,
              Row<Unknown, StartUndo, Undoing>,
              Row<Failed, StartUndo, Undoing>,  // undoOnFailed
              // Skipped, yet an attempt may have been applied: probed and undone like any other.
              Row<Skipped, Spare, Skipped>,
              Row<Skipped, Confirm, Skipped>,
              Row<Skipped, StartUndo, Undoing>,
              Row<Undoing, FinishUndo, Undone>,
              Row<Undoing, FailUndo, UndoFailed>,
              Row<UndoFailed, StartUndo, Undoing>,
              Row<UndoFailed, FinishUndo, Undone>,
              Row<UndoFailed, GiveUpUndo, UndoFailed>> {};

    template <typename Machine, typename Event>
    void no_transition(const Event&, Machine& machine, int) {
        machine.refused = true;
    }

    StepStatus status = StepStatus::kRunning;
    bool refused = false;
};
using Machine = boost::msm::back::state_machine<Lifecycle>;

template <typename Event>
void fire(Machine& machine) {
    machine.process_event(Event{});
}

// In the order of StepCommand.
constexpr std::array<void (*)(Machine&), kStepCommandCount> kFire{
    fire<BackOff>,
    fire<Attempt>,
    fire<Succeed>,
    fire<Fail>,
    fire<LoseTrack>,
    fire<Spare>,
    fire<Confirm>,
    fire<Skip>,
    fire<StartUndo>,
    fire<FinishUndo>,
    fire<FailUndo>,
    fire<GiveUpUndo>};

constexpr std::array<std::string_view, kStepCommandCount> kNames{
    "backOff",
    "attempt",
    "succeed",
    "fail",
    "loseTrack",
    "spare",
    "confirm",
    "skip",
    "startUndo",
    "finishUndo",
    "failUndo",
    "giveUpUndo"};

using Matrix = lifecycle::TransitionMatrix<StepStatus, kStepStatusCount, kStepCommandCount>;

}  // namespace

std::string_view to_string(StepCommand command) {
    return kNames[static_cast<std::size_t>(command)];
}

std::optional<StepStatus> next_status(StepStatus status, StepCommand command) {
    static const Matrix matrix = Matrix::read<Machine>(kFire);
    return matrix.next(status, static_cast<std::size_t>(command));
}

}  // namespace sagaflow::kernel
