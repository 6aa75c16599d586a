// How many transitions a second the store commits: batches of 1 to 500 history rows, one third of
// them with a new instance and two thirds with an update, one commit in flight. Needs a database of
// its own, with fsync on, or the figures mean nothing:
//
//     store_bench "host=/run/postgresql dbname=bench" [seconds for each size]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "engine/store/pg/pg_database.hpp"

namespace {

using namespace sagaflow;
using namespace sagaflow::store;
using SteadyClock = std::chrono::steady_clock;

constexpr Timestamp kStart{1'700'000'000'000};

struct Load {
    std::uint64_t next = 0;
    std::vector<InstanceRow> live;  // instances with steps left
};

InstanceRow new_instance(std::uint64_t number) {
    InstanceRow row;
    const auto shard = static_cast<std::uint16_t>(number % 64);
    const Timestamp at{kStart.ms + static_cast<std::int64_t>(number / 10)};
    row.id = InstanceId::make(at, ShardId{shard}, number * 0x9e3779b97f4a7c15ULL);
    row.saga = "order";
    row.version = 1;
    row.state = "reserve";
    row.waiting_for = R"([{"kind":"task","state":"reserve"}])";
    row.started_at = row.updated_at = at;
    row.image = R"({"vars":{"orderId":"4711","amount":1299},"stack":["reserve","charge"],)"
                R"("effects":[{"state":"charge","visit":1,"attempt":1}],"note":")" +
                std::string(220, 'n') + "\"}";
    return row;
}

HistoryRow history_of(const InstanceRow& row) {
    return {
        row.id,
        row.seq,
        row.seq,
        row.updated_at,
        R"([{"type":"StepCompleted","state":"reserve","visit":1,"output":{"ref":")" +
            std::string(100, 'h') + "\"}}]"};
}

// Three transitions for each instance: it is inserted, updated, and ends with another update.
CommitBatch next_batch(Load& load, std::size_t rows) {
    CommitBatch batch;
    batch.fences = {{ShardId{0}, Epoch{0}}};
    std::vector<InstanceRow> stepping;
    while (stepping.size() < rows - rows / 3 && !load.live.empty()) {
        stepping.push_back(std::move(load.live.back()));
        load.live.pop_back();
    }
    while (batch.inserts.size() + stepping.size() < rows) {
        InstanceRow row = new_instance(load.next++);
        row.seq = 1;
        batch.history.push_back(history_of(row));
        batch.inserts.push_back(row);
    }
    for (InstanceRow& row : stepping) {
        ++row.seq;
        if (row.seq == 3) {
            row.status = InstanceStatus::kCompleted;
            row.ended_at = row.updated_at;
        }
        batch.history.push_back(history_of(row));
    }
    batch.updates = stepping;
    for (InstanceRow& row : stepping) {
        if (!row.ended_at) load.live.push_back(std::move(row));
    }
    load.live.insert(load.live.begin(), batch.inserts.begin(), batch.inserts.end());
    return batch;
}

double milliseconds(SteadyClock::duration span) {
    return std::chrono::duration<double, std::milli>(span).count();
}

void measure(
    boost::asio::io_context& io, Store& store, Load& load, std::size_t rows, double seconds
) {
    std::vector<double> latencies;
    const auto begin = SteadyClock::now();
    const std::clock_t cpu = std::clock();
    while (milliseconds(SteadyClock::now() - begin) < seconds * 1'000) {
        bool answered = false;
        CommitBatch batch = next_batch(load, rows);
        const auto sent = SteadyClock::now();
        store.commit(std::move(batch), [&](const CommitOutcome& outcome) {
            answered = true;
            if (outcome.outcome == CommitClass::kCommitted) return;
            fmt::print(stderr, "not committed: {}\n", outcome.message);
            std::exit(EXIT_FAILURE);
        });
        while (!answered) {
            io.restart();
            io.run_one();
        }
        latencies.push_back(milliseconds(SteadyClock::now() - sent));
    }
    const double elapsed = milliseconds(SteadyClock::now() - begin) / 1'000;
    const double used = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    const double transitions = static_cast<double>(latencies.size() * rows);
    std::sort(latencies.begin(), latencies.end());
    fmt::print(
        "batch {:4}: {:8.0f} transitions/s, {:6.0f} commits/s, p50 {:.2f} ms, p99 {:.2f} ms, "
        "client {:.2f} us CPU each\n",
        rows,
        transitions / elapsed,
        static_cast<double>(latencies.size()) / elapsed,
        latencies[latencies.size() / 2],
        latencies[latencies.size() * 99 / 100],
        used / transitions * 1e6
    );
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: store_bench CONNINFO [SECONDS]\n");
        return EXIT_FAILURE;
    }
    PgStoreOptions options;
    options.conninfo = argv[1];
    const auto shards = set_up_database(options);
    if (!shards.ok()) {
        fmt::print(stderr, "{}\n", shards.error().message);
        return EXIT_FAILURE;
    }
    boost::asio::io_context io;
    auto store = make_pg_store(io, options).value();
    Load load;
    const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
    for (const std::size_t rows : {1U, 10U, 100U, 500U}) measure(io, *store, load, rows, seconds);
    store->shut_down();
    return EXIT_SUCCESS;
}
