// Reads one object of the configuration member by member, collecting problems with their places.
//
// A value type of the loader; single-threaded. Getters leave their target alone when the member is
// absent or wrong, so that reading goes on and finds every problem.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"
#include "server/config/position.hpp"

namespace sagaflow::config {

// The problems of one file.
class Problems {
public:
    Problems(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}
    // "file:line:column: /pointer: what".
    void add(const std::string& pointer, std::string_view what);
    bool none() const { return lines_.empty(); }
    // In the order of the file.
    std::string text() const;

private:
    std::string_view text_;
    std::string name_;
    std::vector<std::pair<Position, std::string>> lines_;
};

class ObjectReader {
public:
    // A value that is no object is a problem, and reads as an empty one.
    ObjectReader(const Json& value, std::string pointer, Problems& problems);

    const Json* find(const std::string& name);
    void text(const std::string& name, std::string& target);
    void text(const std::string& name, std::optional<std::string>& target);
    void flag(const std::string& name, bool& target);
    void flag(const std::string& name, std::optional<bool>& target);
    void count(const std::string& name, std::size_t& target, std::size_t min, std::size_t max);
    void duration(const std::string& name, Duration& target, Duration min, Duration max);
    void object(const std::string& name, const std::function<void(ObjectReader&)>& read);
    // Each member of an object whose names are the user's.
    void each(
        const std::string& name,
        const std::function<void(const std::string&, const Json&, const std::string&)>& read
    );
    void require(const std::string& name);
    void problem(const std::string& name, std::string_view what);
    // Reports the members that nobody asked for.
    void finish();

    std::string pointer_to(const std::string& name) const;
    Problems& problems() { return problems_; }

private:
    const Json* of_kind(const std::string& name, bool (Json::*is)() const, std::string_view kind);

    Json object_;
    std::string pointer_;
    Problems& problems_;
    std::vector<std::string> known_;
};

}  // namespace sagaflow::config
