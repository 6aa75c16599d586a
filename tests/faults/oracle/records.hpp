// The two files that a run leaves beside the database: one JSON object a line, appended and synced
// before anybody acts on it. The writers live in tests/faults/load; this is the form and its
// reader.
//
// Ledger: a line for each call, the members of LedgerEntry. Client log: lines told apart by "op":
//   start    phase invoke, ok, fail or unknown; order, saga, decline, expect, instance, status
//   event    the same phases; id, order, duplicate
//   plan     faults {name: count}, successesMin, attemptsMax
//   wait     saga, before, after, ms
//   fault    fault, evidence: one that was really injected
//   unledgered  step: its participant keeps no ledger
//   exempt   order, instance, why: damaged on purpose
// Errors: kInvalidArgument with file and line. A last line without its end is what a killed writer
// leaves, and is no part of the record.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/core/result.hpp"
#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

nlohmann::json to_json(const LedgerEntry& entry);
Result<std::vector<LedgerEntry>> read_ledger(const std::filesystem::path& file);
Result<Journal> read_client_log(const std::filesystem::path& file);

}  // namespace sagaflow::faults
