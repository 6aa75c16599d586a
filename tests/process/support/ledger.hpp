// What a participant remembers: every call that reached it, and every effect, applied once for each
// key as a careful participant would. A key that was undone before it was applied is refused for
// ever, so that a straggler of a dead engine changes nothing.
//
// Plain data with one clock: the numbers of calls and effects order everything that happened.
// Not thread-safe; Participant guards it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sagaflow::testing {

enum class CallPurpose { kDo, kUndo, kProbe };
std::string_view to_string(CallPurpose purpose);

struct Call {
    std::size_t number = 0;  // in order of arrival, from 1
    CallPurpose purpose = CallPurpose::kDo;
    std::string step;
    std::string instance;  // Sagaflow-Instance
    std::string key;       // Idempotency-Key
    int attempt = 0;       // Sagaflow-Attempt
    std::string body;
    std::string effect_key;  // the key of the effect that it is about: do's own, else the named one
    bool declined = false;   // the body asks for it: the plan travels with the order
};

struct EffectRecord {
    std::string instance;
    std::string step;
    std::size_t applied_at = 0;  // 0: never
    std::size_t undone_at = 0;
    bool refused = false;  // undone before it was ever applied
};

class Ledger {
public:
    // Gives the call its number.
    const Call& record(Call call);
    // True when the effect stands after the call.
    bool apply(const Call& call);
    void undo(const Call& call);
    bool stands(const std::string& effect_key) const;

    const std::vector<Call>& calls() const { return calls_; }
    std::vector<Call> calls_of(const std::string& instance) const;
    std::size_t count(CallPurpose purpose, const std::string& step) const;
    // Effects of one instance, by key.
    std::map<std::string, EffectRecord> effects_of(const std::string& instance) const;
    // Bodies that changed under one key.
    const std::vector<std::string>& faults() const { return faults_; }

private:
    std::size_t clock_ = 0;
    std::vector<Call> calls_;
    std::map<std::string, std::string> body_by_key_;
    std::map<std::string, EffectRecord> effects_;
    std::vector<std::string> faults_;
};

}  // namespace sagaflow::testing
