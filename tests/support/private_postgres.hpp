// A real PostgreSQL for tests: one private cluster for the whole test program (started at its first
// use, gone when the program ends, however it ends) and an empty database for each test.
//
//     class ShardLeases : public sagaflow::testing::PostgresTest {};
//     TEST_F(ShardLeases, AreTakenOnce) { Store store(connection_string()); … }
//
// Main thread only. It waits for real answers and never sleeps. What fails here fails the program
// at once with the reason: a missing PostgreSQL must not look like a passed test. The cluster
// forgets its data when the machine stops, never when a process is killed.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace sagaflow::testing {

class PrivatePostgres {
public:
    // Link GTest::gtest and sagaflow_test_postgres.
    static PrivatePostgres& instance();

    PrivatePostgres(const PrivatePostgres&) = delete;
    PrivatePostgres& operator=(const PrivatePostgres&) = delete;
    ~PrivatePostgres();

    // A new empty database; answers its name.
    std::string create_database();
    // Ends the sessions that still use it.
    void drop_database(const std::string& name);
    // Keywords, as libpq takes them.
    std::string connection_string(const std::string& database) const;
    const std::filesystem::path& socket_directory() const;

    // SIGKILL to the server's first process; returns when it is gone. Sessions break.
    void kill_server();
    // Stops it with its data written (fast shutdown).
    void stop_server();
    // Starts it again after kill_server() or stop_server(); returns when it answers.
    void start_server();

private:
    PrivatePostgres();

    struct Parts;
    std::unique_ptr<Parts> parts_;
    int databases_made_ = 0;
};

// An empty database for as long as the object lives.
class FreshDatabase {
public:
    FreshDatabase() : name_(PrivatePostgres::instance().create_database()) {}
    ~FreshDatabase() { PrivatePostgres::instance().drop_database(name_); }
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    std::string connection_string() const {
        return PrivatePostgres::instance().connection_string(name_);
    }

private:
    std::string name_;
};

class PostgresTest : public ::testing::Test {
protected:
    std::string connection_string() const { return database_.connection_string(); }

private:
    FreshDatabase database_;
};

}  // namespace sagaflow::testing
