#include "engine/store/pg/pg_pool.hpp"

#include "engine/core/ensure.hpp"

namespace sagaflow::store {

PgPool::PgPool(PgConnectionInfo info, PgTimeouts timeouts, std::size_t sessions_max)
    : info_(std::move(info)), timeouts_(timeouts), sessions_max_(sessions_max) {
    ENSURE(sessions_max > 0, "a pool has sessions");
}

std::unique_ptr<PgSession> PgPool::borrow() {
    std::unique_lock lock(mutex_);
    const bool free = freed_.wait_for(lock, std::chrono::milliseconds(timeouts_.statement_ms), [&] {
        return !idle_.empty() || sessions_ < sessions_max_;
    });
    if (!free) return nullptr;
    if (idle_.empty()) {
        ++sessions_;
        return std::make_unique<PgSession>(info_, timeouts_);
    }
    std::unique_ptr<PgSession> session = std::move(idle_.back());
    idle_.pop_back();
    return session;
}

void PgPool::give_back(std::unique_ptr<PgSession> session) {
    const std::lock_guard lock(mutex_);
    ENSURE(idle_.size() < sessions_, "a session is given back once");
    idle_.push_back(std::move(session));
    freed_.notify_one();
}

}  // namespace sagaflow::store
