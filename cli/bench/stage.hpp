// What every workload stands on: the engine process, the endpoint, the directory of the run, and
// the loop that the load runs on. Owned by the run; one thread. The destructor ends every process
// and removes every file.
#pragma once

#include <memory>
#include <optional>

#include "cli/bench/endpoint.hpp"
#include "cli/bench/engine_process.hpp"
#include "cli/bench/interrupt.hpp"
#include "cli/bench/load.hpp"
#include "cli/bench/options.hpp"
#include "cli/bench/private_directory.hpp"
#include "cli/bench/process_meter.hpp"
#include "cli/bench/report.hpp"
#include "cli/output/terminal.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::bench {

// How many instances of a saga there are, by how they stand.
struct Counts {
    std::int64_t going_on = 0;  // not ended
    std::int64_t completed = 0;
    std::int64_t compensated = 0;
    std::int64_t otherwise = 0;  // ended in any other way
};
Counts operator-(const Counts& after, const Counts& before);

class Stage {
public:
    Stage(const Options& options, cli::Terminal& terminal);

    // Starts the endpoint, where the workload has one, and the engine with a connection `bench` to
    // it; deploys the definitions.
    Status set(Endpoint::Answer answer, const std::vector<std::string>& definitions);

    const Options& options() const { return options_; }
    EngineProcess& engine() { return *engine_; }
    Endpoint& endpoint() { return *endpoint_; }
    boost::asio::io_context& io() { return io_; }
    ProcessMeter meter() const;
    // Bytes of the database; null where it is not ours.
    std::optional<std::uint64_t> database_bytes() const;
    // The same for no two runs: makes keys and event ids of a shared database unique.
    const std::string& run_name() const { return run_name_; }

    Result<Counts> counts(const std::string& saga) const;
    // Runs the load to its end. `shown` makes the progress line. Errors: interrupted, or the engine
    // ended. The plan's port is filled in.
    Status run(LoadPlan plan, const std::function<std::string()>& shown);
    // Waits, with the loop running.
    Status pause(std::chrono::milliseconds time);
    // Asks for the counts until nothing goes on any more; what it found when that takes too long.
    Result<Counts> settled(const std::string& saga, const Counts& before);
    void say(const std::string& progress);

private:
    Status deploy(const std::string& definition) const;
    Status still_fine() const;
    std::string configuration() const;

    const Options& options_;
    cli::Terminal& terminal_;
    boost::asio::io_context io_{1};
    Interrupt interrupt_;
    std::optional<PrivateDirectory> directory_;
    std::unique_ptr<Endpoint> endpoint_;
    std::unique_ptr<EngineProcess> engine_;
    std::string run_name_;
};

}  // namespace sagaflow::bench
