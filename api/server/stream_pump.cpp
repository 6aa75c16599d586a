#include "api/server/stream_pump.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace sagaflow::api {
namespace {

constexpr int kLookMs = 250;
// A client has nothing to say while it reads a stream.
constexpr std::size_t kHeardBytesMax = 64 * 1024;

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }
std::chrono::milliseconds span_of(std::int64_t ms) { return std::chrono::milliseconds(ms); }

}  // namespace

// Wakes the thread. Shared with bodies, which may ring it after the pump is gone.
class StreamPump::Bell {
public:
    Bell() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Bell() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    int descriptor() const { return descriptor_; }
    void ring() {
        if (rung_.exchange(true)) return;
        const std::uint64_t one = 1;
        (void)!::write(descriptor_, &one, sizeof one);
    }
    void hear() {
        std::uint64_t ignored = 0;
        (void)!::read(descriptor_, &ignored, sizeof ignored);
        rung_ = false;
    }

private:
    const int descriptor_;
    std::atomic<bool> rung_{false};
};

struct StreamPump::Stream {
    ConnectionPtr connection;
    std::shared_ptr<StreamedBody> body;
    std::string unsent;
    SteadyTime moved;    // when the client last took something
    bool ended = false;  // the body has
    bool waits = false;  // for the socket to take more
    std::size_t heard = 0;
};

StreamPump::StreamPump(StreamPumpOptions options, Gone gone)
    : options_(options), gone_(std::move(gone)), bell_(std::make_shared<Bell>()) {}

StreamPump::~StreamPump() {
    stop();
    if (epoll_ >= 0) ::close(epoll_);
}

void StreamPump::add(
    ConnectionPtr connection, std::string head, std::shared_ptr<StreamedBody> body
) {
    auto stream = std::make_unique<Stream>();
    stream->connection = std::move(connection);
    stream->body = std::move(body);
    stream->unsent = std::move(head);
    stream->moved = steady_now();
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            if (!thread_.joinable()) {
                epoll_ = epoll_create1(EPOLL_CLOEXEC);
                epoll_event event{};
                event.events = EPOLLIN;
                event.data.fd = bell_->descriptor();
                (void)epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_->descriptor(), &event);
                thread_ = std::thread([this] { run(); });
                (void)pthread_setname_np(thread_.native_handle(), "http-stream");
            }
            added_.push_back(std::move(stream));
        }
    }
    if (stream)
        gone_(std::move(stream->connection));
    else
        bell_->ring();
}

void StreamPump::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    bell_->ring();
    if (thread_.joinable()) thread_.join();
}

void StreamPump::run() {
    std::array<epoll_event, 64> events{};
    while (true) {
        const int count = epoll_wait(
            epoll_, events.data(), static_cast<int>(events.size()), streams_.empty() ? -1 : kLookMs
        );
        bool rung = false;
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == bell_->descriptor())
                rung = true;
            else
                on_event(event.data.fd, event.events);
        }
        if (rung) {
            bell_->hear();
            {
                const std::lock_guard lock(mutex_);
                if (stopping_) break;
            }
            take_added();
            feed_all();
        }
        if (steady_now() >= next_look_) look_at_times();
    }
    take_added();
    while (!streams_.empty()) drop(streams_.begin());
}

void StreamPump::take_added() {
    std::vector<std::unique_ptr<Stream>> added;
    {
        const std::lock_guard lock(mutex_);
        added.swap(added_);
    }
    for (std::unique_ptr<Stream>& stream : added) {
        const int socket = stream->connection->socket();
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP;
        event.data.fd = socket;
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) {
            gone_(std::move(stream->connection));
            continue;
        }
        stream->body->on_more([bell = bell_] { bell->ring(); });
        streams_[socket] = std::move(stream);
    }
}

void StreamPump::on_event(int socket, std::uint32_t events) {
    const auto found = streams_.find(socket);
    if (found == streams_.end()) return;
    Stream& stream = *found->second;
    bool open = (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) == 0;
    if (open && (events & EPOLLIN) != 0) {
        stream.connection->input.clear();
        open = stream.connection->receive(kHeardBytesMax) != Connection::Received::kClosed;
        stream.heard += stream.connection->input.size();
        open = open && stream.heard <= kHeardBytesMax;
    }
    if (open && (events & EPOLLOUT) != 0) open = feed(stream);
    if (!open) drop(found);
}

// Sends until the socket or the body has had enough. False: the stream is over.
bool StreamPump::feed(Stream& stream) {
    while (true) {
        if (stream.unsent.empty()) {
            if (stream.ended) return false;
            stream.ended = !stream.body->pull(stream.unsent, options_.piece_bytes);
            if (stream.unsent.empty()) return !stream.ended;
        }
        if (!send_unsent(stream)) return true;
    }
}

// False: the socket takes no more now.
bool StreamPump::send_unsent(Stream& stream) {
    const std::size_t sent = stream.connection->send_some(stream.unsent);
    if (sent > 0) stream.moved = steady_now();
    stream.unsent.erase(0, sent);
    watch_writable(stream, !stream.unsent.empty());
    return stream.unsent.empty();
}

void StreamPump::watch_writable(Stream& stream, bool wanted) {
    if (stream.waits == wanted) return;
    stream.waits = wanted;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    if (wanted) event.events |= EPOLLOUT;
    event.data.fd = stream.connection->socket();
    (void)epoll_ctl(epoll_, EPOLL_CTL_MOD, stream.connection->socket(), &event);
}

void StreamPump::feed_all() {
    for (auto at = streams_.begin(); at != streams_.end();) {
        const auto current = at++;
        Stream& stream = *current->second;
        if (!stream.waits && !feed(stream)) drop(current);
    }
}

void StreamPump::look_at_times() {
    const SteadyTime now = steady_now();
    next_look_ = now + span_of(kLookMs);
    for (auto at = streams_.begin(); at != streams_.end();) {
        const auto current = at++;
        Stream& stream = *current->second;
        const auto silent = now - stream.moved;
        if (stream.waits) {
            if (silent >= span_of(options_.stall_ms)) drop(current);
        } else if (silent >= span_of(options_.heartbeat_ms)) {
            stream.body->keep_alive(stream.unsent);
            (void)send_unsent(stream);
        }
    }
}

void StreamPump::drop(Table::iterator found) {
    std::unique_ptr<Stream> stream = std::move(found->second);
    streams_.erase(found);  // closing the socket takes it out of epoll
    stream->connection->close_gently(0);
    gone_(std::move(stream->connection));
}

}  // namespace sagaflow::api
