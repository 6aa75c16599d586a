#include "connectors/noop/noop_connector.hpp"

namespace sagaflow {
namespace {

void report(std::vector<std::string>& out, std::string_view member, std::string_view what) {
    constexpr std::size_t kShownBytesMax = 80;
    std::string& problem = out.emplace_back("`");
    problem.append(member.substr(0, kShownBytesMax)).append("`: ").append(what);
}

CallResult failure(
    const CallRequest& request, Outcome outcome, std::string type, std::string message
) {
    CallResult result;
    result.outcome = outcome;
    result.error.type = std::move(type);
    result.error.message = std::move(message);
    result.error.state = request.state;
    result.error.outcome = outcome;
    return result;
}

std::string not_understood(const std::vector<std::string>& problems) {
    return "Expected a `with` that noop understands, but " + problems.front();
}

CallResult answer(const CallRequest& request) {
    const Json& with = request.with;
    const auto problems = check_noop_with(with);
    if (!problems.empty()) {
        return failure(request, Outcome::kFailed, "input", not_understood(problems));
    }
    if (with.is_object() && with.contains("fail") && with.at("fail").is_string()) {
        const bool unknown = with.value("outcome", "failed") == "unknown";
        return failure(
            request,
            unknown ? Outcome::kUnknown : Outcome::kFailed,
            with.at("fail").get<std::string>(),
            "Expected success, but `with.fail` asks for this"
        );
    }
    CallResult result;
    result.outcome = Outcome::kOk;
    if (with.is_object() && with.contains("result")) result.result = with.at("result");
    return result;
}

}  // namespace

std::vector<std::string> check_noop_with(const Json& with) {
    std::vector<std::string> problems;
    if (with.is_null()) return problems;
    if (!with.is_object()) {
        problems.emplace_back("expected an object");
        return problems;
    }
    for (const auto& [name, value] : with.items()) {
        if (name == "result") continue;
        if (name != "fail" && name != "outcome") {
            report(problems, name, "unknown member; noop takes result, fail and outcome");
        } else if (!value.is_string() && !value.is_null()) {
            report(problems, name, std::string("expected a text, but got ") + value.type_name());
        }
    }
    return problems;
}

void NoopConnector::call(CallRequest request, Done done) { done(answer(request)); }

std::string NoopConnector::objection(const CallRequest& request) const {
    const auto problems = check_noop_with(request.with);
    return problems.empty() ? std::string() : not_understood(problems);
}

}  // namespace sagaflow
