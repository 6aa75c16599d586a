// Bulk jobs: memory and PostgreSQL keep the same promises.
#include <thread>

#include "engine/store/memory/memory_bulk_jobs.hpp"
#include "tests/store/postgres_rig.hpp"
#include "tests/store/rows.hpp"

namespace sagaflow::store {
namespace {

constexpr Duration kBulkLease{60'000};

// A place to keep jobs, and a way to let every lease end.
class BulkRig {
public:
    virtual ~BulkRig() = default;
    virtual BulkJobs& jobs() = 0;
    virtual void end_leases() = 0;
};

class SetClock final : public Clock {
public:
    Timestamp now() const override { return at; }
    Timestamp at = kStart;
};

class MemoryBulkRig final : public BulkRig {
public:
    BulkJobs& jobs() override { return jobs_; }
    void end_leases() override { clock_.at = clock_.at + Duration{2 * kBulkLease.ms}; }

private:
    SetClock clock_;
    MemoryBulkJobs jobs_{clock_};
};

class PostgresBulkRig final : public BulkRig {
public:
    PostgresBulkRig() {
        PgStoreOptions options;
        options.conninfo = database_.connection_string();
        EXPECT_TRUE(set_up_database(options, 8).ok());
        jobs_ = std::move(make_pg_bulk_jobs(options)).value();
    }
    BulkJobs& jobs() override { return *jobs_; }
    void end_leases() override {
        AdminSession(database_.connection_string())
            .run("UPDATE sagaflow.bulk_job SET worker_until = now() - interval '1 s'");
    }

private:
    sagaflow::testing::FreshDatabase database_;
    std::unique_ptr<BulkJobs> jobs_;
};

template <typename Rig>
std::unique_ptr<BulkRig> make_bulk_rig() {
    return std::make_unique<Rig>();
}

class BulkJobStore : public ::testing::TestWithParam<std::unique_ptr<BulkRig> (*)()> {
protected:
    BulkJobStore() : rig_(GetParam()()) {}

    BulkJobs& jobs() { return rig_->jobs(); }
    void create(
        const std::string& id,
        std::size_t instances,
        std::int64_t at_ms = 0,
        BulkStatus status = BulkStatus::kRunning
    ) {
        BulkJob job;
        job.id = id;
        job.status = status;
        job.action = "cancel";
        job.filter = R"({"saga":"order"})";
        job.arguments = "{}";
        job.reason = "because";
        job.actor = "tester";
        job.created_at = {kStart.ms + at_ms};
        std::vector<BulkTarget> targets;
        for (std::uint64_t i = 1; i <= instances; ++i) targets.push_back({make_id(i), 10 + i});
        const Status created = jobs().create(job, targets);
        ASSERT_TRUE(created.ok()) << created.error().message;
    }
    static BulkItem result(BulkItem item, BulkItemStatus status) {
        item.status = status;
        item.detail = "so it is";
        item.at = kStart;
        return item;
    }
    std::vector<std::uint64_t> taken(const std::string& worker, std::size_t limit) {
        const auto items = jobs().take("a", worker, kBulkLease, limit);
        EXPECT_TRUE(items.ok());
        std::vector<std::uint64_t> numbers;
        for (const BulkItem& item : items->items) numbers.push_back(item.number);
        return numbers;
    }
    using Numbers = std::vector<std::uint64_t>;

    std::unique_ptr<BulkRig> rig_;
};
INSTANTIATE_TEST_SUITE_P(
    Stores,
    BulkJobStore,
    ::testing::Values(&make_bulk_rig<MemoryBulkRig>, &make_bulk_rig<PostgresBulkRig>),
    [](const auto& kind) { return std::string(kind.index == 0 ? "Memory" : "Postgres"); }
);

TEST_P(BulkJobStore, KeepsAJobAsItWasAsked) {
    create("a", 3);
    const auto job = jobs().find("a");
    ASSERT_TRUE(job.ok() && job->has_value());
    EXPECT_EQ((*job)->action, "cancel");
    EXPECT_EQ((*job)->filter, R"({"saga":"order"})");
    EXPECT_EQ((*job)->reason, "because");
    EXPECT_EQ((*job)->actor, "tester");
    EXPECT_EQ((*job)->created_at, kStart);
    EXPECT_EQ((*job)->status, BulkStatus::kRunning);
    EXPECT_EQ((*job)->counts.at(BulkItemStatus::kPending), 3U);
    const auto items = jobs().items("a", 1, std::nullopt, 10);
    ASSERT_TRUE(items.ok());
    ASSERT_EQ(items->size(), 2U);
    EXPECT_EQ(items->front().instance, make_id(2));
    EXPECT_EQ(items->front().seen_seq, 12U);
    EXPECT_FALSE((*job)->even_if_moved);
    EXPECT_FALSE(jobs().find("b")->has_value());
    EXPECT_FALSE(jobs().create(**job, {{make_id(1), 1}}).ok()) << "an id is used once";
    BulkJob nothing = **job;
    nothing.id = "n";
    EXPECT_FALSE(jobs().create(nothing, {}).ok());
}

TEST_P(BulkJobStore, ListsTheNewestFirst) {
    for (int i = 0; i < 3; ++i) create(std::string(1, static_cast<char>('a' + i)), 1, i);
    const auto first = jobs().list(std::nullopt, 2);
    ASSERT_TRUE(first.ok());
    ASSERT_EQ(first->size(), 2U);
    EXPECT_EQ(first->at(0).id, "c");
    EXPECT_EQ(first->at(0).counts.at(BulkItemStatus::kPending), 1U);
    const auto next = jobs().list(BulkPosition{first->at(1).created_at, first->at(1).id}, 2);
    ASSERT_EQ(next->size(), 1U);
    EXPECT_EQ(next->at(0).id, "a");
}

TEST_P(BulkJobStore, GivesAJobToOneWorkerUntilItsLeaseEnds) {
    create("a", 3);
    ASSERT_TRUE(jobs().claim("one", kBulkLease)->has_value());
    EXPECT_FALSE(jobs().claim("two", kBulkLease)->has_value());
    EXPECT_EQ(taken("two", 2), Numbers{});
    EXPECT_EQ(taken("one", 2), (Numbers{1, 2}));
    rig_->end_leases();
    ASSERT_TRUE(jobs().claim("two", kBulkLease)->has_value());
    EXPECT_EQ(taken("one", 2), Numbers{}) << "it is not its job any more";
    const auto taken_over = jobs().take("a", "two", kBulkLease, 10);
    ASSERT_TRUE(taken_over.ok());
    EXPECT_TRUE(taken_over->running);
    const auto& items = taken_over->items;
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].status, BulkItemStatus::kStarted) << "in doubt: one may have acted";
    EXPECT_EQ(items[2].status, BulkItemStatus::kPending);
    EXPECT_EQ(items[2].seen_seq, 13U);
}

TEST_P(BulkJobStore, TakesTheOldestJobFirst) {
    create("b", 1, 5);
    create("a", 1, 1);
    EXPECT_EQ((*jobs().claim("one", kBulkLease))->id, "a");
    EXPECT_EQ((*jobs().claim("one", kBulkLease))->id, "a") << "its own again";
    EXPECT_EQ((*jobs().claim("two", kBulkLease))->id, "b");
    EXPECT_FALSE(jobs().claim("three", kBulkLease)->has_value());
}

TEST_P(BulkJobStore, RecordsOneResultForEachInstance) {
    create("a", 2);
    ASSERT_TRUE(jobs().claim("one", kBulkLease)->has_value());
    auto items = jobs().take("a", "one", kBulkLease, 10)->items;
    ASSERT_TRUE(jobs().record("a", {result(items[0], BulkItemStatus::kDone)}).ok());
    ASSERT_TRUE(jobs().record("a", {result(items[0], BulkItemStatus::kFailed)}).ok());
    ASSERT_TRUE(jobs().finish("a", kStart).ok());
    EXPECT_EQ((*jobs().find("a"))->status, BulkStatus::kRunning) << "one is open";
    ASSERT_TRUE(jobs().record("a", {result(items[1], BulkItemStatus::kRefused)}).ok());
    ASSERT_TRUE(jobs().finish("a", kStart).ok());
    const auto job = *jobs().find("a");
    EXPECT_EQ(job->status, BulkStatus::kDone);
    EXPECT_EQ(job->ended_at, kStart);
    EXPECT_EQ(job->counts.at(BulkItemStatus::kDone), 1U) << "the first result stays";
    const auto refused = *jobs().items("a", 0, BulkItemStatus::kRefused, 10);
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].detail, "so it is");
    EXPECT_EQ(refused[0].at, kStart);
    EXPECT_FALSE(jobs().claim("one", kBulkLease)->has_value());
}

TEST_P(BulkJobStore, StopsAJobThatRuns) {
    create("a", 2);
    ASSERT_TRUE(jobs().claim("one", kBulkLease)->has_value());
    EXPECT_TRUE(*jobs().stop("a", kStart));
    EXPECT_FALSE(*jobs().stop("a", kStart));
    EXPECT_FALSE(*jobs().stop("nobody", kStart));
    EXPECT_EQ(taken("one", 2), Numbers{});
    EXPECT_EQ((*jobs().find("a"))->status, BulkStatus::kStopped);
    ASSERT_TRUE(jobs().finish("a", kStart).ok());
    EXPECT_EQ((*jobs().find("a"))->status, BulkStatus::kStopped);
    EXPECT_FALSE(jobs().claim("one", kBulkLease)->has_value()) << "there is nothing to settle";
}

// Whoever goes on finds out what became of what was started, and starts nothing.
TEST_P(BulkJobStore, GivesAStoppedJobToAWorkerUntilItIsSettled) {
    create("a", 5);
    ASSERT_TRUE(jobs().claim("dead", kBulkLease)->has_value());
    ASSERT_EQ(taken("dead", 3), (Numbers{1, 2, 3}));
    ASSERT_TRUE(*jobs().stop("a", kStart));
    EXPECT_FALSE(jobs().claim("two", kBulkLease)->has_value()) << "its worker may live";
    rig_->end_leases();
    const auto job = *jobs().claim("two", kBulkLease);
    ASSERT_TRUE(job.has_value());
    EXPECT_EQ(job->status, BulkStatus::kStopped);
    const auto in_doubt = *jobs().take("a", "two", kBulkLease, 10);
    EXPECT_FALSE(in_doubt.running);
    ASSERT_EQ(in_doubt.items.size(), 3U);
    ASSERT_TRUE(jobs().record("a", {result(in_doubt.items[0], BulkItemStatus::kDone)}).ok());
    ASSERT_TRUE(jobs().record("a", {result(in_doubt.items[1], BulkItemStatus::kPending)}).ok());
    ASSERT_TRUE(jobs().finish("a", kStart).ok());
    EXPECT_EQ(taken("two", 10), Numbers{3}) << "one is in doubt still";
    ASSERT_TRUE(jobs().record("a", {result(in_doubt.items[2], BulkItemStatus::kPending)}).ok());
    EXPECT_EQ(taken("two", 10), Numbers{});
    ASSERT_TRUE(jobs().finish("a", kStart).ok());
    EXPECT_FALSE(jobs().claim("two", kBulkLease)->has_value());
    const auto after = *jobs().find("a");
    EXPECT_EQ(after->status, BulkStatus::kStopped);
    EXPECT_EQ(after->counts.at(BulkItemStatus::kDone), 1U);
    EXPECT_EQ(after->counts.at(BulkItemStatus::kPending), 4U);
}

TEST_P(BulkJobStore, BeginsAPlanOnce) {
    create("a", 2, 0, BulkStatus::kPlanned);
    EXPECT_TRUE(jobs().list(std::nullopt, 10)->empty());
    EXPECT_FALSE(jobs().claim("one", kBulkLease)->has_value());
    EXPECT_FALSE(*jobs().stop("a", kStart));
    BulkJob job = **jobs().find("a");
    EXPECT_EQ(job.status, BulkStatus::kPlanned);
    EXPECT_EQ(job.counts.at(BulkItemStatus::kPending), 2U);
    job.reason = "now";
    job.actor = "somebody";
    job.even_if_moved = true;
    job.created_at = {kStart.ms + 5};
    EXPECT_TRUE(*jobs().begin(job));
    job.reason = "again";
    EXPECT_FALSE(*jobs().begin(job));
    const BulkJob begun = **jobs().find("a");
    EXPECT_EQ(begun.status, BulkStatus::kRunning);
    EXPECT_EQ(begun.reason, "now");
    EXPECT_EQ(begun.actor, "somebody");
    EXPECT_TRUE(begun.even_if_moved);
    EXPECT_EQ(begun.created_at.ms, kStart.ms + 5);
    EXPECT_EQ(jobs().list(std::nullopt, 10)->size(), 1U);
    EXPECT_EQ((*jobs().claim("one", kBulkLease))->even_if_moved, true);
    job.id = "nobody";
    EXPECT_FALSE(*jobs().begin(job));
}

TEST_P(BulkJobStore, ForgetsWhatIsNotKept) {
    const auto left = [&](const BulkPruning& pruning) {
        while (*jobs().prune(pruning)) {
        }
        std::string ids;
        for (const char* id : {"done", "runs", "p1", "p2", "p3"}) {
            if (jobs().find(id)->has_value()) ids += std::string(id) + " ";
        }
        return ids;
    };
    create("done", 2);
    ASSERT_TRUE(*jobs().stop("done", kStart));
    create("runs", 1);
    create("p1", 1, 1, BulkStatus::kPlanned);
    create("p2", 1, 2, BulkStatus::kPlanned);
    create("p3", 1, 3, BulkStatus::kPlanned);
    EXPECT_EQ(left({kStart, kStart, 3}), "done runs p1 p2 p3 ");
    EXPECT_EQ(left({kStart, {kStart.ms + 2}, 3}), "done runs p2 p3 ") << "older than a plan gets";
    EXPECT_EQ(left({kStart, kStart, 1}), "done runs p3 ") << "the newest plan stays";
    EXPECT_EQ(left({{kStart.ms + 1}, kStart, 1}), "runs p3 ") << "it ended before";
    EXPECT_TRUE(jobs().items("done", 0, std::nullopt, 10)->empty());
    EXPECT_TRUE(jobs().items("p1", 0, std::nullopt, 10)->empty());
    EXPECT_EQ(jobs().items("p3", 0, std::nullopt, 10)->size(), 1U);
}

}  // namespace
}  // namespace sagaflow::store
