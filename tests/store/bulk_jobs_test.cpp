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
    void create(const std::string& id, std::size_t instances, std::int64_t at_ms = 0) {
        BulkJob job;
        job.id = id;
        job.action = "cancel";
        job.filter = R"({"saga":"order"})";
        job.arguments = "{}";
        job.reason = "because";
        job.actor = "tester";
        job.created_at = {kStart.ms + at_ms};
        std::vector<InstanceId> ids;
        for (std::uint64_t i = 1; i <= instances; ++i) ids.push_back(make_id(i));
        const Status created = jobs().create(job, ids);
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
        for (const BulkItem& item : *items) numbers.push_back(item.number);
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
    EXPECT_FALSE(jobs().find("b")->has_value());
    EXPECT_FALSE(jobs().create(**job, {make_id(1)}).ok()) << "an id is used once";
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
    const auto items = jobs().take("a", "two", kBulkLease, 10);
    ASSERT_EQ(items->size(), 3U);
    EXPECT_EQ(items->at(0).status, BulkItemStatus::kStarted) << "in doubt: one may have acted";
    EXPECT_EQ(items->at(2).status, BulkItemStatus::kPending);
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
    auto items = *jobs().take("a", "one", kBulkLease, 10);
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
}

}  // namespace
}  // namespace sagaflow::store
