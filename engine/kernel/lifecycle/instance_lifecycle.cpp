#include "engine/kernel/lifecycle/instance_lifecycle.hpp"

#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include "engine/core/transition_matrix.hpp"

//        Pause          Compensate                 FinishUndo
//  ┌────────────► paused ────────┐            ┌──────────────► compensated
//  │    Resume ◄───┘             ▼            │
//  running ───────────────► compensating ─────┤ FinishPartly
//  │  ▲ │     Compensate      ▲    │ ▲        └──────────────► partially_compensated
//  │  │ │ Park                │    │ │ Unstick                        ▲
//  │  │ └─────► parked ───────┘    ▼ │                                │
//  │  └─Unpark──┘                 stuck ──────────────────────────────┘
//  ├─ Complete ─► completed
//  └─ Fail ─────► failed             every live status ── Terminate ─► terminated
//
//  compensating ── Return ─► running, at the end of a rewind
//
// Invariants:
// - Nothing leaves an ended status.
// - Undo never goes back to forward work, except that of a rewind: an operator asked for it before
//   the undo began, and only what lies behind the rewind's target is undone.
namespace sagaflow::kernel {
namespace {

namespace front = boost::msm::front;

struct Complete {};
struct Fail {};
struct Park {};
struct Unpark {};
struct Pause {};
struct Resume {};
struct Compensate {};
struct GetStuck {};
struct Unstick {};
struct FinishUndo {};
struct FinishPartly {};
struct Terminate {};
struct Return {};

template <InstanceStatus kStatus>
struct In : front::state<> {
    template <typename Event, typename Machine>
    void on_entry(const Event&, Machine& machine) {
        machine.status = kStatus;
    }
};
using Running = In<InstanceStatus::kRunning>;
using Paused = In<InstanceStatus::kPaused>;
using Parked = In<InstanceStatus::kParked>;
using Compensating = In<InstanceStatus::kCompensating>;
using Stuck = In<InstanceStatus::kStuck>;
using Completed = In<InstanceStatus::kCompleted>;
using Compensated = In<InstanceStatus::kCompensated>;
using PartiallyCompensated = In<InstanceStatus::kPartiallyCompensated>;
using Failed = In<InstanceStatus::kFailed>;
using Terminated = In<InstanceStatus::kTerminated>;

struct Lifecycle : front::state_machine_def<Lifecycle> {
    using initial_state = Running;
    template <typename From, typename Event, typename To>
    using Row = front::Row<From, Event, To, front::none, front::none>;

    struct transition_table : boost::mpl::vector<
                                  Row<Running, Complete, Completed>,
                                  Row<Running, Fail, Failed>,
                                  Row<Running, Park, Parked>,
                                  Row<Running, Pause, Paused>,
                                  Row<Running, Compensate, Compensating>,
                                  Row<Running, Terminate, Terminated>,
                                  Row<Paused, Resume, Running>,
                                  Row<Paused, Compensate, Compensating>,
                                  Row<Paused, Terminate, Terminated>,
                                  Row<Parked, Unpark, Running>,
                                  Row<Parked, Compensate, Compensating>,
                                  Row<Parked, Terminate, Terminated>,
                                  Row<Compensating, FinishUndo, Compensated>,
                                  Row<Compensating, FinishPartly, PartiallyCompensated>,
                                  Row<Compensating, GetStuck, Stuck>,
                                  Row<Compensating, Terminate, Terminated>,
                                  Row<Compensating, Return, Running>,
                                  Row<Stuck, Unstick, Compensating>,
                                  Row<Stuck, FinishPartly, PartiallyCompensated>,
                                  Row<Stuck, Terminate, Terminated>> {};

    template <typename Machine, typename Event>
    void no_transition(const Event&, Machine& machine, int) {
        machine.refused = true;
    }

    InstanceStatus status = InstanceStatus::kRunning;
    bool refused = false;
};
using Machine = boost::msm::back::state_machine<Lifecycle>;

template <typename Event>
void fire(Machine& machine) {
    machine.process_event(Event{});
}

// In the order of InstanceCommand.
constexpr std::array<void (*)(Machine&), kInstanceCommandCount> kFire{
    fire<Complete>,
    fire<Fail>,
    fire<Park>,
    fire<Unpark>,
    fire<Pause>,
    fire<Resume>,
    fire<Compensate>,
    fire<GetStuck>,
    fire<Unstick>,
    fire<FinishUndo>,
    fire<FinishPartly>,
    fire<Terminate>,
    fire<Return>};

constexpr std::array<std::string_view, kInstanceCommandCount> kNames{
    "complete",
    "fail",
    "park",
    "unpark",
    "pause",
    "resume",
    "compensate",
    "getStuck",
    "unstick",
    "finishUndo",
    "finishPartly",
    "terminate",
    "return"};

using Matrix =
    lifecycle::TransitionMatrix<InstanceStatus, kInstanceStatusCount, kInstanceCommandCount>;

}  // namespace

std::string_view to_string(InstanceCommand command) {
    return kNames[static_cast<std::size_t>(command)];
}

std::optional<InstanceStatus> next_status(InstanceStatus status, InstanceCommand command) {
    static const Matrix matrix = Matrix::read<Machine>(kFire);
    return matrix.next(status, static_cast<std::size_t>(command));
}

}  // namespace sagaflow::kernel
