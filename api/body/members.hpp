// Reads the members of a request object and collects everything that is wrong with them: unknown
// members (400), wrong types and missing ones (422), each with its pointer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/problem.hpp"

namespace sagaflow::api {

class Members {
public:
    // `object` must outlive the reader. `base` is the pointer of the object in the body.
    Members(const Json& object, std::vector<std::string> known, std::string base = {});

    bool has(const char* name) const { return object_.contains(name); }
    const Json* find(const char* name) const;
    // Refuses a missing member.
    const Json* required(const char* name, const std::string& hint = {});

    // Absent or null: nullopt. Longer than `bytes_max`: 413-like refusal inside a 422 with its
    // limit.
    std::optional<std::string> text(const char* name, std::size_t bytes_max);
    std::string required_text(const char* name, std::size_t bytes_max, const std::string& hint);
    std::optional<std::int64_t> integer(const char* name, std::int64_t min, std::int64_t max);

    void refuse(const std::string& member, std::string message, std::string hint = {});
    bool ok() const { return errors_.empty(); }
    // Meaningful unless ok().
    Problem problem() const;

private:
    const Json& object_;
    std::string base_;
    std::vector<ProblemItem> errors_;
    bool unknown_ = false;
};

}  // namespace sagaflow::api
