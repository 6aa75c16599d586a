// Many orders of the saga "trip", started by clients on threads of their own that do what good
// clients do: ask again with the same Idempotency-Key until the start is acknowledged. Every fifth
// is planned to be declined, at its second or third step.
//
// join() before the participant's ledger is judged.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/process_rig/engine_process.hpp"

namespace sagaflow::testing {

struct Order {
    std::string name;
    std::string decline;   // the step that is declined; empty: none
    std::string instance;  // acknowledged by 201 or 200
    int refusals = 0;      // answers other than that, no answer included
};

class OrderCrowd {
public:
    // Client i asks engines[i % size], so that several engines get starts.
    OrderCrowd(std::vector<EngineProcess*> engines, std::size_t orders);
    ~OrderCrowd() { join(); }
    OrderCrowd(const OrderCrowd&) = delete;
    OrderCrowd& operator=(const OrderCrowd&) = delete;

    void join();
    // What was acknowledged so far; all orders after join().
    std::vector<Order> acknowledged() const;
    std::size_t size() const { return orders_.size(); }

private:
    void serve(std::size_t client);
    void place(Order order, std::size_t first_engine);

    std::vector<EngineProcess*> engines_;
    std::vector<Order> orders_;
    mutable std::mutex mutex_;
    std::vector<Order> acknowledged_;
    std::vector<std::thread> clients_;
};

}  // namespace sagaflow::testing
