#include "api/cloudevents/event_reader.hpp"

#include <algorithm>

#include "api/base64.hpp"
#include "api/body/json_body.hpp"
#include "api/cloudevents/attributes.hpp"
#include "api/cloudevents/binary_event.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kStructured = "application/cloudevents+json";
constexpr std::string_view kBatch = "application/cloudevents-batch+json";

Problem invalid_event(std::string pointer, std::string message, std::string hint = {}) {
    return member_problem(
        ProblemKind::kInvalidEvent, std::move(pointer), std::move(message), std::move(hint)
    );
}

Problem unsupported_type(const std::string& type) {
    Problem problem;
    problem.kind = ProblemKind::kUnsupportedMediaType;
    problem.detail = "Expected " + std::string(kStructured) + ", " + std::string(kBatch) +
                     " or ce-* headers (binary), but got \"" + type + "\"";
    return problem;
}

// Bytes of an event: JSON where its content type says so, else base64 text.
Checked<Json> decoded_bytes(const Json& base64, const Json& content_type, const std::string& at) {
    const auto bytes =
        base64.is_string() ? base64_decode(base64.get_ref<const std::string&>()) : std::nullopt;
    if (!bytes) return invalid_event(at, "Expected base64 text in \"data_base64\"");
    const std::string type = content_type.is_string() ? content_type.get<std::string>() : "";
    if (!is_json_type(type)) return base64;
    auto parsed = parse_body(*bytes, limits::kRequestBytesMax);
    if (parsed.ok()) return parsed;
    Problem problem = parsed.problem();
    for (ProblemItem& item : problem.errors) item.pointer = at;
    return problem;
}

Checked<Json> take_data(Json& event, const std::string& base) {
    const auto data = event.find("data");
    const auto bytes = event.find("data_base64");
    if (data != event.end() && bytes != event.end()) {
        return invalid_event(
            base + "/data_base64", "Expected either \"data\" or \"data_base64\", but got both"
        );
    }
    if (data != event.end()) return std::move(*data);
    if (bytes == event.end()) return Json();
    return decoded_bytes(*bytes, event.value("datacontenttype", Json()), base + "/data_base64");
}

Problem too_large_event(std::string pointer) {
    return member_problem(
        ProblemKind::kTooLarge,
        std::move(pointer),
        "Expected at most " + std::to_string(limits::kRequestBytesMax) + " bytes in each event"
    );
}

// `may_hold_large`: the whole batch is longer than one event may be, so each one is measured.
Checked<IncomingEvents> read_batch(Json body, Timestamp received_at, bool may_hold_large) {
    IncomingEvents incoming;
    incoming.batch = true;
    if (!body.is_array()) {
        return invalid_event(
            "", std::string("Expected an array of events, but got ") + body.type_name()
        );
    }
    if (body.size() > limits::kBatchItemsMax) {
        return member_problem(
            ProblemKind::kTooLarge,
            "",
            "Expected at most " + std::to_string(limits::kBatchItemsMax) + " events, but got " +
                std::to_string(body.size())
        );
    }
    Problem refusals;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (may_hold_large && to_text(body[i]).size() > limits::kRequestBytesMax) {
            return too_large_event("/" + std::to_string(i));
        }
        auto event = read_event(body[i], "/" + std::to_string(i), received_at);
        if (event.ok()) {
            incoming.events.push_back(std::move(*event));
            continue;
        }
        const Problem& problem = event.problem();
        if (refusals.errors.empty())
            refusals = problem;
        else
            refusals.errors.insert(
                refusals.errors.end(), problem.errors.begin(), problem.errors.end()
            );
    }
    if (!refusals.errors.empty()) return refusals;
    return incoming;
}

Checked<IncomingEvents> single(Checked<EventMessage> event) {
    if (!event.ok()) return event.problem();
    IncomingEvents incoming;
    incoming.events.push_back(std::move(*event));
    return incoming;
}

}  // namespace

Checked<EventMessage> read_event(Json& event, const std::string& base, Timestamp received_at) {
    if (!event.is_object()) {
        return invalid_event(
            base, std::string("Expected an event object, but got ") + event.type_name()
        );
    }
    auto data = take_data(event, base);
    if (!data.ok()) return data.problem();
    event.erase("data");
    event.erase("data_base64");
    auto message = read_attributes(event, [&](std::string_view name) {
        ProblemItem item;
        item.pointer = pointer_to(base, name);
        return item;
    });
    if (!message.ok()) return message.problem();
    message->data = std::move(*data);
    message->received_at = received_at;
    return message;
}

Checked<IncomingEvents> read_events(const Request& request, Timestamp received_at) {
    const std::string type = media_type(request);
    const bool binary =
        std::any_of(request.headers.begin(), request.headers.end(), [](const NameValue& header) {
            return header.name.starts_with("ce-");
        });
    const bool may_hold_large = request.body.size() > limits::kRequestBytesMax;
    if (type == kBatch) {
        auto body = parse_body(request.body, limits::kBatchBytesMax);
        if (!body.ok()) return body.problem();
        return read_batch(std::move(*body), received_at, may_hold_large);
    }
    if (binary && type != kStructured) return single(read_binary_event(request, received_at));
    const bool plain_json =
        type.empty() || type == kJsonType || type == "application/x-www-form-urlencoded";
    if (type != kStructured && !plain_json) return unsupported_type(type);
    auto body = parse_body(request.body, limits::kRequestBytesMax);
    if (!body.ok()) return body.problem();
    if (plain_json && body->is_array()) {
        return read_batch(std::move(*body), received_at, may_hold_large);
    }
    return single(read_event(*body, "", received_at));
}

}  // namespace sagaflow::api
