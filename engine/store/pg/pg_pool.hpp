// A bounded pool of blocking sessions. Thread-safe. A thread that finds all of them busy waits for
// one until a deadline, then gets kOverloaded. A statement whose session turns out to have been
// closed behind its back (restart, fail-over) is run once more on a fresh one.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/store/pg/pg_session.hpp"

namespace sagaflow::store {

class PgPool {
public:
    PgPool(PgConnectionInfo info, PgTimeouts timeouts, std::size_t sessions_max);

    // `work` must be safe to run twice; its errors become those of Queries.
    template <typename T>
    Result<T> with_session(const std::function<std::variant<T, PgError>(PgSession&)>& work);

private:
    // Null: none came free in time.
    std::unique_ptr<PgSession> borrow();
    void give_back(std::unique_ptr<PgSession> session);

    const PgConnectionInfo info_;
    const PgTimeouts timeouts_;
    const std::size_t sessions_max_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t sessions_ = 0;                      // idle and borrowed
    std::vector<std::unique_ptr<PgSession>> idle_;  // the last one used first
};

template <typename T>
Result<T> PgPool::with_session(const std::function<std::variant<T, PgError>(PgSession&)>& work) {
    std::unique_ptr<PgSession> session = borrow();
    if (!session) {
        return Error{
            ErrorCode::kOverloaded,
            "Expected a free database connection, but all were busy; try again"};
    }
    const bool reused = session->connected();
    std::variant<T, PgError> outcome = PgError{};
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto connected = session->connect();
        if (PgError* error = std::get_if<PgError>(&connected)) {
            outcome = std::move(*error);
            break;
        }
        outcome = work(*session);
        const PgError* error = std::get_if<PgError>(&outcome);
        const bool was_stale = error != nullptr && !session->connected() && reused;
        if (!was_stale) break;
    }
    give_back(std::move(session));
    if (PgError* error = std::get_if<PgError>(&outcome)) return read_error(*error);
    return std::get<T>(std::move(outcome));
}

}  // namespace sagaflow::store
