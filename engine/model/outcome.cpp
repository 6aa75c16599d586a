#include "engine/model/outcome.hpp"

namespace sagaflow {

std::string_view to_string(CallKind kind) {
    switch (kind) {
        case CallKind::kDo:
            return "do";
        case CallKind::kUndo:
            return "undo";
        case CallKind::kProbe:
            return "probe";
    }
    ENSURE(false, "call kind");
}

std::optional<CallKind> call_kind_from(std::string_view text) {
    if (text == "do") return CallKind::kDo;
    if (text == "undo") return CallKind::kUndo;
    if (text == "probe") return CallKind::kProbe;
    return std::nullopt;
}

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::kOk:
            return "ok";
        case Outcome::kFailed:
            return "failed";
        case Outcome::kUnknown:
            return "unknown";
    }
    ENSURE(false, "outcome");
}

std::optional<Outcome> outcome_from(std::string_view text) {
    if (text == "ok") return Outcome::kOk;
    if (text == "failed") return Outcome::kFailed;
    if (text == "unknown") return Outcome::kUnknown;
    return std::nullopt;
}

Json to_json(const StepError& error) {
    Json json{
        {"type", error.type},
        {"message", error.message},
        {"state", error.state},
        {"outcome", to_string(error.outcome)}};
    if (error.status) json["status"] = *error.status;
    if (!error.body.is_null()) json["body"] = error.body;
    return json;
}

StepError step_error_from(const Json& json) {
    StepError error;
    error.type = json.value("type", "");
    error.message = json.value("message", "");
    error.state = json.value("state", "");
    error.outcome = outcome_from(json.value("outcome", "failed")).value_or(Outcome::kFailed);
    if (json.contains("status")) error.status = json.at("status").get<int>();
    if (json.contains("body")) error.body = json.at("body");
    return error;
}

bool error_matches(std::string_view pattern, std::string_view type) {
    if (pattern == "*" || pattern == type) return true;
    // http.4xx and http.5xx name a class of statuses.
    if (!pattern.ends_with("xx") || pattern.size() < 3) return false;
    const std::string_view stem = pattern.substr(0, pattern.size() - 2);
    return type.size() == pattern.size() && type.starts_with(stem);
}

}  // namespace sagaflow
