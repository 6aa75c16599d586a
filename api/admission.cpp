#include "api/admission.hpp"

#include <algorithm>
#include <thread>

#include "api/pending_reply.hpp"
#include "api/route.hpp"

namespace sagaflow::api {
namespace {

Problem no_reading_place() {
    return problem_of(Error{
        ErrorCode::kOverloaded, "Too many long bodies are being read; try again"});
}

}  // namespace

ReadingPlaces::ReadingPlaces(std::size_t count)
    : free_(count > 0 ? count : std::max(1U, std::thread::hardware_concurrency() / 2)) {}

std::optional<ReadingPlaces::Place> ReadingPlaces::take(std::chrono::steady_clock::time_point until
) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_until(lock, until, [this] { return free_ > 0; })) return std::nullopt;
    --free_;
    return Place(this);
}

void ReadingPlaces::give_back() {
    {
        const std::lock_guard lock(mutex_);
        ++free_;
    }
    freed_.notify_one();
}

Checked<ReadingPlaces::Place> admit(const Call& call) {
    const Engine& engine = call.context.engine;
    if (const auto refusal = engine.refuses_all()) return problem_of(*refusal);
    if (call.request.body.size() <= limits::kHttpInlineBodyBytesMax) return ReadingPlaces::Place();
    auto place =
        call.context.reading_places.take(deadline_in_ms(call.context.settings.request_deadline_ms));
    if (!place) return no_reading_place();
    // The engine may have filled up while this one waited.
    if (const auto refusal = engine.refuses_all()) return problem_of(*refusal);
    return std::move(*place);
}

}  // namespace sagaflow::api
