// One answer of the engine, awaited on the thread of the request.
//
// The state is shared with the callback: when the caller gives up, a late answer is stored and
// thrown away with the last reference. A callback that is destroyed unused leaves the caller
// waiting until its deadline.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/core/result.hpp"

namespace sagaflow::api {

using Deadline = std::chrono::steady_clock::time_point;
inline Deadline deadline_in_ms(std::int64_t ms) {
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

template <typename T>
class PendingReply {
public:
    PendingReply() : state_(std::make_shared<State>()) {}

    std::function<void(Result<T>)> callback() {
        return [state = state_](Result<T> answer) {
            {
                const std::lock_guard lock(state->mutex);
                if (state->answer) return;
                state->answer.emplace(std::move(answer));
            }
            state->arrived.notify_one();
        };
    }

    // Nullopt when the deadline has passed without an answer.
    std::optional<Result<T>> wait_until(Deadline deadline) {
        std::unique_lock lock(state_->mutex);
        state_->arrived.wait_until(lock, deadline, [this] { return state_->answer.has_value(); });
        return std::move(state_->answer);
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable arrived;
        std::optional<Result<T>> answer;
    };
    std::shared_ptr<State> state_;
};

}  // namespace sagaflow::api
