// A fixed number of threads over a bounded queue of connections that have a request to serve.
// Thread-safe. A full queue refuses: the caller answers 503.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "api/server/connection.hpp"

namespace sagaflow::api {

class WorkerPool {
public:
    using Work = std::function<void(ConnectionPtr)>;

    WorkerPool(std::size_t threads, std::size_t queue_max, Work work);
    ~WorkerPool();

    // Null when it was taken; the connection again when the queue is full.
    ConnectionPtr submit(ConnectionPtr connection);
    // Nobody waits for a thread right now.
    bool is_calm() const { return waiting_.load(std::memory_order_relaxed) == 0; }
    std::size_t thread_count() const { return threads_.size(); }
    // Serves what is queued, then ends the threads.
    void stop();

private:
    void run();

    const std::size_t queue_max_;
    const Work work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<ConnectionPtr> queue_;
    std::atomic<std::size_t> waiting_{0};
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sagaflow::api
