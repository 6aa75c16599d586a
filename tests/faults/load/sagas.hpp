// The sagas of the load. Between them they have a wait, a receive, a probe, retries without end, a
// pivot and a step behind it, and every step says in its body which version of the definition it
// belongs to. An order is planned to be declined at the last reversible step, or not at all.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sagaflow::faults {

inline constexpr int kRestMs = 300;  // the wait of "timed"

struct LoadSaga {
    std::string name;
    std::string declined_step;
    bool takes_event = false;
};

// "plain", "timed" and "paid".
const std::vector<LoadSaga>& load_sagas();
nlohmann::json load_definition(const std::string& saga, int version);
// One step, of a business key, so that any node may have to do it.
nlohmann::json ping_definition();

// The building blocks, for rows with sagas of their own.
nlohmann::json step(
    const std::string& name,
    const std::string& next,
    int version = 1,
    const std::string& connection = "shop"
);
nlohmann::json definition(const std::string& name, const std::string& start, nlohmann::json states);

}  // namespace sagaflow::faults
