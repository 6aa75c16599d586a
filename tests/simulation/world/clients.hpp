// The clients: they start sagas, send events and act as operators, over any process, as careful
// clients of the API do. Their log tells what they were promised; each answer is held against what
// is committed at that very moment (I1, I2).
//
// Belongs to one run; one thread.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "tests/simulation/world/process.hpp"

namespace sagaflow::simulation {

class Clients {
public:
    // Somebody who answers requests just now: any process that is there, or null.
    using AnyProcess = std::function<Process*()>;

    Clients(Surroundings& around, AnyProcess any, std::uint64_t seed);

    // Puts the whole load of the plan into the schedule.
    void begin();
    void act(InstanceId id, Action action, Json arguments = Json::object());
    // An event for somebody who waits; sent until it is acknowledged.
    void send_event(const EventAddress& address, bool ok);
    // One more saga of each definition, which must succeed now that all is well.
    void start_last_ones();

    std::size_t pending() const { return pending_; }
    // What was promised: operation number and the saga that it got.
    const std::map<std::int64_t, InstanceId>& acknowledged() const { return acknowledged_; }
    // Sagas that were told to a client that had started none itself, or had no key.
    const std::vector<InstanceId>& others() const { return others_; }
    const std::map<EventIdentity, EventAddress>& events() const { return events_; }
    // How often each start without an Idempotency-Key was sent by its client.
    const std::map<std::int64_t, int>& unkeyed() const { return unkeyed_; }

private:
    struct Start;
    struct Sending;

    std::shared_ptr<Start> make_start();
    void send(const std::shared_ptr<Start>& start);
    void answered(const std::shared_ptr<Start>& start, Result<Started> answer);
    void send(const std::shared_ptr<Sending>& sending);
    void check_end(InstanceId id, const Json& document);
    void act_at_random();
    std::string some_key();
    void broken(const char* invariant, InstanceId id, std::string text);

    Surroundings& around_;
    AnyProcess any_;
    Random random_;
    std::int64_t operations_ = 0;
    std::int64_t events_made_ = 0;
    std::size_t pending_ = 0;
    std::deque<std::string> keys_;
    std::vector<InstanceId> known_;
    std::map<std::int64_t, InstanceId> acknowledged_;
    std::vector<InstanceId> others_;
    std::map<EventIdentity, EventAddress> events_;
    std::map<std::int64_t, int> unkeyed_;
};

}  // namespace sagaflow::simulation
