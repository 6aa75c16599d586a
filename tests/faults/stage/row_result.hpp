// What one row of the fault table has shown. Plain data, and its two forms: a line of the table and
// a JSON object.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sagaflow::faults {

struct RowSettings {
    double seconds = 5;  // of load under faults
    std::uint64_t seed = 1;
    bool keep = false;  // the directory, also after a pass
    // What is promised about time and rates is judged, too: only a quiet machine can show it.
    bool timed = false;
};

struct RowResult {
    std::string id;
    std::string fault;
    std::uint64_t seed = 0;
    double duration_s = 0;
    int ok = 0;  // requests
    int failed = 0;
    int unknown = 0;
    std::size_t sagas = 0;  // that ended
    std::map<std::string, int> injected;
    std::vector<double> recovery_ms;
    std::vector<std::string> violations;
    std::string error;      // the row itself could not be run
    std::string directory;  // where its records are, when they were kept

    bool passed() const { return violations.empty() && error.empty(); }
};

nlohmann::json to_json(const RowResult& result);
// With the violations below.
std::string table_of(const std::vector<RowResult>& results);

}  // namespace sagaflow::faults
