// What the endpoint of W2 was asked for, saga by saga: the judge of the run. It knows nothing of
// the engine; it holds what arrived against how each saga is said to have ended.
//
// Written by the endpoint's thread, read after that thread has ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::bench {

enum class OrderCall : std::uint8_t { kReserve, kCharge, kShip, kRefund, kUnreserve };

std::optional<OrderCall> order_call_from(std::string_view path);
// One saga in five is refused at its third step: which ones, its number says.
bool is_refused(std::uint64_t saga);

class CallLedger {
public:
    void record(std::uint64_t saga, OrderCall call, std::string_view idempotency_key);

    std::uint64_t calls() const { return calls_; }
    // The same call with the same key: allowed, because delivery is at least once.
    std::uint64_t repeated() const { return repeated_; }
    // What is wrong with one saga: lost, forgotten or doubled calls, undo out of order. Empty:
    // fine.
    std::string violation_of(std::uint64_t saga, std::string_view final_status) const;

private:
    struct Entry {
        OrderCall call;
        std::uint64_t key;  // hash of the idempotency key
    };

    std::vector<std::vector<Entry>> by_saga_;
    std::uint64_t calls_ = 0;
    std::uint64_t repeated_ = 0;
};

}  // namespace sagaflow::bench
