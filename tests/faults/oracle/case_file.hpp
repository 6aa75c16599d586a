// Everything that is known of one instance, side by side; and the checks over it. Private to the
// oracle.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

struct CaseFile {
    const InstanceRecord* instance = nullptr;
    const OrderRecord* order = nullptr;  // null: no client tells of it
    std::vector<const LedgerEntry*> calls;
};

// A call as the history knows it.
struct RecordedCall {
    CallKind kind = CallKind::kDo;
    std::string state;
    int visit = 0;
    int attempt = 0;
    auto operator<=>(const RecordedCall&) const = default;
};
// Every call that the history says was about to go out.
std::vector<RecordedCall> recorded_calls(const InstanceRecord& instance);
bool has_event(const InstanceRecord& instance, EventType type);

using Complain = std::function<void(const std::string& invariant, const std::string& what)>;

// Over one instance.
void check_history(const CaseFile& file, const Complain& complain);  // I9, I11
void check_timers(const CaseFile& file, const Journal& journal, const Complain& complain);  // I10
void check_calls(const CaseFile& file, const Journal& journal, const Complain& complain);
void check_effects(const CaseFile& file, const Journal& journal, const Complain& complain);
void check_ending(const CaseFile& file, const Complain& complain);  // I7, L1

// Over all of them.
void check_starts(const Evidence& evidence, std::vector<Violation>& found);      // I1, I2
void check_events(const Evidence& evidence, std::vector<Violation>& found);      // I8
void check_injections(const Evidence& evidence, std::vector<Violation>& found);  // L4, faults

}  // namespace sagaflow::faults
