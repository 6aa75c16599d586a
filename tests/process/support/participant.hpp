// The outside world of the process tests: an HTTP server in the test program that engines call.
//
//   POST /do/STEP            {"order", "decline": STEP}     applies the effect, or says 409
//   POST /undo/STEP          {"forKey": KEY}                takes it back
//   GET  /probe/STEP?key=KEY                                {"items": [] or [KEY]}
//
// One thread serves all connections, so calls have one order. What each call gets is decided by the
// test's Conduct, called on that thread: answer, refuse for now, or hold the answer until
// release(). A held call is applied before it is held or after: both sides of a lost answer.
// All public functions may be called from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "tests/process/support/ledger.hpp"

namespace sagaflow::testing {

enum class Treatment { kAnswer, kApplyThenHold, kHoldThenApply, kBusy };
using Conduct = std::function<Treatment(const Call&)>;

class Participant {
public:
    static constexpr std::chrono::seconds kPatience{60};

    Participant();
    ~Participant();
    Participant(const Participant&) = delete;
    Participant& operator=(const Participant&) = delete;

    std::string base_url() const;

    void conduct(Conduct conduct);
    // Answers everything that is held; from now on, `next` decides, or nothing is held.
    void release(Conduct next = nullptr);
    // Waits until what release() let go is carried out.
    bool wait_until_none_held(std::chrono::milliseconds limit = kPatience) const;

    Ledger ledger() const;
    bool wait_until_held(std::size_t count, std::chrono::milliseconds limit = kPatience) const;

    struct Parts;

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace sagaflow::testing
