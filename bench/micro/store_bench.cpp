// The stores: commits of 1 to 1,000 transitions, a third of them with a new instance and two thirds
// with an update, each with a row of history, one commit in flight.
#include <benchmark/benchmark.h>

#include <deque>

#include "bench/micro/private_database.hpp"
#include "engine/store/memory/memory_store.hpp"
#include "engine/store/pg/pg_database.hpp"

namespace sagaflow::bench {
namespace {

using namespace sagaflow::store;

constexpr Timestamp kStart{1'700'000'000'000};
constexpr std::size_t kRowsInMemoryMax = 100'000;  // then the store in memory is made anew

struct FixedClock final : Clock {
    Timestamp now() const override { return kStart; }
};

InstanceRow new_instance(std::uint64_t number) {
    InstanceRow row;
    const auto shard = static_cast<std::uint16_t>(number % limits::kShardCountDefault);
    const Timestamp at{kStart.ms + static_cast<std::int64_t>(number / 10)};
    row.id = InstanceId::make(at, ShardId{shard}, number * 0x9e3779b97f4a7c15ULL);
    row.saga = "order";
    row.version = 1;
    row.state = "reserve";
    row.waiting_for = R"([{"kind":"task","state":"reserve"}])";
    row.started_at = row.updated_at = at;
    row.image =
        R"({"vars":{"orderId":"4711","amount":1299},"note":")" + std::string(300, 'n') + "\"}";
    return row;
}

HistoryRow history_of(const InstanceRow& row) {
    return {
        row.id,
        row.seq,
        row.seq,
        row.updated_at,
        R"([{"type":"StepSucceeded","state":"reserve","visit":1,"output":{"ref":")" +
            std::string(100, 'h') + "\"}}]"};
}

// Each instance is inserted, updated, and ends with another update.
class Load {
public:
    CommitBatch next(std::size_t rows) {
        CommitBatch batch;
        batch.fences = {{ShardId{0}, Epoch{0}}};
        while (batch.updates.size() < rows - rows / 3 && !live_.empty()) {
            batch.updates.push_back(std::move(live_.front()));
            live_.pop_front();
        }
        for (InstanceRow& row : batch.updates) {
            if (++row.seq < 3) continue;
            row.status = InstanceStatus::kCompleted;
            row.ended_at = row.updated_at;
        }
        while (batch.inserts.size() + batch.updates.size() < rows) {
            batch.inserts.push_back(new_instance(number_++));
            batch.inserts.back().seq = 1;
        }
        for (const auto* list : {&batch.updates, &batch.inserts}) {
            for (const InstanceRow& row : *list) {
                batch.history.push_back(history_of(row));
                if (!row.ended_at) live_.push_back(row);
            }
        }
        return batch;
    }

private:
    std::deque<InstanceRow> live_;  // with steps left
    std::uint64_t number_ = 0;
};

// `run` lets what is pending happen, until the answer is there.
template <typename RunOne>
void commit(Store& store, CommitBatch batch, RunOne run_one) {
    std::optional<CommitOutcome> answer;
    store.commit(std::move(batch), [&](CommitOutcome outcome) { answer = std::move(outcome); });
    while (!answer) run_one();
    ENSURE(answer->outcome == CommitClass::kCommitted, answer->message);
}

// Only the commits count; making rows is the benchmark's own work.
template <typename RunOne>
void measure(benchmark::State& state, Store& store, Load& load, RunOne run_one) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    CommitBatch batch = load.next(rows);
    const auto start = std::chrono::steady_clock::now();
    commit(store, std::move(batch), run_one);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(took.count());
}

void tell(benchmark::State& state) {
    state.counters["transitions/s"] = benchmark::Counter(
        static_cast<double>(state.iterations() * static_cast<std::size_t>(state.range(0))),
        benchmark::Counter::kIsRate
    );
}

void StoreCommitMemory(benchmark::State& state) {
    const FixedClock clock;
    std::deque<std::function<void()>> pending;
    std::unique_ptr<Store> store;
    Load load;
    std::size_t rows = kRowsInMemoryMax;
    for (auto turn : state) {
        if (rows >= kRowsInMemoryMax) {
            store = std::make_unique<MemoryStore>(
                std::make_shared<MemoryDatabase>(clock),
                [&](std::function<void()> call) { pending.push_back(std::move(call)); }
            );
            load = Load();
            rows = 0;
        }
        measure(state, *store, load, [&] {
            const auto next = std::move(pending.front());
            pending.pop_front();
            next();
        });
        rows += static_cast<std::size_t>(state.range(0));
    }
    tell(state);
}

// Of all runs: the database is one, so the numbers of instances go on.
struct PostgresSide {
    boost::asio::io_context io;
    std::unique_ptr<Store> store;
    Load load;

    void run_one() {
        io.restart();
        io.run_one();
    }

    explicit PostgresSide(Load numbers) : load(std::move(numbers)) {
        PgStoreOptions options;
        options.conninfo = private_database();
        store = std::move(make_pg_store(io, options)).value();
        // Until there is a connection, calls end at once.
        const CommitBatch first = load.next(1);
        for (bool committed = false; !committed;) {
            std::optional<CommitOutcome> answer;
            store->commit(first, [&](CommitOutcome outcome) { answer = std::move(outcome); });
            while (!answer) run_one();
            committed = answer->outcome == CommitClass::kCommitted;
            ENSURE(committed || answer->outcome == CommitClass::kUnavailable, answer->message);
            if (!committed) run_one();
        }
    }
};

void StoreCommitPostgres(benchmark::State& state) {
    static Load numbers;
    PostgresSide side(std::move(numbers));
    for (auto turn : state) measure(state, *side.store, side.load, [&] { side.run_one(); });
    numbers = std::move(side.load);
    tell(state);
}

BENCHMARK(StoreCommitMemory)
    ->Name("StoreCommit/Memory")
    ->Arg(1)
    ->Arg(10)
    ->Arg(100)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(StoreCommitPostgres)
    ->Name("StoreCommit/Postgres")
    ->Arg(1)
    ->Arg(10)
    ->Arg(100)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sagaflow::bench
