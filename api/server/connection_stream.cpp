#include "api/server/connection_stream.hpp"

#include <cstring>

namespace sagaflow::api {
namespace {

constexpr std::size_t kGatheredBytesMax = 256 * 1024;

}  // namespace

ConnectionStream::ConnectionStream(Connection& connection, std::int64_t write_ms)
    : connection_(connection), write_ms_(write_ms) {}

ConnectionStream::~ConnectionStream() { connection_.input.erase(0, consumed_); }

std::string_view ConnectionStream::peek() {
    while (buffered() == 0) {
        connection_.input.clear();
        consumed_ = 0;
        // An answer that is due, such as 100 Continue, must go out before waiting for more.
        if (!flush()) return {};
        const auto received = connection_.receive(SIZE_MAX);
        if (received == Connection::Received::kSome) break;
        if (received == Connection::Received::kClosed) return {};
        if (!connection_.wait_readable(read_deadline_)) {
            timed_out_ = true;
            return {};
        }
    }
    return std::string_view(connection_.input).substr(consumed_);
}

ssize_t ConnectionStream::read(char* to, std::size_t size) {
    const std::string_view bytes = peek();
    if (bytes.empty()) return timed_out_ ? -1 : 0;
    const std::size_t count = std::min(size, bytes.size());
    std::memcpy(to, bytes.data(), count);
    consume(count);
    return static_cast<ssize_t>(count);
}

ssize_t ConnectionStream::write(const char* from, std::size_t size) {
    output_.append(from, size);
    if (output_.size() > kGatheredBytesMax && !flush()) return -1;
    return static_cast<ssize_t>(size);
}

bool ConnectionStream::flush() {
    if (output_.empty()) return true;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(write_ms_);
    const bool sent = connection_.send_all(output_, until);
    output_.clear();
    return sent;
}

void ConnectionStream::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip = connection_.address();
    port = 0;
}

void ConnectionStream::get_local_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
}

}  // namespace sagaflow::api
