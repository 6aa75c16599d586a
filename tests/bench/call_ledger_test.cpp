#include "cli/bench/call_ledger.hpp"

#include <gtest/gtest.h>

namespace sagaflow::bench {
namespace {

constexpr std::uint64_t kGood = 1;
constexpr std::uint64_t kRefused = 5;

void record_all(CallLedger& ledger, std::uint64_t saga, const std::vector<OrderCall>& calls) {
    for (const OrderCall call : calls) {
        ledger.record(saga, call, "key-" + std::to_string(static_cast<int>(call)));
    }
}

const std::vector<OrderCall> kForward{OrderCall::kReserve, OrderCall::kCharge, OrderCall::kShip};
const std::vector<OrderCall> kUndone{
    OrderCall::kReserve,
    OrderCall::kCharge,
    OrderCall::kShip,
    OrderCall::kRefund,
    OrderCall::kUnreserve};

TEST(CallLedger, OneSagaInFiveIsRefused) {
    int refused = 0;
    for (std::uint64_t saga = 0; saga < 1'000; ++saga) refused += is_refused(saga) ? 1 : 0;
    EXPECT_EQ(refused, 200);
}

TEST(CallLedger, KnowsTheCallsByTheirPaths) {
    EXPECT_EQ(order_call_from("/refund"), OrderCall::kRefund);
    EXPECT_EQ(order_call_from("/refunds"), std::nullopt);
    EXPECT_EQ(order_call_from(""), std::nullopt);
}

TEST(CallLedger, FindsNothingWrongWithWhatIsRight) {
    CallLedger ledger;
    record_all(ledger, kGood, kForward);
    record_all(ledger, kRefused, kUndone);
    EXPECT_EQ(ledger.violation_of(kGood, "completed"), "");
    EXPECT_EQ(ledger.violation_of(kRefused, "compensated"), "");
    EXPECT_EQ(ledger.calls(), 8U);
    EXPECT_EQ(ledger.repeated(), 0U);
}

TEST(CallLedger, ARepeatedCallWithItsKeyIsAllowedAndCounted) {
    CallLedger ledger;
    record_all(ledger, kGood, kForward);
    record_all(ledger, kGood, kForward);
    EXPECT_EQ(ledger.violation_of(kGood, "completed"), "");
    EXPECT_EQ(ledger.repeated(), 3U);
}

TEST(CallLedger, TheSameCallWithAnotherKeyIsADoubleEffect) {
    CallLedger ledger;
    record_all(ledger, kGood, kForward);
    ledger.record(kGood, OrderCall::kShip, "another");
    EXPECT_NE(ledger.violation_of(kGood, "completed"), "");
}

TEST(CallLedger, ALostSagaIsAViolation) {
    CallLedger ledger;
    record_all(ledger, kGood, kForward);
    EXPECT_EQ(
        ledger.violation_of(kGood, ""), "saga 1: expected it to end as completed, but it is lost"
    );
    EXPECT_NE(ledger.violation_of(7, "completed"), "");  // never called anybody
}

TEST(CallLedger, TheWrongEndIsAViolation) {
    CallLedger ledger;
    record_all(ledger, kGood, kForward);
    record_all(ledger, kRefused, kUndone);
    EXPECT_NE(ledger.violation_of(kGood, "compensated"), "");
    EXPECT_NE(ledger.violation_of(kRefused, "completed"), "");
}

TEST(CallLedger, UndoInForwardOrderIsAViolation) {
    CallLedger ledger;
    record_all(ledger, kRefused, kForward);
    record_all(ledger, kRefused, {OrderCall::kUnreserve, OrderCall::kRefund});
    EXPECT_EQ(
        ledger.violation_of(kRefused, "compensated"),
        "saga 5: expected the calls /reserve/charge/ship/refund/unreserve, but got "
        "/reserve/charge/ship/unreserve/refund"
    );
}

TEST(CallLedger, AMissingUndoIsAViolation) {
    CallLedger ledger;
    record_all(ledger, kRefused, kForward);
    ledger.record(kRefused, OrderCall::kRefund, "key");
    EXPECT_NE(ledger.violation_of(kRefused, "compensated"), "");
}

}  // namespace
}  // namespace sagaflow::bench
