// The server's Logger: lines are formatted on the caller's thread and written by a thread of its
// own, so no caller ever waits for the disk. The queue is bounded; lines that do not fit are
// dropped, counted, and the count is written as soon as there is room.
//
// Thread-safe. The destructor writes what is queued.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "engine/core/limits.hpp"
#include "engine/core/log.hpp"
#include "engine/core/time.hpp"
#include "server/logging/line_format.hpp"

namespace sagaflow::server {

struct LogOptions {
    LogFormat format = LogFormat::kText;
    LogLevel level = LogLevel::kInfo;
    int descriptor = 2;  // stderr; not closed
    std::size_t queue_lines_max = limits::kLogQueueLinesMax;
};

class AsyncLogger final : public Logger {
public:
    AsyncLogger(LogOptions options, const Clock& clock);
    ~AsyncLogger() override;

    bool enabled(LogLevel level) const override { return level >= options_.level; }
    void write(
        LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {}
    ) override;

    std::uint64_t dropped() const { return dropped_total_.load(); }
    // Returns when everything that was written before this call is with the system.
    void flush();

private:
    void run();
    std::string take(std::unique_lock<std::mutex>& lock);

    const LogOptions options_;
    const Clock& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable drained_;
    std::deque<std::string> queue_;
    std::uint64_t dropped_ = 0;  // since the last line that said so
    std::atomic<std::uint64_t> dropped_total_{0};
    bool writing_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sagaflow::server
