// What every process test starts from: a scratch directory, a participant, a configuration file
// that names it, and one engine with a private PostgreSQL, which is not started yet.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "tests/process/support/definitions.hpp"
#include "tests/process/support/judge.hpp"
#include "tests/process/support/participant.hpp"
#include "tests/process/support/scratch.hpp"
#include "tests/process_rig/engine_process.hpp"

namespace sagaflow::testing {

using namespace std::chrono_literals;

class ProcessTest : public ::testing::Test {
protected:
    // With what comes soon, unless a busy machine takes its time.
    static constexpr std::chrono::seconds kPatience{60};

    // An engine that was silent for longer than the lease loses its shards to another, if there is
    // one.
    explicit ProcessTest(const std::string& lease = "1s");

    // An engine of its own name and data directory, on `database` where one is given.
    std::unique_ptr<EngineProcess> make_engine(
        const std::string& name, const std::optional<std::string>& database = std::nullopt
    );
    void deploy(const ApiClient& api, const nlohmann::json& definition);
    // Asks again while the answer is 503 or none, as every client is told to; the last answer.
    ApiAnswer ask(const std::function<ApiAnswer()>& request);
    // Starts it, and fails the test when it can't be; answers the document.
    nlohmann::json start(
        const ApiClient& api,
        const std::string& saga,
        const std::string& order,
        const std::string& decline = ""
    );
    // The instance that start() made for the order, once it has ended or the time is up.
    nlohmann::json ended(
        const ApiClient& api,
        const std::string& saga,
        const std::string& order,
        const std::string& decline = "",
        std::chrono::milliseconds limit = 60s  // the longest ?wait=
    );
    // Asks until the instance waits for `kind`. Fails the test at the deadline.
    nlohmann::json waiting_for(
        const ApiClient& api,
        const std::string& saga,
        const std::string& order,
        const std::string& kind
    );
    Evidence evidence(const ApiClient& api, const std::string& instance);
    // Adds a failure with the whole story for each thing that is wrong.
    void expect_right(const ApiClient& api, const std::string& instance, const Plan& plan);

    Scratch scratch_;
    Participant participant_;
    std::string config_;
};

}  // namespace sagaflow::testing
