// The fixture that other tests stand on.
#include "tests/support/private_postgres.hpp"

#include <gtest/gtest.h>

#include "tests/embedded_postgres/sql.hpp"

namespace sagaflow::testing {
namespace {

class PrivatePostgresFixture : public PostgresTest {};

TEST_F(PrivatePostgresFixture, GivesEachTestAnEmptyDatabase) {
    EXPECT_EQ(
        ask(connection_string(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0"
    );
    EXPECT_EQ(ask(connection_string(), "CREATE TABLE t(x int)"), "");
    const FreshDatabase other;
    EXPECT_EQ(ask(other.connection_string(), "SELECT to_regclass('t') IS NULL"), "t");
}

TEST_F(PrivatePostgresFixture, KeepsCommittedDataWhenTheServerIsKilled) {
    ask(connection_string(), "CREATE TABLE t(x int)");
    ask(connection_string(), "INSERT INTO t VALUES (7)");
    PrivatePostgres::instance().kill_server();
    PrivatePostgres::instance().start_server();
    EXPECT_EQ(ask(connection_string(), "SELECT x FROM t"), "7");
}

}  // namespace
}  // namespace sagaflow::testing
