// Sends the answers that go on: all of them from one thread with epoll, which starts with the first
// and sleeps while there are none, so that an open stream costs no thread.
//
// Thread-safe. For a connection it keeps what the socket did not take of the last piece and asks
// the body for the next one only when that is gone. A reader that takes nothing for a while is cut,
// so is one whose body says that it fell behind.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/server/connection.hpp"
#include "api/streamed_body.hpp"

namespace sagaflow::api {

struct StreamPumpOptions {
    std::size_t piece_bytes = 0;
    std::int64_t heartbeat_ms = 0;
    std::int64_t stall_ms = 0;
};

class StreamPump {
public:
    // On the pump's thread, or the caller's of add() and stop().
    using Gone = std::function<void(ConnectionPtr)>;

    StreamPump(StreamPumpOptions options, Gone gone);
    ~StreamPump();
    StreamPump(const StreamPump&) = delete;
    StreamPump& operator=(const StreamPump&) = delete;

    // `head`: what is sent before the body.
    void add(ConnectionPtr connection, std::string head, std::shared_ptr<StreamedBody> body);
    // Ends every stream, and those that are still added.
    void stop();

private:
    struct Stream;
    class Bell;
    using Table = std::unordered_map<int, std::unique_ptr<Stream>>;

    void run();
    void take_added();
    void on_event(int socket, std::uint32_t events);
    bool feed(Stream& stream);
    bool send_unsent(Stream& stream);
    void watch_writable(Stream& stream, bool wanted);
    void feed_all();
    void look_at_times();
    void drop(Table::iterator found);

    const StreamPumpOptions options_;
    const Gone gone_;
    const std::shared_ptr<Bell> bell_;
    int epoll_ = -1;
    Table streams_;  // the pump's thread only
    SteadyTime next_look_;

    std::mutex mutex_;
    std::vector<std::unique_ptr<Stream>> added_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sagaflow::api
