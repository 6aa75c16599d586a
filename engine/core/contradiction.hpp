// Lets one computation fail instead of the process: while a ContradictionScope lives on a thread, a
// failed ENSURE there throws Contradiction.
//
// For reading what may have been damaged by hand: a history that contradicts itself must cost one
// instance, not the node and all others with it. Only around pure work on values that are thrown
// away then; everywhere else a failed check ends the process, as it should. Scopes nest.
#pragma once

#include <stdexcept>

namespace sagaflow {

class Contradiction : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

class ContradictionScope {
public:
    ContradictionScope();
    ~ContradictionScope();
    ContradictionScope(const ContradictionScope&) = delete;
    ContradictionScope& operator=(const ContradictionScope&) = delete;
};

}  // namespace sagaflow
