// One client of the API that does what good clients do, and tells the log of every try: it asks
// again with the same Idempotency-Key, at whichever engine listens, until it has an answer.
//
// Each client is used by one thread; the engines belong to the run and outlive it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/load/client_log.hpp"
#include "tests/process_rig/engine_process.hpp"

namespace sagaflow::faults {

using testing::ApiAnswer;
using testing::EngineProcess;
using Engines = std::vector<const EngineProcess*>;

struct Order {
    std::string name;
    std::string saga;
    std::string decline;
    std::string expect;    // empty: completed or compensated
    bool one_try = false;  // a client that gives up when it hears nothing
};

class Client {
public:
    Client(const Engines& engines, ClientLog& log, std::size_t first_engine)
        : engines_(engines), log_(log), turn_(first_engine) {}

    // The instance, or nothing when the time was up.
    std::optional<std::string> start(const Order& order, std::chrono::milliseconds limit);
    // Asks until the instance of a start has ended; false when the time was up.
    bool ended(const Order& order, std::chrono::milliseconds limit);
    bool send_event(
        const std::string& id,
        const std::string& type,
        const std::string& order,
        std::chrono::milliseconds limit
    );

    // From now on this engine only.
    void always_ask(std::size_t engine) { only_ = engine; }

private:
    const EngineProcess& next_engine();
    std::optional<std::string> try_start(const Order& order, const std::string& url);
    void tell_refusal(nlohmann::json line, const ApiAnswer& answer);

    const Engines& engines_;
    ClientLog& log_;
    std::size_t turn_;
    std::optional<std::size_t> only_;
};

}  // namespace sagaflow::faults
