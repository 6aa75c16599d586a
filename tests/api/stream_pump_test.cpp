// Answers that go on: one thread for all, bounded by what each reader takes.
#include <atomic>

#include "tests/api/support/http_server_fixture.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kGetStream = "GET /v1/stream HTTP/1.1\r\nHost: h\r\n\r\n";

// Has always more to say, until it is told to end.
class Endless final : public StreamedBody {
public:
    struct Watch {
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t pulled = 0;
        int gone = 0;
        bool ends = false;

        bool wait_for_gone() {
            std::unique_lock lock(mutex);
            return changed.wait_for(lock, std::chrono::seconds(60), [this] { return gone > 0; });
        }
    };

    explicit Endless(Watch& watch) : watch_(watch) {}
    ~Endless() override {
        const std::lock_guard lock(watch_.mutex);
        ++watch_.gone;
        watch_.changed.notify_all();
    }
    void on_more(std::function<void()> wake) override { wake_ = std::move(wake); }
    bool pull(std::string& to, std::size_t bytes_max) override {
        const std::lock_guard lock(watch_.mutex);
        to.append(bytes_max, 'x');
        watch_.pulled += bytes_max;
        return !watch_.ends;
    }
    void keep_alive(std::string& to) override { to += "alive"; }

private:
    Watch& watch_;
    std::function<void()> wake_;
};

class StreamServer : public HttpServerTest {
protected:
    StreamServer() {
        options.threads = 1;
        options.stream_piece_bytes = 1'000;
        options.stream_stall_ms = 60'000;
        try_async = [this](const std::shared_ptr<const Request>& request, const auto& sink) {
            if (request->path() != kStreamPath) return false;
            sink->give([this] {
                Response response = text_response(200, "text/event-stream", "");
                response.stream = std::make_shared<Endless>(watch);
                return response;
            });
            return true;
        };
    }
    ~StreamServer() override { server.reset(); }

    Endless::Watch watch;
};

TEST_F(StreamServer, CutsAReaderThatTakesNothingAndBuffersNothingForIt) {
    options.stream_stall_ms = 200;  // it takes nothing at all, however long that is
    start();
    RawClient sleeper(server->port());
    ASSERT_TRUE(sleeper.send(kGetStream));
    ASSERT_TRUE(watch.wait_for_gone());
    std::size_t received = 0;
    while (true) {
        const std::string bytes = sleeper.receive_some();
        if (bytes.empty()) break;
        received += bytes.size();
    }
    // Besides what the sockets held there was one piece at most, and the head.
    EXPECT_LE(watch.pulled, received + options.stream_piece_bytes);
}

TEST_F(StreamServer, ServesOthersOnItsOnlyThreadMeanwhile) {
    start();
    std::vector<std::unique_ptr<RawClient>> sleepers;
    for (int i = 0; i < 20; ++i) {
        sleepers.push_back(std::make_unique<RawClient>(server->port()));
        ASSERT_TRUE(sleepers.back()->send(kGetStream));
        ASSERT_TRUE(sleepers.back()->readable(60'000));
    }
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(kGet).status, 200);
    RawClient reader(server->port());
    ASSERT_TRUE(reader.send(kGetStream));
    EXPECT_EQ(reader.receive().status, 200);
    for (std::size_t received = 0; received < 5'000'000;) {
        const std::string bytes = reader.receive_some();
        ASSERT_FALSE(bytes.empty());
        received += bytes.size();
    }
}

TEST_F(StreamServer, SendsTheRestOfABodyThatEnds) {
    watch.ends = true;
    start();
    RawClient client(server->port());
    EXPECT_EQ(client.ask(kGetStream).status, 200);
    std::string body;
    while (true) {
        const std::string bytes = client.receive_some();
        if (bytes.empty()) break;
        body += bytes;
    }
    EXPECT_EQ(body, std::string(options.stream_piece_bytes, 'x'));
    EXPECT_TRUE(watch.wait_for_gone());
}

TEST_F(StreamServer, ForgetsAClientThatGoesAway) {
    start();
    std::optional<RawClient> client(std::in_place, server->port());
    ASSERT_TRUE(client->send(kGetStream));
    ASSERT_TRUE(client->readable(60'000));
    client.reset();
    EXPECT_TRUE(watch.wait_for_gone());
}

TEST_F(StreamServer, EndsAllWhenItStops) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kGetStream));
    ASSERT_TRUE(client.readable(60'000));
    server->stop(0);
    EXPECT_TRUE(watch.wait_for_gone());
    EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace sagaflow::api
