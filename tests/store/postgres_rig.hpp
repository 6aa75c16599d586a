// The rig on a real PostgreSQL: a fresh database, two stores on one event loop, as two nodes.
#pragma once

#include <libpq-fe.h>

#include <boost/asio/io_context.hpp>

#include "engine/store/pg/pg_database.hpp"
#include "tests/store/store_rig.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::store {

// A blocking connection of the test itself, to look behind the store's back.
class AdminSession {
public:
    explicit AdminSession(const std::string& conninfo);
    ~AdminSession();
    // The first column of the first row, or the command's tag; fails the test on an error.
    std::string run(const std::string& sql);

private:
    PGconn* conn_;
};

class PostgresRig final : public StoreRig {
public:
    PostgresRig();
    ~PostgresRig() override;

    Store& node(std::size_t index) override;
    Queries& queries() override { return *queries_; }
    void expire(const std::string& name) override;
    void run_one() override;

    boost::asio::io_context& io() { return io_; }
    std::string connection_string() const { return database_.connection_string(); }
    std::string sql(const std::string& text);

private:
    sagaflow::testing::FreshDatabase database_;
    boost::asio::io_context io_;
    std::vector<std::unique_ptr<Store>> nodes_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace sagaflow::store
