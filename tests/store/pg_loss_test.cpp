// What the store concludes when connections break, hang and come back. Real server, real sockets.
#include "engine/store/pg/pg_store.hpp"
#include "tests/store/cutting_proxy.hpp"
#include "tests/store/postgres_rig.hpp"
#include "tests/store/rows.hpp"

namespace sagaflow::store {
namespace {

constexpr std::chrono::seconds kPatience{60};
// What is not meant to meet a timeout must not meet it on a busy machine either.
constexpr std::int64_t kLongerThanAnAnswerMs = 2'000;

class PgLoss : public ::testing::Test {
protected:
    PgLoss() {
        PgStoreOptions options;
        options.conninfo = database_.connection_string();
        EXPECT_TRUE(set_up_database(options, 4).ok());
    }

    // `more` are libpq keywords; later ones win over earlier ones.
    void open(PgTimeouts timeouts = {}, const std::string& more = "") {
        auto info = pg_connection_info(database_.connection_string() + more, "loss test");
        ASSERT_TRUE(info.ok()) << info.error().message;
        store_ = std::make_unique<PgStore>(io_, *info, timeouts, logger_);
    }
    void open_through_proxy(PgTimeouts timeouts = {}) {
        const auto& directory = sagaflow::testing::PrivatePostgres::instance().socket_directory();
        proxy_ = std::make_unique<CuttingProxy>(directory / (".s.PGSQL." + port()));
        open(timeouts, " host=127.0.0.1 port=" + std::to_string(proxy_->port()));
        ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
        wait_until_all_are_open();
    }
    // The store has three connections. One that was still being made would meet the cut in place
    // of the commit that is meant.
    void wait_until_all_are_open() {
        ASSERT_FALSE(loading_fails());
        std::optional<bool> beaten;
        store_->heartbeat({"a", "a1", {}, {}, {}, {}}, Duration{60'000}, [&](const auto& view) {
            beaten = view.ok();
        });
        run_until([&] { return beaten.has_value(); });
        ASSERT_TRUE(*beaten);
    }
    std::string port() { return admin("SHOW port"); }

    static CommitBatch batch(std::uint64_t number) {
        CommitBatch batch;
        batch.fences = {{ShardId{0}, Epoch{0}}};
        batch.inserts = {make_instance(number)};
        return batch;
    }
    void run_until(const std::function<bool()>& finished) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (!finished()) {
            io_.restart();
            io_.run_one_until(deadline);
            if (std::chrono::steady_clock::now() > deadline) {
                ADD_FAILURE() << "no answer";
                std::abort();
            }
        }
    }
    CommitOutcome commit(std::uint64_t number) {
        std::optional<CommitOutcome> outcome;
        store_->commit(batch(number), [&](CommitOutcome done) { outcome = std::move(done); });
        run_until([&] { return outcome.has_value(); });
        return *outcome;
    }
    // Commits until it works again; every other outcome must be one that allows another try.
    void commit_until_it_works(std::uint64_t number) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        for (;;) {
            const CommitOutcome outcome = commit(number);
            if (outcome.outcome == CommitClass::kCommitted) return;
            ASSERT_TRUE(
                outcome.outcome == CommitClass::kUnavailable ||
                outcome.outcome == CommitClass::kNotCommitted
            ) << static_cast<int>(outcome.outcome)
              << " " << outcome.message;
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
            io_.restart();
            io_.run_one_until(deadline);  // the next attempt to connect
        }
    }
    // A load that fails must say that the database is away.
    bool loading_fails() {
        std::optional<Result<std::vector<StoredInstance>>> answer;
        store_->load({make_id(1)}, [&](auto found) { answer = std::move(found); });
        run_until([&] { return answer.has_value(); });
        if (answer->ok()) return false;
        EXPECT_EQ(answer->error().code, ErrorCode::kUnavailable);
        return true;
    }
    std::string admin(const std::string& sql) {
        return AdminSession(database_.connection_string()).run(sql);
    }
    std::string stored(std::uint64_t number) {
        return admin(
            "SELECT count(*) FROM sagaflow.instance WHERE id = '" + make_id(number).text() + "'"
        );
    }

    sagaflow::testing::FreshDatabase database_;
    NullLogger logger_;
    boost::asio::io_context io_;
    std::unique_ptr<CuttingProxy> proxy_;
    std::unique_ptr<PgStore> store_;
};

TEST_F(PgLoss, ACutBeforeTheServerSawItIsUnknownAndNothingIsThere) {
    open_through_proxy();
    proxy_->set_mode(CuttingProxy::Mode::kCutBeforeServer);
    EXPECT_EQ(commit(2).outcome, CommitClass::kUnknown);
    EXPECT_EQ(stored(2), "0");
    commit_until_it_works(2);
    EXPECT_EQ(stored(2), "1");
}

TEST_F(PgLoss, ACutBeforeTheAnswerIsUnknownAndEverythingIsThere) {
    open_through_proxy();
    proxy_->set_mode(CuttingProxy::Mode::kCutBeforeClient);
    EXPECT_EQ(commit(2).outcome, CommitClass::kUnknown);
    EXPECT_EQ(stored(2), "1");
    commit_until_it_works(3);
}

TEST_F(PgLoss, AServerThatHangsIsGivenUpAfterTheAnswerTimeout) {
    PgTimeouts timeouts;
    timeouts.answer_ms = kLongerThanAnAnswerMs;
    open_through_proxy(timeouts);
    proxy_->set_mode(CuttingProxy::Mode::kSwallow);
    EXPECT_EQ(commit(2).outcome, CommitClass::kUnknown);
    proxy_->set_mode(CuttingProxy::Mode::kPass);
    commit_until_it_works(2);
}

TEST_F(PgLoss, ASessionEndedBeforeCommitHasCertainlyNotCommitted) {
    open();
    ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
    AdminSession blocker(database_.connection_string());
    blocker.run("BEGIN");
    blocker.run("SELECT * FROM sagaflow.shard WHERE shard_id = 0 FOR UPDATE");
    std::optional<CommitOutcome> outcome;
    store_->commit(batch(2), [&](CommitOutcome done) { outcome = std::move(done); });
    io_.restart();
    io_.poll();
    // Waits for the lock by now or very soon: asked until it is there to be ended.
    while (!outcome &&
           blocker.run("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                       "WHERE wait_event_type = 'Lock' AND datname = current_database()") == "0") {
        io_.poll();
    }
    run_until([&] { return outcome.has_value(); });
    EXPECT_EQ(outcome->outcome, CommitClass::kNotCommitted) << outcome->message;
    blocker.run("ROLLBACK");
    EXPECT_EQ(stored(2), "0");
    commit_until_it_works(2);
}

TEST_F(PgLoss, AnIdleSessionThatWasEndedIsReplaced) {
    open();
    ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
    admin(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = 'loss test'"
    );
    CommitOutcome outcome = commit(2);
    // The end may not have been noticed yet: then nobody knows. It is never reported as committed.
    EXPECT_NE(outcome.outcome, CommitClass::kCommitted);
    if (outcome.outcome == CommitClass::kUnknown) {
        EXPECT_EQ(stored(2), "0");
    }
    commit_until_it_works(3);
}

TEST_F(PgLoss, ALockThatIsNotReleasedEndsTheWaitAndNothingElse) {
    PgTimeouts timeouts;
    timeouts.lock_ms = 100;
    open(timeouts);
    ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
    AdminSession blocker(database_.connection_string());
    blocker.run("BEGIN");
    blocker.run("SELECT * FROM sagaflow.shard WHERE shard_id = 0 FOR UPDATE");
    const CommitOutcome outcome = commit(2);
    EXPECT_EQ(outcome.outcome, CommitClass::kNotCommitted);
    EXPECT_NE(outcome.message.find("55P03"), std::string::npos) << outcome.message;
    blocker.run("ROLLBACK");
    EXPECT_EQ(commit(2).outcome, CommitClass::kCommitted);
}

TEST_F(PgLoss, AStatementThatTakesTooLongEndsTheTransactionAndNothingElse) {
    PgTimeouts timeouts;
    timeouts.statement_ms = kLongerThanAnAnswerMs;
    open(timeouts);
    ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
    AdminSession blocker(database_.connection_string());
    blocker.run("BEGIN");
    blocker.run("LOCK TABLE sagaflow.instance IN ACCESS EXCLUSIVE MODE");
    const CommitOutcome outcome = commit(2);
    EXPECT_EQ(outcome.outcome, CommitClass::kNotCommitted);
    EXPECT_NE(outcome.message.find("57014"), std::string::npos) << outcome.message;
    blocker.run("ROLLBACK");
    EXPECT_EQ(commit(2).outcome, CommitClass::kCommitted);
}

TEST_F(PgLoss, ATextThatTheDatabaseRefusesIsOurFaultAndLeavesNothing) {
    open();
    CommitBatch bad = batch(1);
    bad.inserts[0].image = "\xff\xfe";
    std::optional<CommitOutcome> outcome;
    store_->commit(bad, [&](CommitOutcome done) { outcome = std::move(done); });
    run_until([&] { return outcome.has_value(); });
    EXPECT_EQ(outcome->outcome, CommitClass::kBug);
    EXPECT_EQ(stored(1), "0");
    EXPECT_EQ(commit(1).outcome, CommitClass::kCommitted);
}

TEST_F(PgLoss, AServerThatWasKilledAndStartedAgainIsUsedAgain) {
    open();
    PgStoreOptions options;
    options.conninfo = database_.connection_string();
    const auto queries = make_pg_queries(options).value();
    ASSERT_TRUE(queries->ping().ok());
    ASSERT_EQ(commit(1).outcome, CommitClass::kCommitted);
    auto& postgres = sagaflow::testing::PrivatePostgres::instance();
    postgres.kill_server();
    // Its children may serve another commit before they notice. What they confirmed must be there.
    std::vector<std::uint64_t> confirmed{1};
    CommitClass outcome = CommitClass::kCommitted;
    for (std::uint64_t n = 2; outcome != CommitClass::kUnavailable; ++n) {
        outcome = commit(n).outcome;
        if (outcome == CommitClass::kCommitted) confirmed.push_back(n);
    }
    // So may the session that reads: it is another one.
    while (!loading_fails()) continue;
    while (queries->ping().ok()) continue;  // its session may live on for a moment, too

    postgres.start_server();
    commit_until_it_works(0);
    for (const std::uint64_t number : confirmed) EXPECT_EQ(stored(number), "1");
    EXPECT_TRUE(queries->ping().ok());
}

TEST_F(PgLoss, QueriesUseAFreshSessionWhenTheirsWasEnded) {
    PgStoreOptions options;
    options.conninfo = database_.connection_string();
    options.application_name = "query";
    const auto queries = make_pg_queries(options).value();
    ASSERT_TRUE(queries->ping().ok());
    admin(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = 'query api'"
    );
    EXPECT_TRUE(queries->ping().ok());
}

TEST_F(PgLoss, CallsWaitForTheFirstConnection) {
    open();
    EXPECT_EQ(commit(1).outcome, CommitClass::kCommitted);
}

TEST_F(PgLoss, AnAddressWhereNobodyListensIsUnavailable) {
    open({}, " host=127.0.0.1 port=1");
    EXPECT_EQ(commit(1).outcome, CommitClass::kUnavailable);
}

}  // namespace
}  // namespace sagaflow::store
