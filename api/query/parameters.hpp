// The query of a request, decoded and checked against the names that a route takes. Collects every
// problem: unknown names, repeated ones and wrong values are refused with 400.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/problem.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::api {

class Parameters {
public:
    Parameters(std::string_view query, std::vector<std::string> known);

    // Nullopt when absent. An empty value counts as absent.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<Timestamp> timestamp(const std::string& name);
    std::optional<Duration> duration(const std::string& name);
    std::optional<std::int64_t> integer(
        const std::string& name, std::int64_t min, std::int64_t max
    );
    // `limit`, between 1 and the page maximum; the default without one.
    std::size_t page_size();

    void refuse(const std::string& name, std::string message, std::string hint = {});
    bool ok() const { return errors_.empty(); }
    Problem problem() const;  // meaningful unless ok()

private:
    void add(std::string_view pair, const std::vector<std::string>& known);

    std::vector<NameValue> values_;
    std::vector<ProblemItem> errors_;
};

}  // namespace sagaflow::api
