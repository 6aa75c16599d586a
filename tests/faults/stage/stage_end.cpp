// The end of a run: everything settles, every engine answers, and the oracle judges.
#include <stdexcept>

#include "tests/faults/oracle/oracle.hpp"
#include "tests/faults/stage/stage.hpp"

namespace sagaflow::faults {
namespace {

// The longest back-off and lease of the sagas and settings in use are far below this.
constexpr int kSettleLimitMs = 120'000;
constexpr double kTailLimitMs = 60'000;

}  // namespace

void Stage::wait_until_settled() {
    Sql sql(conninfo_);
    // The oracle tells of what did not.
    sql.wait_for(
        "SELECT count(*) FROM sagaflow.instance WHERE ended_at IS NULL"
        " AND status NOT IN ('parked', 'stuck') AND id::text NOT IN ('none'" +
            exempt_ + ")",
        "0",
        kSettleLimitMs
    );
}

// L3: whoever runs answers.
void Stage::check_tail() {
    for (std::size_t i = 0; i < engines_.size(); ++i) {
        if (!engines_[i]->runs()) continue;
        const Engines one{engine_list_[i]};
        expect(
            ping(pings_++, one, kTailLimitMs),
            "L3: " + engines_[i]->name() + " did not serve an order at the end"
        );
    }
}

void Stage::judge_run() {
    participant_->flush();
    log_->flush();
    auto gathered = gather_evidence(
        conninfo_,
        (scratch_.path() / "ledger.jsonl").string(),
        (scratch_.path() / "clients.jsonl").string()
    );
    if (!gathered.ok()) throw std::runtime_error(gathered.error().message);
    evidence_ = std::move(*gathered);
    violations_ = judge(evidence_);
}

void Stage::finish() {
    if (finished_) return;
    finished_ = true;
    if (crowd_) {
        crowd_->stop();
        expect(
            crowd_->given_up() == 0,
            "L1: " + std::to_string(crowd_->given_up()) + " clients never got an answer"
        );
        check_tail();
    }
    wait_until_settled();
    judge_run();
    ended_ = monotonic_us();
}

RowResult Stage::result() const {
    RowResult result;
    result.id = row_;
    result.seed = settings_.seed;
    result.duration_s = static_cast<double>((ended_ == 0 ? monotonic_us() : ended_) - begun_) / 1e6;
    result.ok = evidence_.journal.requests_ok;
    result.failed = evidence_.journal.requests_failed;
    result.unknown = evidence_.journal.requests_unknown;
    for (const InstanceRecord& instance : evidence_.instances) result.sagas += instance.ended;
    result.injected = evidence_.journal.faults_injected;
    result.recovery_ms = recovery_ms_;
    result.violations = broken_;
    for (const Violation& violation : violations_) {
        result.violations.push_back(to_text(violation));
    }
    if (!finished_) result.error = "the row ended before its end";
    if (!result.passed() || settings_.keep) result.directory = scratch_.path().string();
    return result;
}

}  // namespace sagaflow::faults
