#include "tests/faults/oracle_test/clean_run.hpp"

#include <algorithm>
#include <stdexcept>

namespace sagaflow::faults {
namespace {

std::unique_ptr<Stage> run_once() {
    auto stage = std::make_unique<Stage>("oracle", RowSettings{.seconds = 2});
    stage->add_engine();
    stage->deploy_load();
    stage->participant().conduct(moody(5));
    stage->plan({{"nothing", 1}}, 30);
    stage->injected("nothing", "really");
    CrowdPlan plan;
    plan.rate = 50;
    stage->start_load(plan);
    stage->load_for(2);
    stage->finish();
    return stage;
}

}  // namespace

// Ends before main does: static objects of libraries are still there.
Stage& CleanRun::stage() {
    static const std::unique_ptr<Stage> only = run_once();
    return *only;
}

InstanceRecord& CleanRun::instance(const std::string& saga, const std::string& status) {
    for (InstanceRecord& each : evidence_.instances) {
        if (each.saga == saga && each.status == status) return each;
    }
    throw std::runtime_error("no " + saga + " is " + status);
}

const InstanceRecord& CleanRun::instance_with_undone(const std::vector<std::string>& steps) {
    for (const InstanceRecord& each : evidence_.instances) {
        if (each.status != "compensated") continue;
        const auto was_undone = [&](const std::string& step) {
            return std::any_of(
                evidence_.ledger.begin(),
                evidence_.ledger.end(),
                [&](const LedgerEntry& entry) {
                    return entry.instance == each.id && entry.step == step && entry.undone;
                }
            );
        };
        if (std::all_of(steps.begin(), steps.end(), was_undone)) return each;
    }
    throw std::runtime_error("no saga undid all of these steps");
}

LedgerEntry& CleanRun::call(
    const InstanceRecord& of, const std::function<bool(const LedgerEntry&)>& holds
) {
    for (LedgerEntry& each : evidence_.ledger) {
        if (each.instance == of.id && holds(each)) return each;
    }
    throw std::runtime_error("no such call of " + of.id);
}

HistoryEvent& CleanRun::event(InstanceRecord& of, EventType type) {
    for (HistoryEvent& each : of.events) {
        if (each.type == type) return each;
    }
    throw std::runtime_error("no such event of " + of.id);
}

const InstanceRecord& CleanRun::rest_between_calls(Micros lasted) {
    const InstanceRecord& of = instance("timed", "completed");
    const auto is_reserve = [](const LedgerEntry& each) {
        return each.kind == CallKind::kDo && each.applied && each.step == "reserve";
    };
    const Micros reserved = call(of, is_reserve).at;
    for (LedgerEntry& each : evidence_.ledger) {
        if (each.instance == of.id && each.step == "charge") each.at = reserved + lasted;
    }
    return of;
}

void CleanRun::expect_caught(const std::string& invariant, const std::string& instance) {
    std::string all;
    bool caught = false;
    for (const Violation& violation : judge(evidence_)) {
        all += to_text(violation) + "\n";
        const bool named = instance.empty() || violation.instance == instance;
        caught = caught || (violation.invariant == invariant && named);
    }
    EXPECT_TRUE(caught) << "expected a violation of " << invariant << " by saga \"" << instance
                        << "\", but the oracle says:\n"
                        << all;
}

}  // namespace sagaflow::faults
