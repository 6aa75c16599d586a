// What the oracle judges: the participant's ledger, the clients' journal, and the database's
// tables, read into plain data. None of it comes from the engine's own mouth but the tables, and
// those are held against the other two.
//
// Plain values; no I/O here. Times are microseconds of the machine's monotonic clock, which one
// machine's processes share and nobody can set.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/model/history_event.hpp"
#include "engine/model/outcome.hpp"

namespace sagaflow::faults {

using Micros = std::int64_t;

// One call as it reached the participant.
struct LedgerEntry {
    Micros at = 0;
    CallKind kind = CallKind::kDo;
    std::string step;
    std::string order;
    std::string instance;    // Sagaflow-Instance
    std::string key;         // Idempotency-Key
    std::string effect_key;  // the key of the effect that it is about: do's own, else the named one
    int attempt = 0;         // Sagaflow-Attempt
    int version = 0;         // of the definition, as the body says; 0: it says none
    std::uint64_t body = 0;  // hash
    bool applied = false;    // a do that made the effect stand
    bool undone = false;     // an undo that took a standing effect back
    bool late = false;       // not a call: the moment when a held call took effect
    int answer = 0;          // the status; 0: none was sent
};

// One order, as its client tells.
struct OrderRecord {
    std::string saga;
    std::string decline;  // the step that was planned to fail; empty: none
    std::string expect;   // status at the end; empty: completed or compensated, both are right
    std::vector<std::string> acknowledged;  // the instance that each 200 and 201 named
    int asked = 0;
    bool exempt = false;  // the run damaged it on purpose
};

struct SentEvent {
    std::string order;
    int acknowledged = 0;
    int first = 0;  // acknowledgements that said "no duplicate"
};

// A wait in a saga: between these two steps the participant must see at least this long.
struct WaitRule {
    std::string saga;
    std::string before;
    std::string after;
    std::int64_t ms = 0;
};

struct Journal {
    std::map<std::string, OrderRecord> orders;
    std::map<std::string, SentEvent> events;  // by id
    std::map<std::string, int> faults_planned;
    std::map<std::string, int> faults_injected;
    std::vector<WaitRule> waits;
    std::set<std::string> exempt_instances;  // the same, by id: their histories may say nothing
    std::set<std::string> unledgered;        // steps whose participant keeps no ledger
    std::size_t successes_min = 1;
    std::optional<int> attempts_max;  // of the policies in use; none: unbounded
    int requests_ok = 0;
    int requests_failed = 0;
    int requests_unknown = 0;
};

struct HistoryRecord {
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;
    std::string text;
};

struct InstanceRecord {
    std::string id;
    std::string saga;
    std::string order;  // of its input
    int version = 0;
    std::uint64_t seq = 0;        // how far the row goes
    std::uint64_t image_seq = 0;  // how far its image goes; 0: there is none
    std::string status;
    bool ended = false;
    std::string waiting_for;
    std::string image;
    std::vector<HistoryRecord> rows;
    std::vector<HistoryEvent> events;  // of the rows
    std::string damage;                // why the rows cannot be read; empty: they can
};

struct StoredEvent {
    std::string id;
    std::string state;
    std::int64_t matched = 0;
};

struct Evidence {
    std::vector<LedgerEntry> ledger;
    Journal journal;
    std::vector<InstanceRecord> instances;
    std::vector<StoredEvent> stored_events;
};

struct Violation {
    std::string invariant;  // I1 … I12, L1, L4, faults
    std::string instance;   // its id; empty where it concerns none
    std::string order;
    std::string what;
};

}  // namespace sagaflow::faults
