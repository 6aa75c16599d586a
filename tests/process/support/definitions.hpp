// The sagas of the process tests. Back-offs are short, so that the tests are.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sagaflow::testing {

// A task at the participant: POST /do/NAME, undone by POST /undo/NAME.
inline nlohmann::json task(
    const std::string& name, const std::string& next, const std::string& connection = "shop"
) {
    return {
        {"type", "task"},
        {"call", "http"},
        {"with",
         {{"connection", connection},
          {"method", "POST"},
          {"path", "/do/" + name},
          {"body", {{"order", "${input.order}"}, {"decline", "${input.decline}"}}}}},
        {"compensate",
         {{"call", "http"},
          {"with",
           {{"connection", connection},
            {"method", "POST"},
            {"path", "/undo/" + name},
            {"body", {{"order", "${input.order}"}, {"forKey", "${step.key}"}}}}}}},
        {"next", next}};
}

// Asks the participant whether an attempt was applied.
inline nlohmann::json probe(const std::string& name) {
    return {
        {"call", "http"},
        {"with",
         {{"connection", "shop"},
          {"method", "GET"},
          {"path", "/probe/" + name + "?key=${step.key}"}}},
        {"ok", "size(result.items) > 0"}};
}

inline nlohmann::json saga(
    const std::string& name, const std::string& start, nlohmann::json states
) {
    states["done"] = {{"type", "succeed"}, {"output", {{"order", "${input.order}"}}}};
    return {
        {"saga", name},
        {"input", {{"type", "object"}, {"required", {"order", "decline"}}}},
        {"retries",
         {{"quick", {{"maxAttempts", 8}, {"initial", "40ms"}, {"factor", 2}, {"max", "400ms"}}}}},
        {"defaults", {{"retry", "quick"}, {"timeout", "2m"}}},
        {"compensation",
         {{"retry", {{"maxAttempts", 0}, {"initial", "40ms"}, {"factor", 2}, {"max", "400ms"}}}}},
        {"start", start},
        {"states", std::move(states)}};
}

inline const std::vector<std::string>& trip_steps() {
    static const std::vector<std::string> steps{"reserve", "charge", "ship"};
    return steps;
}

// Three steps in a row; the middle one's participant is trusted to recognise a repeated key.
inline nlohmann::json trip() {
    return saga(
        "trip",
        "reserve",
        {{"reserve", task("reserve", "charge")},
         {"charge", task("charge", "ship", "till")},
         {"ship", task("ship", "done")}}
    );
}

}  // namespace sagaflow::testing
