// The two databases that a world can stand on.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "engine/store/memory/memory_queries.hpp"
#include "engine/store/memory/memory_store.hpp"
#include "engine/store/pg/pg_database.hpp"
#include "tests/engine_rig/world.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::testing {
namespace {

class MemoryInstallation final : public Database {
public:
    explicit MemoryInstallation(const VirtualClock& clock)
        : database_(std::make_shared<store::MemoryDatabase>(clock, kShards)), queries_(database_) {}

    std::unique_ptr<store::Store> connect(std::function<void(std::function<void()>)> post
    ) override {
        return std::make_unique<store::MemoryStore>(database_, std::move(post));
    }
    store::Queries& queries() override { return queries_; }
    void wait_for_answer() override { FAIL() << "a store in memory answers through the loop"; }

private:
    std::shared_ptr<store::MemoryDatabase> database_;
    store::MemoryQueries queries_;
};

constexpr std::chrono::seconds kPatience{60};

class PostgresInstallation final : public Database {
public:
    PostgresInstallation() {
        options_.conninfo = database_.connection_string();
        options_.read_connections = 1;
        const auto shards = store::set_up_database(options_, kShards);
        EXPECT_TRUE(shards.ok()) << (shards.ok() ? "" : shards.error().message);
        queries_ = std::move(store::make_pg_queries(options_)).value();
    }

    std::unique_ptr<store::Store> connect(std::function<void(std::function<void()>)>) override {
        return std::move(store::make_pg_store(io_, options_)).value();
    }
    store::Queries& queries() override { return *queries_; }
    void wait_for_answer() override {
        io_.restart();
        if (io_.run_one_for(kPatience) == 0) {
            ADD_FAILURE() << "PostgreSQL did not answer";
            std::abort();
        }
    }

private:
    FreshDatabase database_;
    boost::asio::io_context io_;
    store::PgStoreOptions options_;
    std::unique_ptr<store::Queries> queries_;
};

}  // namespace

std::unique_ptr<Database> in_memory(World& world) {
    return std::make_unique<MemoryInstallation>(world.clock());
}

std::unique_ptr<Database> on_postgres(World&) { return std::make_unique<PostgresInstallation>(); }

}  // namespace sagaflow::testing
