#include "server/logging/async_logger.hpp"

#include <unistd.h>

#include <cerrno>

namespace sagaflow::server {
namespace {

// A log that cannot be written must never stop the engine: what fails is given up.
void write_fully(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR) return;
    }
}

}  // namespace

AsyncLogger::AsyncLogger(LogOptions options, const Clock& clock)
    : options_(options), clock_(clock), thread_([this] { run(); }) {}

AsyncLogger::~AsyncLogger() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void AsyncLogger::write(
    LogLevel level, std::string_view message, std::initializer_list<LogField> fields
) {
    if (!enabled(level)) return;
    std::string line = format_line(options_.format, clock_.now(), level, message, fields);
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= options_.queue_lines_max) {
            ++dropped_;
            ++dropped_total_;
            return;
        }
        queue_.push_back(std::move(line));
    }
    changed_.notify_one();
}

void AsyncLogger::flush() {
    std::unique_lock lock(mutex_);
    drained_.wait(lock, [this] { return queue_.empty() && !writing_; });
}

// Everything that is queued, as one piece: many lines cost one write.
std::string AsyncLogger::take(std::unique_lock<std::mutex>&) {
    std::string bytes;
    for (const std::string& line : queue_) bytes += line;
    queue_.clear();
    if (dropped_ > 0) {
        const auto count = static_cast<std::int64_t>(dropped_);
        bytes += format_line(
            options_.format, clock_.now(), LogLevel::kWarning, "log lines dropped",
            {{"count", count}}
        );
        dropped_ = 0;
    }
    return bytes;
}

void AsyncLogger::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty() && dropped_ == 0) return;
        const std::string bytes = take(lock);
        writing_ = true;
        lock.unlock();
        write_fully(options_.descriptor, bytes);
        lock.lock();
        writing_ = false;
        drained_.notify_all();
    }
}

}  // namespace sagaflow::server
