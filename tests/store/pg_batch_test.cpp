// Large batches and difficult text through the binary arrays.
#include "tests/store/postgres_rig.hpp"
#include "tests/store/rows.hpp"

namespace sagaflow::store {
namespace {

class PgBatches : public ::testing::Test {
protected:
    CommitClass commit(CommitBatch batch) {
        std::optional<CommitClass> outcome;
        rig_.node(0).commit(std::move(batch), [&](const CommitOutcome& done) {
            outcome = done.outcome;
            EXPECT_EQ(done.message, "");
        });
        while (!outcome) rig_.run_one();
        return *outcome;
    }

    PostgresRig rig_;
};

TEST_F(PgBatches, TenThousandRowsAreOneCommit) {
    CommitBatch batch;
    batch.fences = {{ShardId{0}, Epoch{0}}};
    for (std::uint64_t n = 0; n < 10'000; ++n) {
        batch.inserts.push_back(make_instance(n, static_cast<std::uint16_t>(n % 8)));
        batch.inserts.back().image = std::string(400, 'x');
        batch.history.push_back(make_history(batch.inserts.back().id, 1, 1));
    }
    EXPECT_EQ(commit(batch), CommitClass::kCommitted);
    EXPECT_EQ(rig_.sql("SELECT count(*) FROM sagaflow.history"), "10000");
    EXPECT_EQ(rig_.sql("SELECT count(DISTINCT xmin::text) FROM sagaflow.instance"), "1");
    batch.updates = std::move(batch.inserts);
    batch.inserts.clear();
    batch.history.clear();
    EXPECT_EQ(commit(batch), CommitClass::kCommitted);
}

TEST_F(PgBatches, AnImageOfFourMebibytesComesBack) {
    CommitBatch batch;
    batch.inserts = {make_instance(1)};
    std::string& image = batch.inserts[0].image;
    while (image.size() < limits::kInstanceImageBytesMax) image += std::to_string(image.size());
    EXPECT_EQ(commit(batch), CommitClass::kCommitted);
    EXPECT_EQ((*rig_.queries().find_instance(make_id(1)).value()).row.image, image);
}

TEST_F(PgBatches, EveryCharacterComesBackAsItWent) {
    std::string all;
    for (int c = 1; c < 128; ++c) all.push_back(static_cast<char>(c));
    const std::vector<std::string> texts{
        all,
        R"({"a":"\"\\\/\b\f\n\r\t\u0001\ud83d\ude00"})",
        "{}",
        "{\"a\",NULL,\\\\}",
        "NULL",
        "",
        "'; DROP TABLE x; --",
        "\\x00",
        "a\\",
        "\"",
        "\u00e4\u20ac\U0001F600\u202e",
        "$1",
        "%s%n",
        "\r\n\t ,{}()"};
    CommitBatch batch;
    for (std::size_t n = 0; n < texts.size(); ++n) {
        InstanceRow row = make_instance(n);
        row.image = row.error_message = row.state = texts[n];
        row.key = texts[n];
        batch.inserts.push_back(row);
        batch.history.push_back({row.id, 2, 2, kStart, texts[n]});
    }
    ASSERT_EQ(commit(batch), CommitClass::kCommitted);
    for (std::size_t n = 0; n < texts.size(); ++n) {
        const auto stored = *rig_.queries().find_instance(make_id(n)).value();
        EXPECT_EQ(stored.row.image, texts[n]);
        EXPECT_EQ(stored.row.key, texts[n]);
        EXPECT_EQ(stored.row.error_message, texts[n]);
        EXPECT_EQ(stored.tail.at(0).events, texts[n]);
    }
}

TEST_F(PgBatches, TimesKeepTheirMillisecondsOnBothSidesOfThePostgresEpoch) {
    CommitBatch batch;
    const std::vector<std::int64_t> times{1, 946'684'799'999, 946'684'800'000, 4'102'444'800'123};
    for (std::size_t n = 0; n < times.size(); ++n) {
        batch.inserts.push_back(make_instance(n));
        batch.inserts.back().wake_at = Timestamp{times[n]};
    }
    ASSERT_EQ(commit(batch), CommitClass::kCommitted);
    for (std::size_t n = 0; n < times.size(); ++n) {
        EXPECT_EQ((*rig_.queries().find_instance(make_id(n)).value()).row.wake_at->ms, times[n]);
    }
}

TEST_F(PgBatches, SteadySteppingUpdatesInPlace) {
    CommitBatch batch;
    batch.inserts = {make_instance(1)};
    ASSERT_EQ(commit(batch), CommitClass::kCommitted);
    for (std::uint64_t seq = 2; seq < 12; ++seq) {
        CommitBatch step;
        step.updates = {make_instance(1)};
        step.updates[0].seq = seq;
        step.updates[0].state = "state" + std::to_string(seq);
        step.updates[0].image = R"({"seq":)" + std::to_string(seq) + "}";
        ASSERT_EQ(commit(step), CommitClass::kCommitted);
    }
    rig_.sql("SELECT pg_stat_force_next_flush()");
    rig_.node(0).shut_down();  // its backend hands in its figures when it ends
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < give_up &&
           rig_.sql("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'instance'") != "10"
    ) {
    }
    EXPECT_EQ(
        rig_.sql("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'instance'"), "10"
    );
}

}  // namespace
}  // namespace sagaflow::store
