#include "tests/faults/load/client.hpp"

namespace sagaflow::faults {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ApiClient;

constexpr milliseconds kBetweenTries{30};
constexpr std::chrono::seconds kAnswerLimit{3};  // a stopped engine takes requests and says nothing
constexpr milliseconds kEndedWait{1500};

nlohmann::json line_of(const Order& order, const char* phase) {
    return {{"op", "start"}, {"phase", phase}, {"order", order.name}};
}

std::string code_of(const ApiAnswer& answer) {
    return answer.body.is_object() ? answer.body.value("code", "") : "";
}

nlohmann::json input_of(const Order& order) {
    return {{"order", order.name}, {"decline", order.decline}};
}

}  // namespace

const EngineProcess& Client::next_engine() {
    if (only_) return *engines_[*only_];
    return *engines_[turn_++ % engines_.size()];
}

// A 503 says that nothing happened, but for the one that says it does not know.
void Client::tell_refusal(nlohmann::json line, const ApiAnswer& answer) {
    const std::string code = code_of(answer);
    const bool unknown = answer.status == 0 || code == "outcome-pending";
    line["phase"] = unknown ? "unknown" : "fail";
    line["status"] = answer.status;
    line["code"] = code;
    line["retryAfter"] = answer.retry_after;
    log_.write(std::move(line));
}

std::optional<std::string> Client::try_start(const Order& order, const std::string& url) {
    nlohmann::json line = line_of(order, "invoke");
    line["saga"] = order.saga;
    line["decline"] = order.decline;
    line["expect"] = order.expect;
    log_.write(line);
    const ApiAnswer answer =
        ApiClient(url, kAnswerLimit).start(order.saga, input_of(order), order.name);
    if (answer.status != 201 && answer.status != 200) {
        tell_refusal(line_of(order, ""), answer);
        return std::nullopt;
    }
    line = line_of(order, "ok");
    line["instance"] = answer.body.at("id");
    line["status"] = answer.status;
    log_.write(line);
    return answer.body.at("id").get<std::string>();
}

std::optional<std::string> Client::start(const Order& order, milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    while (true) {
        const EngineProcess& engine = next_engine();
        const std::string url = engine.base_url();
        if (!url.empty()) {
            const auto instance = try_start(order, url);
            if (instance || order.one_try) return instance;
        }
        if (steady_clock::now() > until) return std::nullopt;
        engine.wait_for_restart(url, kBetweenTries);
    }
}

bool Client::ended(const Order& order, milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    while (true) {
        const EngineProcess& engine = next_engine();
        const std::string url = engine.base_url();
        if (!url.empty()) {
            const ApiAnswer answer =
                ApiClient(url, kAnswerLimit)
                    .start(order.saga, input_of(order), order.name, kEndedWait);
            if (answer.status == 200 && answer.body.contains("endedAt") &&
                !answer.body["endedAt"].is_null()) {
                return true;
            }
        }
        if (steady_clock::now() > until) return false;
        engine.wait_for_restart(url, kBetweenTries);
    }
}

bool Client::send_event(
    const std::string& id, const std::string& type, const std::string& order, milliseconds limit
) {
    const auto until = steady_clock::now() + limit;
    const nlohmann::json about{{"op", "event"}, {"id", id}, {"order", order}};
    while (true) {
        const EngineProcess& engine = next_engine();
        const std::string url = engine.base_url();
        if (!url.empty()) {
            nlohmann::json line = about;
            line["phase"] = "invoke";
            log_.write(line);
            const ApiAnswer answer = ApiClient(url, kAnswerLimit).send_event(id, type, order, {});
            if (answer.status == 202) {
                line["phase"] = "ok";
                line["duplicate"] = answer.body.at("duplicate");
                log_.write(line);
                return true;
            }
            tell_refusal(about, answer);
        }
        if (steady_clock::now() > until) return false;
        engine.wait_for_restart(url, kBetweenTries);
    }
}

}  // namespace sagaflow::faults
