// Whether a request may go on to have its body read: asked by the routes that hand commands to the
// engine, before they spend time on a body whose commands would be refused anyhow.
//
// Thread-safe. Long bodies are read by a few threads at once, so that a crowd of them leaves the
// processors to the engine; short ones never wait, so that the server's one thread that reads and
// writes may ask too.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "api/problem.hpp"

namespace sagaflow::api {

struct Call;

class ReadingPlaces {
public:
    // 0: half of the processors, at least one.
    explicit ReadingPlaces(std::size_t count = 0);

    // Held while a body is read.
    class Place {
    public:
        Place() = default;
        explicit Place(ReadingPlaces* of) : of_(of) {}
        Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(of_, other.of_);
            return *this;
        }
        ~Place() {
            if (of_ != nullptr) of_->give_back();
        }

    private:
        ReadingPlaces* of_ = nullptr;
    };

    // Nullopt when none got free in time.
    std::optional<Place> take(std::chrono::steady_clock::time_point until);

private:
    void give_back();

    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t free_;
};

// The place to read the body in, or why the request is refused: what the engine would answer to
// every command right now, or that too many long bodies are being read.
Checked<ReadingPlaces::Place> admit(const Call& call);

}  // namespace sagaflow::api
