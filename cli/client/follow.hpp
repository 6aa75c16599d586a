// Follows an instance until it ends: asks again at intervals, prints what is new.
#pragma once

#include <functional>
#include <optional>

#include "cli/session.hpp"

namespace sagaflow::cli {

// Prints the events of the history from the start or after the cursor that it keeps. False when a
// request failed (already said).
class HistoryReader {
public:
    HistoryReader(Session& session, std::string id) : session_(session), id_(std::move(id)) {}
    // Calls `print` for every event not seen yet.
    bool read_new(const std::function<void(const Json&)>& print);

private:
    Session& session_;
    std::string id_;
    std::uint64_t seen_ = 0;
    std::string cursor_;
};

// Waits without taking the processor; wakes early on a signal.
void pause_ms(int ms);

// The instance when it has ended, or at the deadline (none: never gives up); nullopt after a failed
// request. `each` sees every state in between.
std::optional<Answer> follow_to_end(
    Session& session, const std::string& id, std::optional<std::int64_t> patience_ms,
    const std::function<void(const Json&)>& each
);

}  // namespace sagaflow::cli
