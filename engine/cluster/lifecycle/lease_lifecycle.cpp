#include "engine/cluster/lifecycle/lease_lifecycle.hpp"

#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include "engine/core/transition_matrix.hpp"

//              Acquire              Grant
//   unowned ───────────► acquiring ───────► owned ── Drain ──► draining
//     ▲  ▲ ◄── Refuse ──────┘ ▲ ▲ ◄─ Renew ──┘ │ Lose            │ │ Lose
//     │  │                    │ └── Acquire ── lost ◄────────────┼─┘
//     │  └────────────────────┼───── Release ────────────────────┘
//
// Invariants:
// - Only owned and draining shards may be written, and each write checks the epoch all the same.
// - Nothing leads back from draining to owned but a new epoch.
namespace sagaflow::cluster {
namespace {

namespace front = boost::msm::front;

struct Acquire {};
struct Grant {};
struct Refuse {};
struct Drain {};
struct Release {};
struct Lose {};
struct Renew {};

template <LeaseStatus kStatus>
struct In : front::state<> {
    template <typename Event, typename Machine>
    void on_entry(const Event&, Machine& machine) {
        machine.status = kStatus;
    }
};
using Unowned = In<LeaseStatus::kUnowned>;
using Acquiring = In<LeaseStatus::kAcquiring>;
using Owned = In<LeaseStatus::kOwned>;
using Draining = In<LeaseStatus::kDraining>;
using Lost = In<LeaseStatus::kLost>;

struct Lifecycle : front::state_machine_def<Lifecycle> {
    using initial_state = Unowned;
    template <typename From, typename Event, typename To>
    using Row = front::Row<From, Event, To, front::none, front::none>;

    struct transition_table : boost::mpl::vector<
                                  Row<Unowned, Acquire, Acquiring>,
                                  Row<Acquiring, Grant, Owned>,
                                  Row<Acquiring, Refuse, Unowned>,
                                  Row<Acquiring, Lose, Lost>,
                                  Row<Owned, Drain, Draining>,
                                  Row<Owned, Lose, Lost>,
                                  Row<Owned, Renew, Acquiring>,
                                  Row<Draining, Release, Unowned>,
                                  Row<Draining, Lose, Lost>,
                                  Row<Draining, Renew, Acquiring>,
                                  Row<Lost, Acquire, Acquiring>> {};

    template <typename Machine, typename Event>
    void no_transition(const Event&, Machine& machine, int) {
        machine.refused = true;
    }

    LeaseStatus status = LeaseStatus::kUnowned;
    bool refused = false;
};
using Machine = boost::msm::back::state_machine<Lifecycle>;

template <typename Event>
void fire(Machine& machine) {
    machine.process_event(Event{});
}

// In the order of LeaseCommand.
constexpr std::array<void (*)(Machine&), kLeaseCommandCount> kFire{
    fire<Acquire>, fire<Grant>, fire<Refuse>, fire<Drain>, fire<Release>, fire<Lose>, fire<Renew>};

constexpr std::array<std::string_view, kLeaseStatusCount> kStatusNames{
    "unowned", "acquiring", "owned", "draining", "lost"};
constexpr std::array<std::string_view, kLeaseCommandCount> kCommandNames{
    "acquire", "grant", "refuse", "drain", "release", "lose", "renew"};

using Matrix = lifecycle::TransitionMatrix<LeaseStatus, kLeaseStatusCount, kLeaseCommandCount>;

}  // namespace

std::string_view to_string(LeaseStatus status) {
    return kStatusNames[static_cast<std::size_t>(status)];
}
std::string_view to_string(LeaseCommand command) {
    return kCommandNames[static_cast<std::size_t>(command)];
}

std::optional<LeaseStatus> next_status(LeaseStatus status, LeaseCommand command) {
    static const Matrix matrix = Matrix::read<Machine>(kFire);
    return matrix.next(status, static_cast<std::size_t>(command));
}

}  // namespace sagaflow::cluster
