// Migrations and addresses.
#include <gtest/gtest.h>

#include <thread>

#include "engine/store/pg/pg_database.hpp"
#include "engine/store/pg/pg_migrations.hpp"
#include "tests/store/postgres_rig.hpp"

namespace sagaflow::store {
namespace {

class PgSchema : public sagaflow::testing::PostgresTest {
protected:
    PgStoreOptions options() const {
        PgStoreOptions options;
        options.conninfo = connection_string();
        return options;
    }
    std::string sql(const std::string& text) { return AdminSession(connection_string()).run(text); }
};

TEST_F(PgSchema, SettingUpTwiceChangesNothing) {
    EXPECT_EQ(set_up_database(options(), 16).value(), 16U);
    const std::string applied = sql("SELECT max(applied_at) FROM sagaflow.schema_migration");
    EXPECT_EQ(set_up_database(options(), 32).value(), 16U) << "fixed the first time";
    EXPECT_EQ(sql("SELECT count(*) FROM sagaflow.shard"), "16");
    EXPECT_EQ(sql("SELECT max(applied_at) FROM sagaflow.schema_migration"), applied);
    EXPECT_EQ(
        sql("SELECT max(version) FROM sagaflow.schema_migration"),
        std::to_string(newest_migration())
    );
}

TEST_F(PgSchema, ManyProcessesMaySetUpAtOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> agreed = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            const auto shards = set_up_database(options(), 8);
            if (shards.ok() && *shards == 8)
                ++agreed;
            else if (!shards.ok())
                ADD_FAILURE() << shards.error().message;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(agreed, 6);
    EXPECT_EQ(sql("SELECT count(*) FROM sagaflow.shard"), "8");
}

TEST_F(PgSchema, ANewerSchemaIsRefusedAndLeftAlone) {
    ASSERT_TRUE(set_up_database(options()).ok());
    sql("INSERT INTO sagaflow.schema_migration VALUES (9999, 'from_the_future', '9.0', now())");
    const auto refused = set_up_database(options());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
    EXPECT_NE(refused.error().message.find("9999"), std::string::npos);
}

TEST_F(PgSchema, ARoleThatMayNotCreateIsToldSo) {
    sql("CREATE ROLE poor LOGIN");
    PgStoreOptions poor = options();
    poor.conninfo += " options='-c role=poor'";
    const auto refused = set_up_database(poor);
    sql("DROP ROLE poor");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("permission denied"), std::string::npos);
    EXPECT_NE(refused.error().message.find("42501"), std::string::npos);
}

TEST_F(PgSchema, AShardCountOutOfRangeIsRefused) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{4'097}}) {
        EXPECT_EQ(set_up_database(options(), count).error().code, ErrorCode::kInvalidArgument);
    }
}

TEST_F(PgSchema, ADatabaseThatIsNotThereIsUnavailable) {
    PgStoreOptions away = options();
    away.conninfo += " dbname=no_such_database";
    const auto refused = set_up_database(away);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(refused.error().message.find("no_such_database"), std::string::npos);
}

TEST_F(PgSchema, EveryTableHasItsStoragePolicy) {
    ASSERT_TRUE(set_up_database(options()).ok());
    EXPECT_EQ(
        sql("SELECT 'fillfactor=70' = ANY (reloptions) FROM pg_class "
            "WHERE oid = 'sagaflow.instance'::regclass"),
        "t"
    );
}

TEST(PgAddress, ThatCannotBeReadIsRefusedWithoutRepeatingIt) {
    for (const char* bad :
         {"postgresql://user:s3cret@[::1/db",
          "host=a nonsense",
          "postgres://[::1",
          "postgresql://u:s3cret@h/db?sslmodus=x"}) {
        const auto info = pg_connection_info(bad, "test");
        ASSERT_FALSE(info.ok()) << bad;
        EXPECT_EQ(info.error().code, ErrorCode::kInvalidArgument);
        EXPECT_EQ(info.error().message.find("s3cret"), std::string::npos) << info.error().message;
    }
}

TEST(PgAddress, KeepsWhatTheUserSaidAndAddsTheRest) {
    const auto info =
        pg_connection_info("postgresql://u@h/db?connect_timeout=9&application_name=mine", "test");
    ASSERT_TRUE(info.ok());
    std::map<std::string, std::string> values(info->values.begin(), info->values.end());
    EXPECT_EQ(values["connect_timeout"], "9");
    EXPECT_EQ(values["application_name"], "mine");
    EXPECT_EQ(values["target_session_attrs"], "read-write");
    EXPECT_EQ(values["tcp_user_timeout"], "10000");
    EXPECT_EQ(values["client_encoding"], "UTF8");
}

}  // namespace
}  // namespace sagaflow::store
