#include "api/server/worker_pool.hpp"

namespace sagaflow::api {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max, Work work)
    : queue_max_(queue_max), work_(std::move(work)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() { stop(); }

ConnectionPtr WorkerPool::submit(ConnectionPtr connection) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return connection;
        queue_.push_back(std::move(connection));
        waiting_.store(queue_.size(), std::memory_order_relaxed);
    }
    changed_.notify_one();
    return nullptr;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void WorkerPool::run() {
    while (true) {
        ConnectionPtr connection;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            connection = std::move(queue_.front());
            queue_.pop_front();
            waiting_.store(queue_.size(), std::memory_order_relaxed);
        }
        work_(std::move(connection));
    }
}

}  // namespace sagaflow::api
