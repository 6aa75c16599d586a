#include "tests/faults/rows/outside_saga.hpp"

#include "tests/faults/load/sagas.hpp"

namespace sagaflow::faults {

using nlohmann::json;

json outside_definition(const OutsideStep& wanted) {
    json charge = step("charge", "done");
    charge["with"] = {
        {"connection", wanted.connection},
        {"method", "POST"},
        {"path", wanted.path},
        {"body", {{"order", "${input.order}"}}}};
    charge["timeout"] = wanted.timeout;
    charge["retry"] = {
        {"maxAttempts", wanted.attempts},
        {"initial", wanted.initial},
        {"factor", 2},
        {"max", wanted.longest}};
    return definition(
        wanted.saga, "reserve", {{"reserve", step("reserve", "charge")}, {"charge", charge}}
    );
}

std::vector<json> run_outside(
    Stage& stage, const OutsideStep& wanted, std::size_t count, const Ending& ending
) {
    stage.deploy(outside_definition(wanted));
    auto documents = stage.run_orders(wanted.saga, wanted.saga, count, ending.status);
    for (const json& document : documents) {
        const std::string what = wanted.saga + " " + document.value("id", "?") + ": ";
        const json& error = document.at("error");
        const std::string type = error.is_object() ? error.value("type", "") : "";
        stage.expect(
            ending.error_type.empty() || type == ending.error_type,
            what + "expected the error " + ending.error_type + ", but it is " + error.dump()
        );
        const int attempts = document.at("steps").at("charge").value("attempts", 0);
        stage.expect(
            ending.attempts == 0 || attempts == ending.attempts,
            what + "expected " + std::to_string(ending.attempts) + " attempts, but there were " +
                std::to_string(attempts)
        );
    }
    return documents;
}

}  // namespace sagaflow::faults
