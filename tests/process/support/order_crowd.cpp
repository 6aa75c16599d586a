#include "tests/process/support/order_crowd.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kClients = 4;
constexpr std::size_t kDeclineEvery = 5;
constexpr int kTriesMax = 2'400;
constexpr std::chrono::milliseconds kBetweenTries{50};

}  // namespace

OrderCrowd::OrderCrowd(std::vector<EngineProcess*> engines, std::size_t orders)
    : engines_(std::move(engines)) {
    for (std::size_t i = 0; i < orders; ++i) {
        Order order;
        order.name = "order-" + std::to_string(i);
        if (i % kDeclineEvery == 0) order.decline = i % 2 == 0 ? "ship" : "charge";
        orders_.push_back(std::move(order));
    }
    for (std::size_t client = 0; client < kClients; ++client) {
        clients_.emplace_back([this, client] { serve(client); });
    }
}

void OrderCrowd::join() {
    for (std::thread& client : clients_) client.join();
    clients_.clear();
}

std::vector<Order> OrderCrowd::acknowledged() const {
    const std::scoped_lock lock(mutex_);
    return acknowledged_;
}

void OrderCrowd::serve(std::size_t client) {
    for (std::size_t i = client; i < orders_.size(); i += kClients) place(orders_[i], client);
}

// When an engine is away the next try goes to the next one.
void OrderCrowd::place(Order order, std::size_t first_engine) {
    for (std::size_t attempt = 0; attempt < kTriesMax; ++attempt) {
        const EngineProcess& engine = *engines_[(first_engine + attempt) % engines_.size()];
        const std::string url = engine.base_url();
        if (!url.empty()) {
            const ApiAnswer answer = ApiClient(url).start(
                "trip", {{"order", order.name}, {"decline", order.decline}}, order.name
            );
            if (answer.status == 201 || answer.status == 200) {
                order.instance = answer.body.at("id").get<std::string>();
                const std::scoped_lock lock(mutex_);
                acknowledged_.push_back(std::move(order));
                return;
            }
            ++order.refusals;
        }
        engine.wait_for_restart(url, kBetweenTries);
    }
}

}  // namespace sagaflow::testing
