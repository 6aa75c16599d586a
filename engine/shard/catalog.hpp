// The deployed definitions, compiled, for every thread of the process. Filled from the database at
// start, on deploy, and when another node has deployed (noticed with the heartbeat).
#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "dsl/program/program.hpp"

namespace sagaflow {

class Catalog {
public:
    // Replaces nothing: an entry that is there stays, so pointers handed out stay current.
    void add(dsl::ProgramPtr program);
    // Null when unknown. Without a version: the latest.
    dsl::ProgramPtr find(const std::string& saga, std::optional<int> version = std::nullopt) const;
    bool contains(const std::string& saga) const;
    std::vector<std::string> sagas() const;                    // sorted
    std::vector<int> versions(const std::string& saga) const;  // ascending
    std::size_t size() const;
    // How long an event of this type is kept for a receive that does not wait yet: the longest that
    // a definition asks for; 24 hours for a type that none names.
    Duration keep_of(const std::string& event_type) const;

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::map<int, dsl::ProgramPtr>> programs_;
    std::unordered_map<std::string, Duration> keep_by_type_;
};

}  // namespace sagaflow
