#include "cli/bench/call_ledger.hpp"

#include <algorithm>
#include <array>

#include "engine/core/ids.hpp"

namespace sagaflow::bench {
namespace {

constexpr std::array<std::string_view, 5> kPaths{
    "/reserve", "/charge", "/ship", "/refund", "/unreserve"};
constexpr std::uint64_t kRefusedEvery = 5;

using Calls = std::vector<OrderCall>;

const Calls& expected_calls(bool refused) {
    static const Calls good{OrderCall::kReserve, OrderCall::kCharge, OrderCall::kShip};
    static const Calls undone{
        OrderCall::kReserve,
        OrderCall::kCharge,
        OrderCall::kShip,
        OrderCall::kRefund,
        OrderCall::kUnreserve};
    return refused ? undone : good;
}

std::string list_of(const Calls& calls) {
    std::string text;
    for (const OrderCall call : calls) text.append(kPaths[static_cast<std::size_t>(call)]);
    return text.empty() ? "nothing" : text;
}

}  // namespace

std::optional<OrderCall> order_call_from(std::string_view path) {
    const auto found = std::find(kPaths.begin(), kPaths.end(), path);
    if (found == kPaths.end()) return std::nullopt;
    return static_cast<OrderCall>(found - kPaths.begin());
}

bool is_refused(std::uint64_t saga) { return saga % kRefusedEvery == 0; }

void CallLedger::record(std::uint64_t saga, OrderCall call, std::string_view idempotency_key) {
    ++calls_;
    if (by_saga_.size() <= saga) by_saga_.resize(std::max<std::size_t>(saga + 1, saga * 3 / 2));
    const std::uint64_t key = stable_hash(idempotency_key);
    std::vector<Entry>& entries = by_saga_[saga];
    for (const Entry& known : entries) {
        if (known.call != call || known.key != key) continue;
        ++repeated_;
        return;
    }
    entries.push_back({call, key});
}

std::string CallLedger::violation_of(std::uint64_t saga, std::string_view final_status) const {
    const std::string name = "saga " + std::to_string(saga);
    const std::string_view right = is_refused(saga) ? "compensated" : "completed";
    if (final_status != right) {
        return name + ": expected it to end as " + std::string(right) + ", but it is " +
               (final_status.empty() ? "lost" : std::string(final_status));
    }
    Calls calls;
    if (saga < by_saga_.size()) {
        for (const Entry& entry : by_saga_[saga]) calls.push_back(entry.call);
    }
    const Calls& expected = expected_calls(is_refused(saga));
    if (calls == expected) return {};
    return name + ": expected the calls " + list_of(expected) + ", but got " + list_of(calls);
}

}  // namespace sagaflow::bench
