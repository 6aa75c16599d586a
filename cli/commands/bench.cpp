#include "cli/commands/commands.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::cli {
namespace {

using bench::Workload;

const std::map<std::string, Workload> kWorkloads{
    {"w1", Workload::kW1}, {"w2", Workload::kW2}, {"w3", Workload::kW3}, {"w4", Workload::kW4}};

constexpr int kSecondsMax = 24 * 3'600;
constexpr int kSagasMax = 10'000'000;
constexpr double kRateMax = 100'000;

constexpr std::string_view kBenchFooter = R"(Workloads:
  w1  three steps in the engine's process that do nothing
  w2  three HTTP steps to an endpoint of this program; one saga in five is refused at the third
      and undone; what the endpoint saw is held against how the sagas ended
  w3  sagas that wait for an event, and the events
  w4  the engine is killed (-9) while sagas wait, and started again

Examples:
  sagaflow bench w1
  sagaflow bench w2 --seconds 60 --json
  sagaflow bench w2 --rate 20
  sagaflow bench w3 --sagas 100000 --batch 500

A server of this very program is started with a PostgreSQL of its own in a directory under TMPDIR,
and removed afterwards. With --database the sagas are left behind there. Exit code 1: errors, or
violations of what the engine promises.)";

struct BenchChoices {
    bench::Options options;
    std::string workload;
};

void add_options(CLI::App& command, bench::Options& options) {
    command.add_option("--seconds", options.seconds, "How long to measure")
        ->check(CLI::Range(1, kSecondsMax))
        ->capture_default_str();
    command.add_option("--warm-up", options.warm_up_seconds, "Seconds before it (w1, w2)")
        ->check(CLI::Range(0, kSecondsMax))
        ->capture_default_str();
    command
        .add_option("--database", options.database, "PostgreSQL to use instead of a private one")
        ->type_name("URL");
    command
        .add_option(
            "--postgres-pid",
            options.postgres_pid,
            "First process of that PostgreSQL, to count its CPU time and memory"
        )
        ->check(CLI::PositiveNumber)
        ->needs("--database");
    command.add_option("--concurrency", options.concurrency, "Connections of the load")
        ->check(CLI::Range(1, bench::kConcurrencyMax))
        ->capture_default_str();
    command.add_option("--batch", options.batch, "Starts, or events, in one request")
        ->check(CLI::Range(1, static_cast<int>(limits::kBatchItemsMax)))
        ->capture_default_str();
    command
        .add_option(
            "--rate",
            options.rate,
            "Requests due in a second, whatever the answers do (w1, w2; w3: events); "
            "without it each connection asks again when it was answered"
        )
        ->check(CLI::Range(0.001, kRateMax));
    command.add_option("--sagas", options.sagas, "How many wait (w3: 10000, w4: 2000)")
        ->check(CLI::Range(1, kSagasMax));
}

}  // namespace

void add_bench(CLI::App& app, Session& session, const Program& program) {
    auto choices = std::make_shared<BenchChoices>();
    CLI::App* command = app.add_subcommand("bench", "Measure this machine with a whole server");
    command->add_option("WORKLOAD", choices->workload, "w1, w2, w3 or w4")
        ->check(CLI::IsMember({"w1", "w2", "w3", "w4"}))
        ->required();
    add_options(*command, choices->options);
    command->footer(std::string(kBenchFooter));
    command->callback([&session, &program, choices] {
        choices->options.workload = kWorkloads.at(choices->workload);
        session.exit_code = program.bench(choices->options, session);
    });
}

}  // namespace sagaflow::cli
