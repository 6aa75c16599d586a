// A short run without a fault, made once for the whole test program: what the tests doctor.
#pragma once

#include <gtest/gtest.h>

#include "tests/faults/oracle/oracle.hpp"
#include "tests/faults/stage/stage.hpp"

namespace sagaflow::faults {

class CleanRun : public ::testing::Test {
protected:
    static Stage& stage();

    CleanRun() : evidence_(stage().evidence()) {}

    // An instance of this saga that ended so, by its place in evidence_.instances.
    InstanceRecord& instance(const std::string& saga, const std::string& status);
    // A compensated one in which the effects of these steps were undone by the participant: others
    // ended before they got so far.
    const InstanceRecord& instance_with_undone(const std::vector<std::string>& steps);
    // The first call of the instance for which this holds.
    LedgerEntry& call(
        const InstanceRecord& of, const std::function<bool(const LedgerEntry&)>& holds
    );
    HistoryEvent& event(InstanceRecord& of, EventType type);
    // A completed saga whose wait, as its participant saw it, was made to last this long.
    const InstanceRecord& rest_between_calls(Micros lasted);
    OrderRecord& order(const InstanceRecord& of) { return evidence_.journal.orders[of.order]; }

    // The oracle, over the doctored copy, complains of this invariant, and names the saga.
    void expect_caught(const std::string& invariant, const std::string& instance = "");

    Evidence evidence_;
};

}  // namespace sagaflow::faults
