#include "tests/faults/load/sagas.hpp"

namespace sagaflow::faults {
namespace {

using nlohmann::json;

json call(const std::string& path, json body, const std::string& connection) {
    return {
        {"call", "http"},
        {"with",
         {{"connection", connection},
          {"method", "POST"},
          {"path", path},
          {"body", std::move(body)}}}};
}

json probe(const std::string& name) {
    return {
        {"call", "http"},
        {"with",
         {{"connection", "shop"},
          {"method", "GET"},
          {"path", "/probe/" + name + "?key=${step.key}"}}},
        {"ok", "size(result.items) > 0"}};
}

// A step that cannot be undone: the pivot and what comes behind it.
json lasting_step(
    const std::string& name, const std::string& next, int version, const std::string& effect
) {
    json state = step(name, next, version, "till");
    state.erase("compensate");
    state["effect"] = effect;
    return state;
}

json plain(int version) {
    json reserve = step("reserve", "charge", version);
    reserve["probe"] = probe("reserve");
    return definition(
        "plain",
        "reserve",
        {{"reserve", reserve},
         {"charge", step("charge", "ship", version, "till")},
         {"ship", step("ship", "done", version)}}
    );
}

json timed(int version) {
    return definition(
        "timed",
        "reserve",
        {{"reserve", step("reserve", "rest", version)},
         {"rest", {{"type", "wait"}, {"for", std::to_string(kRestMs) + "ms"}, {"next", "charge"}}},
         {"charge", step("charge", "ship", version)},
         {"ship", step("ship", "done", version)}}
    );
}

json paid(int version) {
    const json await{
        {"type", "receive"},
        {"on", {{{"event", "paid"}, {"key", "${input.order}"}, {"next", "ship"}}}},
        {"timeout", {{"after", "1h"}, {"error", "NotPaid"}}}};
    return definition(
        "paid",
        "reserve",
        {{"reserve", step("reserve", "charge", version)},
         {"charge", step("charge", "await", version, "till")},
         {"await", await},
         {"ship", lasting_step("ship", "notify", version, "pivot")},
         {"notify", lasting_step("notify", "done", version, "retriable")}}
    );
}

}  // namespace

json step(
    const std::string& name, const std::string& next, int version, const std::string& connection
) {
    json state = call(
        "/do/" + name,
        {{"order", "${input.order}"}, {"decline", "${input.decline}"}, {"v", version}},
        connection
    );
    state["type"] = "task";
    state["next"] = next;
    state["compensate"] = call(
        "/undo/" + name,
        {{"order", "${input.order}"}, {"forKey", "${step.key}"}, {"v", version}},
        connection
    );
    return state;
}

json definition(const std::string& name, const std::string& start, json states) {
    states["done"] = {{"type", "succeed"}, {"output", {{"order", "${input.order}"}}}};
    return {
        {"saga", name},
        {"input", {{"type", "object"}, {"required", {"order", "decline"}}}},
        {"retries",
         {{"quick", {{"maxAttempts", 0}, {"initial", "40ms"}, {"factor", 2}, {"max", "400ms"}}}}},
        {"defaults", {{"retry", "quick"}, {"timeout", "600ms"}}},
        {"compensation",
         {{"retry", {{"maxAttempts", 0}, {"initial", "40ms"}, {"factor", 2}, {"max", "400ms"}}}}},
        {"start", start},
        {"states", std::move(states)}};
}

const std::vector<LoadSaga>& load_sagas() {
    static const std::vector<LoadSaga> all{
        {"plain", "ship", false}, {"timed", "ship", false}, {"paid", "ship", true}};
    return all;
}

json load_definition(const std::string& saga, int version) {
    if (saga == "plain") return plain(version);
    return saga == "timed" ? timed(version) : paid(version);
}

json ping_definition() {
    json definition_of_ping = definition("ping", "reserve", {{"reserve", step("reserve", "done")}});
    definition_of_ping["key"] = "${input.order}";
    return definition_of_ping;
}

}  // namespace sagaflow::faults
