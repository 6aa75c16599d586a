// The outside world of a run: an HTTP server that sagas call, and its append-only ledger, which is
// on the disk before a call is answered.
//
//   POST /do/STEP            {"order", "decline", "v"}      applies the effect, or says 409
//   POST /undo/STEP          {"order", "forKey", "v"}       takes it back
//   GET  /probe/STEP?key=KEY                                {"items": [] or [KEY]}
//
// A careful participant: an effect is applied once for each key, and one whose undo came first is
// refused for ever. What a call meets is decided by the run's Conduct, on the serving thread.
// Public functions may be called from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

enum class Treatment {
    kAnswer,
    kBusy,            // 503, nothing applied
    kApplyInSilence,  // applied, and no answer ever
    kHold,            // nothing until release(); then applied, too late for an answer
};
using Conduct = std::function<Treatment(const LedgerEntry&)>;
// Hears of each call when it has arrived and when its answer is about to leave.
enum class Moment { kArrived, kApplied, kAnswered };
using Watch = std::function<void(const LedgerEntry&, Moment)>;

class Participant {
public:
    explicit Participant(const std::filesystem::path& ledger);
    ~Participant();
    Participant(const Participant&) = delete;
    Participant& operator=(const Participant&) = delete;

    std::string base_url() const;
    void conduct(Conduct conduct);
    void watch(Watch watch);
    // Applies what is held.
    void release();
    std::size_t held() const;
    std::uint64_t calls() const;
    // Returns when the ledger is on the disk.
    void flush();

    struct Parts;

private:
    std::unique_ptr<Parts> parts_;
};

// 5 % of the calls are refused with 503 and 2 % are applied without an answer; which ones hangs on
// the seed and on the call alone, so that a repetition meets the same.
Conduct moody(std::uint64_t seed);

}  // namespace sagaflow::faults
