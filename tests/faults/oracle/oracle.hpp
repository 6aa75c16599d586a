// The judge of a run: holds the database, the participant's ledger and the clients' log against the
// promises of docs/semantics.md and says, saga by saga, which one was broken.
//
// judge() is pure; any thread. What each invariant means stands at its check.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

std::vector<Violation> judge(const Evidence& evidence);

std::string to_text(const Violation& violation);

// Reads the two files and the database, once.
Result<Evidence> gather_evidence(
    const std::string& database, const std::string& ledger_file, const std::string& client_log
);

}  // namespace sagaflow::faults
