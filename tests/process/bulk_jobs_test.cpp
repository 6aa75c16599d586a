// kill -9 of the engine in the middle of a bulk job: it goes on, and nothing is done twice.
#include <algorithm>

#include "tests/process/support/process_test.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kInstances = 150;
constexpr std::chrono::seconds kPatience{120};

class BulkJobsOfADyingEngine : public ProcessTest {
protected:
    void SetUp() override {
        engine_ = make_engine("engine", database_.connection_string());
        engine_->start();
        deploy(
            api(),
            {{"saga", "rest"},
             {"start", "rest"},
             {"states",
              {{"rest", {{"type", "wait"}, {"for", "1d"}, {"next", "done"}}},
               {"done", {{"type", "succeed"}}}}}}
        );
        for (std::size_t i = 0; i < kInstances; ++i) {
            const auto started =
                api().start("rest", nlohmann::json::object(), "start-" + std::to_string(i));
            ASSERT_EQ(started.status, 201);
        }
    }

    ApiClient api() const { return engine_->api(); }

    nlohmann::json order() const {
        return {
            {"action", "variables"},
            {"reason", "marked by the test"},
            {"filter", {{"saga", "rest"}, {"status", "running"}}},
            {"arguments", {{"set", {{"marked", true}}}}}};
    }

    // Asks for the job until `enough` holds for it.
    template <typename Enough>
    nlohmann::json job_when(const std::string& id, Enough enough) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (std::chrono::steady_clock::now() < deadline) {
            const auto answer = api().get("/v1/bulk/" + id + "?limit=200");
            if (answer.status == 200 && enough(answer.body)) return answer.body;
        }
        ADD_FAILURE() << "the job came to nothing within two minutes";
        return nlohmann::json::object();
    }

    std::size_t marks(const std::string& instance) {
        const auto history = api().history(instance);
        return static_cast<std::size_t>(std::count_if(
            history.begin(),
            history.end(),
            [](const auto& event) { return event.at("type") == "VariablesEdited"; }
        ));
    }

    FreshDatabase database_;
    std::unique_ptr<EngineProcess> engine_;
};

TEST_F(BulkJobsOfADyingEngine, GoOnAndDoNothingTwice) {
    // The rows of instances that have just begun may be a moment behind.
    nlohmann::json plan;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    do {
        plan = api().post("/v1/bulk?plan=true", order()).body;
    } while (plan.value("matching", 0U) < kInstances && std::chrono::steady_clock::now() < deadline
    );
    ASSERT_EQ(plan.value("matching", 0U), kInstances) << plan;
    const auto begun =
        api().post("/v1/bulk", order(), {{"Plan-Hash", plan.at("hash").get<std::string>()}});
    ASSERT_EQ(begun.status, 202) << begun.body;
    const std::string id = begun.body.at("id");
    for (const std::size_t so_far : {20U, 70U}) {
        job_when(id, [&](const auto& job) { return job.at("done") >= so_far; });
        engine_->kill_now();
        engine_->start();
    }
    const auto job = job_when(id, [](const auto& now) { return now.at("status") == "done"; });
    EXPECT_EQ(job.at("done"), kInstances);
    ASSERT_EQ(job.at("items").size(), kInstances);
    for (const auto& item : job.at("items")) {
        EXPECT_EQ(item.at("status"), "done");
        EXPECT_EQ(marks(item.at("instance")), 1U) << item;
    }
}

}  // namespace
}  // namespace sagaflow::testing
