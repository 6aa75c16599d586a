// A fixed number of threads over a bounded queue of jobs that may block, most of them connections
// with a request to serve. Thread-safe. A full queue refuses: the caller answers 503.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sagaflow::api {

class WorkerPool {
public:
    using Job = std::function<void()>;

    WorkerPool(std::size_t threads, std::size_t queue_max);
    ~WorkerPool();

    // False: the queue is full, and the job was not taken.
    bool submit(Job job);
    // Nobody waits for a thread right now.
    bool is_calm() const { return waiting_.load(std::memory_order_relaxed) == 0; }
    std::size_t thread_count() const { return threads_.size(); }
    // Serves what is queued, then ends the threads.
    void stop();

private:
    void run();

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> queue_;
    std::atomic<std::size_t> waiting_{0};
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sagaflow::api
