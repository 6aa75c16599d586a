// The parts below the plain transport: deadlines, look-ups, dialling, heads of requests.
#include <boost/asio/executor_work_guard.hpp>
#include <condition_variable>

#include "connectors/http/plain/dial.hpp"
#include "connectors/http/plain/request_head.hpp"
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using http::DeadlineWatch;
using http::NameLookup;
using namespace std::chrono_literals;
namespace ip = boost::asio::ip;

struct Deadline final : DeadlineWatch::Watched {
    Deadline(DeadlineWatch& watch, std::vector<int>& order, int name)
        : watch_(watch), order_(order), name_(name) {}
    void on_deadline(DeadlineWatch::TimePoint) override {
        order_.push_back(name_);
        watch_.leave(*this);
    }
    DeadlineWatch& watch_;
    std::vector<int>& order_;
    int name_;
};

TEST(DeadlineWatch, TellsEachOnceWhenItsTimeHasComeAndNobodyWhoLeft) {
    boost::asio::io_context io;
    DeadlineWatch watch(io);
    std::vector<int> order;
    const auto now = std::chrono::steady_clock::now();
    Deadline late(watch, order, 3);
    Deadline early(watch, order, 1);
    Deadline moved(watch, order, 2);
    Deadline gone(watch, order, 9);
    watch.set(late, now + 40ms);
    watch.set(moved, now + 5ms);
    watch.set(gone, now + 1ms);
    watch.set(early, now + 10ms);
    watch.set(moved, now + 25ms);
    watch.leave(gone);
    watch.leave(gone);
    io.run();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
    EXPECT_GE(std::chrono::steady_clock::now() - now, 40ms);
}

// A system's look-up that waits until the test lets it go. Shared with the threads that look up:
// they may outlive the test.
class SlowNames {
public:
    NameLookup::System system() {
        return [state = state_](const std::string& host) -> Result<NameLookup::Addresses> {
            std::unique_lock lock(state->mutex);
            ++state->asked;
            state->changed.notify_all();
            state->changed.wait(lock, [&] { return host != "slow" || state->open; });
            if (host == "bad") return Error{ErrorCode::kUnavailable, "no such name"};
            return NameLookup::Addresses{ip::make_address("192.0.2.7")};
        };
    }
    void open() {
        const std::lock_guard lock(state_->mutex);
        state_->open = true;
        state_->changed.notify_all();
    }
    std::size_t asked() {
        const std::lock_guard lock(state_->mutex);
        return state_->asked;
    }
    void wait_for_asked(std::size_t count) {
        std::unique_lock lock(state_->mutex);
        state_->changed.wait(lock, [&] { return state_->asked >= count; });
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t asked = 0;
        bool open = false;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST(NameLookup, KnowsAddressesAndThisMachineWithoutAsking) {
    boost::asio::io_context io;
    SlowNames system;
    NameLookup names(io, system.system());
    std::vector<std::string> found;
    for (const char* host : {"127.0.0.1", "[::1]", "localhost", "shop.localhost", "localhost."}) {
        names.find(host, [&](const Result<NameLookup::Addresses>& addresses) {
            ASSERT_TRUE(addresses.ok());
            found.push_back(addresses->back().to_string());
        });
    }
    EXPECT_EQ(
        found, (std::vector<std::string>{"127.0.0.1", "::1", "127.0.0.1", "127.0.0.1", "127.0.0.1"})
    );
    EXPECT_EQ(system.asked(), 0U);
}

TEST(NameLookup, ASlowNameHoldsUpNobodyAndIsAskedForOnce) {
    boost::asio::io_context io;
    SlowNames system;
    NameLookup names(io, system.system());
    int slow = 0;
    const auto count = [&](const Result<NameLookup::Addresses>& found) { slow += found.ok(); };
    names.find("slow", count);
    names.find("slow", count);
    bool quick = false;
    names.find("quick", [&](const Result<NameLookup::Addresses>& found) { quick = found.ok(); });
    const auto work = boost::asio::make_work_guard(io);
    while (!quick) io.run_one();
    EXPECT_EQ(slow, 0);
    system.open();
    while (slow < 2) io.run_one();
    EXPECT_EQ(system.asked(), 2U);
    bool kept = false;
    names.find("slow", [&](const Result<NameLookup::Addresses>& found) { kept = found.ok(); });
    EXPECT_TRUE(kept);
    EXPECT_EQ(system.asked(), 2U);
}

TEST(NameLookup, FailuresAreNotKept) {
    boost::asio::io_context io;
    SlowNames system;
    NameLookup names(io, system.system());
    const auto work = boost::asio::make_work_guard(io);
    for (std::size_t i = 1; i <= 2; ++i) {
        std::string problem;
        names.find("bad", [&](const Result<NameLookup::Addresses>& found) {
            problem = found.error().message;
        });
        while (problem.empty()) io.run_one();
        EXPECT_EQ(problem, "no such name");
        EXPECT_EQ(system.asked(), i);
    }
}

TEST(NameLookup, MayEndBeforeTheSystemAnswers) {
    SlowNames system;
    {
        boost::asio::io_context io;
        NameLookup names(io, system.system());
        names.find("slow", [](const Result<NameLookup::Addresses>&) { FAIL(); });
        system.wait_for_asked(1);
    }
    system.open();
}

struct DialOutcome final : http::Dial::Owner {
    void connected(http::Dial&, http::Dial::Socket socket) override {
        peer = socket.remote_endpoint().address().to_string();
    }
    void not_connected(http::Dial&, const http::Breakage& why) override { problem = why.detail; }
    bool open() const { return peer.empty() && problem.empty(); }
    std::string peer;
    std::string problem;
};

class Dialling : public ::testing::Test {
protected:
    void dial(const std::vector<std::string>& addresses, int port, bool guarded = false) {
        NameLookup names(io_, [&](const std::string&) {
            NameLookup::Addresses all;
            for (const std::string& address : addresses) all.push_back(ip::make_address(address));
            return Result<NameLookup::Addresses>(std::move(all));
        });
        DeadlineWatch watch(io_);
        http::Dial::Tools tools{io_, options_, watch, names};
        auto exchange = std::make_unique<http::Exchange>();
        exchange->request.origin = {"http", "some.name", std::to_string(port)};
        exchange->request.guarded = guarded;
        exchange->ticket.request.timeout = {60'000};
        exchange->ticket.deadline = std::chrono::steady_clock::now() + 60s;
        const auto made = std::make_shared<http::Dial>(tools, outcome_, std::move(exchange));
        made->start();
        const auto work = boost::asio::make_work_guard(io_);
        while (outcome_.open()) io_.run_one();
    }

    boost::asio::io_context io_;
    http::Options options_;
    DialOutcome outcome_;
};

TEST_F(Dialling, TriesOneAddressAfterTheOther) {
    const ScriptedServer server;
    dial({"127.0.0.2", "127.0.0.3", "127.0.0.1"}, server.port());
    EXPECT_EQ(outcome_.peer, "127.0.0.1") << outcome_.problem;
}

TEST_F(Dialling, AnAddressThatKeepsSilentDoesNotHoldUpTheNext) {
    const ScriptedServer server;
    const SilentPort silent("127.0.0.2", server.port());
    dial({"127.0.0.2", "127.0.0.1"}, server.port());
    EXPECT_EQ(outcome_.peer, "127.0.0.1") << outcome_.problem;
}

TEST_F(Dialling, TellsTheLastProblemWhenAllRefuse) {
    const ClosedPort nobody;
    dial({"127.0.0.1"}, nobody.port());
    EXPECT_NE(outcome_.problem.find("Connection refused"), std::string::npos) << outcome_.problem;
}

TEST_F(Dialling, ChecksEveryAddressThatIsConnectedTo) {
    const ScriptedServer server;
    dial({"10.1.2.3", "127.0.0.1"}, server.port(), true);
    EXPECT_NE(outcome_.problem.find("is private"), std::string::npos) << outcome_.problem;
    EXPECT_EQ(server.connection_count(), 0U);
}

std::string head_of(const http::OutgoingRequest& request) {
    std::string text = "left over";
    http::write_head(text, request);
    return text;
}

TEST(RequestHead, NamesTheHostAndThePortThatIsNotTheUsualOne) {
    http::OutgoingRequest request;
    request.method = "GET";
    request.origin = {"http", "[::1]", "8080"};
    request.target = "/a?b=1";
    const std::string agent = "User-Agent: sagaflow/" SAGAFLOW_VERSION "\r\n";
    EXPECT_EQ(head_of(request), "GET /a?b=1 HTTP/1.1\r\nHost: [::1]:8080\r\n" + agent + "\r\n");
    request.origin = {"http", "shop.example", "80"};
    request.method = "PUT";
    EXPECT_EQ(
        head_of(request),
        "PUT /a?b=1 HTTP/1.1\r\nHost: shop.example\r\n" + agent + "Content-Length: 0\r\n\r\n"
    );
}

}  // namespace
}  // namespace sagaflow::testing
