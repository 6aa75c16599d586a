#include "tests/simulation/world/process.hpp"

#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

kernel::Environment environment_of_all() {
    kernel::Environment environment;
    ConnectionTraits dedup;
    dedup.connector = "http";
    dedup.idempotent = true;
    ConnectionTraits plain;
    plain.connector = "http";
    environment.connections[kDedupConnection] = dedup;
    environment.connections[kPlainConnection] = plain;
    return environment;
}

dsl::ProgramPtr program_of(const store::DefinitionRow& row) {
    const auto dash = row.saga.find('-');
    return definition(static_cast<std::size_t>(std::stoul(row.saga.substr(dash + 1))), row.version)
        .program;
}

}  // namespace

Process::Process(Surroundings& around, Services& services, const Options& options)
    : around_(around),
      options_(options),
      loop_(around.schedule, options.skew, options.seed),
      logger_(around.trace, options.incarnation),
      environment_(environment_of_all()),
      store_(around, options.incarnation, loop_, life_, options.death, options.seed),
      line_(services, options.incarnation, life_),
      ownership_(around.plan.shards) {
    // The server reads all definitions before it joins.
    for (const store::DefinitionRow& row : around.database.load_definitions(0)) {
        catalog_.add(program_of(row));
    }
    const std::map<std::string, Connector*> connectors{{"http", &line_}};
    engine_ = std::make_unique<Node>(
        loop_, store_, catalog_, ownership_, connectors, environment_, logger_
    );
    engine_->core().set_settled_bytes_max(around.plan.settled_bytes_max);
    join();
}

Process::~Process() { bury(); }

void Process::join() {
    cluster::MembershipOptions options;
    options.node = options_.name;
    options.incarnation = options_.incarnation;
    options.address = "http://" + options_.name;
    if (!options_.dead_incarnation.empty()) {
        options.dead_incarnations = {options_.dead_incarnation};
    }
    options.heartbeat = around_.plan.heartbeat;
    options.lease = around_.plan.lease;
    options.patience = around_.plan.patience;
    membership_ = std::make_unique<cluster::Membership>(
        options, loop_, store_, *engine_, ownership_, catalog_, program_of, logger_
    );
    // The server ends when another process has its name.
    membership_->start([this](const Error&) { life_->alive = false; });
}

void Process::bury() {
    life_->alive = false;
    membership_.reset();
    engine_.reset();
    loop_.close();
}

void Process::resume() {
    if (paused_) awake_since_ = around_.schedule.now();
    paused_ = false;
}

void Process::stop() {
    stopping_ = true;
    membership_->stop([this] { life_->alive = false; });
}

void Process::TracingLogger::write(
    LogLevel, std::string_view message, std::initializer_list<LogField> fields
) {
    trace_.tell("log", message.size(), [&] {
        std::string text = who_ + ": " + std::string(message);
        for (const LogField& field : fields) {
            text += " " + std::string(field.name) + "=";
            if (const auto* words = std::get_if<std::string_view>(&field.value)) text += *words;
            if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
                text += std::to_string(*number);
            }
        }
        return text;
    });
}

}  // namespace sagaflow::simulation
