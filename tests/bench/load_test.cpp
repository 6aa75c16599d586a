#include "cli/bench/load.hpp"

#include <gtest/gtest.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <map>
#include <thread>

#include "cli/bench/endpoint.hpp"

namespace sagaflow::bench {
namespace {

// A load against an endpoint of the same program, over real sockets.
class LoadTest : public ::testing::Test {
protected:
    LoadTest()
        : endpoint_([this](const EndpointCall& call) {
              ++calls_[std::string(call.path)];
              return EndpointAnswer{200, "{\"path\":\"" + std::string(call.path) + "\"}"};
          }) {
        EXPECT_TRUE(endpoint_.start().ok());
    }

    LoadPlan plan(int connections, std::uint64_t jobs) {
        LoadPlan plan;
        plan.port = endpoint_.port();
        plan.connections = connections;
        plan.next = [this, jobs](Job& job) {
            if (made_ == jobs) return false;
            job.number = made_++;
            job.request = get_request("/" + std::to_string(job.number));
            return true;
        };
        plan.answered = [this](const Job& job, const Reply& reply) -> std::optional<FollowUp> {
            answers_[job.number] = reply.status;
            bodies_ += reply.body;
            return std::nullopt;
        };
        plan.finished = [this] { ++finished_; };
        return plan;
    }

    void run(LoadPlan made) {
        Load load(io_, std::move(made));
        load.start();
        io_.run();
        endpoint_.stop();
    }

    std::map<std::string, int> calls_;  // the endpoint's until it has stopped
    Endpoint endpoint_;
    boost::asio::io_context io_{1};
    std::uint64_t made_ = 0;
    std::map<std::uint64_t, int> answers_;
    std::string bodies_;
    int finished_ = 0;
};

TEST_F(LoadTest, EveryJobIsSentOnceAndAnswered) {
    run(plan(7, 500));
    EXPECT_EQ(answers_.size(), 500U);
    EXPECT_EQ(calls_.size(), 500U);
    for (const auto& [path, count] : calls_) EXPECT_EQ(count, 1) << path;
    for (const auto& [number, status] : answers_) EXPECT_EQ(status, 200) << number;
    EXPECT_EQ(finished_, 1);
    EXPECT_NE(bodies_.find("/499"), std::string::npos);
}

TEST_F(LoadTest, MoreConnectionsThanJobsIsFine) {
    run(plan(50, 3));
    EXPECT_EQ(answers_.size(), 3U);
    EXPECT_EQ(finished_, 1);
}

TEST_F(LoadTest, AnOpenLoopSendsEachWhenItIsDue) {
    LoadPlan made = plan(2, 20);
    made.rate = 1'000;
    const auto begun = std::chrono::steady_clock::now();
    run(std::move(made));
    EXPECT_EQ(answers_.size(), 20U);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(19));
    EXPECT_EQ(finished_, 1);
}

TEST_F(LoadTest, AJobOfAnOpenLoopIsDueWhenItsTurnCameAlthoughNoConnectionWasFree) {
    endpoint_.hold();
    LoadPlan made = plan(1, 3);
    made.rate = 1'000;
    std::vector<SteadyTime> due;
    made.answered = [&](const Job& job, const Reply&) -> std::optional<FollowUp> {
        due.push_back(job.due);
        return std::nullopt;
    };
    made.next = [this, next = made.next](Job& job) {
        const bool more = next(job);
        if (!more) endpoint_.release();  // all three are due by now, one of them is at the endpoint
        return more;
    };
    run(std::move(made));
    ASSERT_EQ(due.size(), 3U);
    EXPECT_EQ(due[1] - due[0], std::chrono::milliseconds(1));
    EXPECT_EQ(due[2] - due[0], std::chrono::milliseconds(2));
}

TEST_F(LoadTest, AFollowUpBelongsToItsJob) {
    LoadPlan made = plan(4, 10);
    std::map<std::uint64_t, int> turns;
    made.answered = [&](const Job& job, const Reply&) -> std::optional<FollowUp> {
        if (++turns[job.number] == 3) return std::nullopt;
        return FollowUp{get_request("/again"), std::chrono::milliseconds(0)};
    };
    run(std::move(made));
    EXPECT_EQ(turns.size(), 10U);
    EXPECT_EQ(calls_["/again"], 20);
}

// Answers one request on each connection and closes it without a word, as a server does with one
// that has been idle for too long.
class ClosingServer {
public:
    explicit ClosingServer(int connections)
        : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}),
          thread_([this, connections] {
              for (int i = 0; i < connections; ++i) serve(acceptor_.accept());
          }) {}
    ~ClosingServer() { thread_.join(); }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    static void serve(boost::asio::ip::tcp::socket socket) {
        std::string request;
        boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "\r\n\r\n");
        const std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        boost::asio::write(socket, boost::asio::buffer(answer));
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::thread thread_;
};

TEST_F(LoadTest, AConnectionThatRestedIsMadeAnewBeforeItIsUsed) {
    constexpr int kJobs = 20;
    const ClosingServer server(kJobs);
    LoadPlan made = plan(1, kJobs);
    made.port = server.port();
    made.rate = 1'000;
    made.renew_after = std::chrono::milliseconds(0);
    run(std::move(made));
    EXPECT_EQ(answers_.size(), 20U);
    for (const auto& [number, status] : answers_) EXPECT_EQ(status, 200) << number;
}

TEST_F(LoadTest, NobodyThereIsAnAnswerOfStatusZero) {
    LoadPlan made = plan(3, 30);
    endpoint_.stop();
    // Its port stays taken and nobody listens there, whatever other processes do meanwhile.
    boost::asio::io_context other;
    const boost::asio::ip::tcp::socket bound(
        other, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)
    );
    made.port = bound.local_endpoint().port();
    run(std::move(made));
    EXPECT_EQ(answers_.size(), 30U);
    for (const auto& [number, status] : answers_) EXPECT_EQ(status, 0) << number;
    EXPECT_EQ(finished_, 1);
}

TEST_F(LoadTest, TheEndpointTellsWhatItsThreadCost) {
    LoadPlan made = plan(2, 200);
    double used = 0;
    made.finished = [&] { used = endpoint_.cpu_seconds(); };
    run(std::move(made));
    EXPECT_GT(used, 0);
    EXPECT_EQ(endpoint_.cpu_seconds(), 0);  // gone with the thread
}

}  // namespace
}  // namespace sagaflow::bench
