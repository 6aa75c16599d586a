// Known bugs for proving the tests: a simulator that finds none of these proves nothing. The
// product is built without them, and then the question below is the constant `false`; only
// tests/simulation builds the rooms that ask it a second time, with SAGAFLOW_PLANTED_BUGS.
// docs/internals/simulator.md lists what each one breaks. Pure; any thread.
#pragma once

namespace sagaflow {

enum class PlantedBug {
    kAcknowledgeBeforeCommit,  // those who wait for a commit are told at once
    kCallBeforeCommit,         // calls go out before their commit
    kNoEpochCheck,             // the store does not compare epochs
    kRandomKey,                // each attempt has a key of its own
    kUndoForward,              // undo in the order of the steps
    kUnknownIsFailed,          // a step of unknown outcome is not undone
    kLateSuccessIgnored,       // a success that nobody waits for any more is dropped
    kTimerForgotten,           // an instance that leaves memory is not looked at again in time
    kEventTakenTwice,          // a kept event stays kept when it is taken
    kRequestKeyIgnored,        // the Idempotency-Key of a start is not looked up
};

#ifdef SAGAFLOW_PLANTED_BUGS
bool has_planted(PlantedBug bug);
#else
inline namespace product {
constexpr bool has_planted(PlantedBug) { return false; }
}  // namespace product
#endif

}  // namespace sagaflow
