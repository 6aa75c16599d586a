#include "tests/faults/load/crowd.hpp"

namespace sagaflow::faults {
namespace {

constexpr std::size_t kDeclineEvery = 5;
constexpr std::size_t kGiveUpEvery = 10;
constexpr std::size_t kEarlyEventEvery = 4;
constexpr std::size_t kDoubleEventEvery = 7;

}  // namespace

Crowd::Crowd(CrowdPlan plan, const Engines& engines, ClientLog& log)
    : plan_(std::move(plan)),
      engines_(engines),
      log_(log),
      begun_(std::chrono::steady_clock::now()) {
    for (std::size_t i = 0; i < plan_.clients; ++i) threads_.emplace_back([this, i] { serve(i); });
}

Crowd::~Crowd() { stop(); }

void Crowd::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

std::size_t Crowd::acknowledged() const {
    const std::scoped_lock lock(mutex_);
    return acknowledged_;
}

bool Crowd::wait_for_acknowledged(std::size_t count, std::chrono::milliseconds limit) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return acknowledged_ >= count; });
}

bool Crowd::wait_until_due(std::size_t order) {
    const auto offset = std::chrono::duration<double>(static_cast<double>(order) / plan_.rate);
    const auto due =
        begun_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(offset);
    std::unique_lock lock(mutex_);
    return !changed_.wait_until(lock, due, [this] { return stopping_; });
}

void Crowd::serve(std::size_t number) {
    Client client(engines_, log_, number);
    while (true) {
        const std::size_t order = next_++;
        if (!wait_until_due(order)) return;
        place(client, order);
    }
}

void Crowd::note_acknowledged() {
    {
        const std::scoped_lock lock(mutex_);
        ++acknowledged_;
    }
    changed_.notify_all();
}

void Crowd::place(Client& client, std::size_t number) {
    Order order;
    order.name = plan_.prefix + "-" + std::to_string(number);
    order.saga = plan_.sagas[number % plan_.sagas.size()];
    if (plan_.declines && number % kDeclineEvery == 0) order.decline = "ship";
    order.expect = order.decline.empty() ? "completed" : "compensated";
    const bool takes_event = order.saga == "paid";
    order.one_try = plan_.some_give_up && number % kGiveUpEvery == 3;
    const std::string event = "paid-" + order.name;
    const bool early = number % kEarlyEventEvery == 0;
    if (takes_event && early) client.send_event(event, "paid", order.name, plan_.patience);
    if (client.start(order, plan_.patience))
        note_acknowledged();
    else if (!order.one_try)
        ++given_up_;
    // Also for one that may not have started: nobody knows.
    if (takes_event && !early) client.send_event(event, "paid", order.name, plan_.patience);
    if (takes_event && number % kDoubleEventEvery == 0) {
        client.send_event(event, "paid", order.name, plan_.patience);
    }
}

}  // namespace sagaflow::faults
