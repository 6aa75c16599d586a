#include "connectors/http/outgoing_request.hpp"

#include <algorithm>

#include "connectors/http/content_type.hpp"
#include "connectors/http/headers.hpp"
#include "connectors/http/with_members.hpp"

namespace sagaflow::http {
namespace {

Error bad_input(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// A text member, or "" when it is absent.
std::string text_member(const Json& with, const char* name) {
    const auto found = with.find(name);
    return found != with.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string shortened(std::string text) {
    constexpr std::size_t kShownBytesMax = 200;
    if (text.size() > kShownBytesMax) text = text.substr(0, kShownBytesMax) + "…";
    return text;
}

// Made from the value without secrets, so it may be shown.
std::string describe(const Json& with, const std::string& method) {
    const std::string connection = text_member(with, "connection");
    std::string place = text_member(with, "path");
    if (place.empty()) place = text_member(with, "url");
    // A query often carries data of people; the path says enough.
    std::string text = method + " " + shortened(place.substr(0, place.find('?')));
    if (!connection.empty()) text += " of connection \"" + shortened(connection) + "\"";
    return text;
}

std::string method_of(const Json& with) {
    std::string method = text_member(with, "method");
    if (!method.empty()) return method;
    return with.contains("body") && !with.at("body").is_null() ? "POST" : "GET";
}

Result<const Connection*> find_connection(const Json& with, const Connections& connections) {
    const std::string_view name = connection_name(with);
    if (name.empty()) return nullptr;
    const auto found = connections.find(name);
    if (found != connections.end()) return &found->second;
    std::string known;
    for (const auto& [other, connection] : connections) {
        known += (known.empty() ? "" : ", ") + other;
    }
    return Error{
        ErrorCode::kNotFound,
        "Expected the connection \"" + shortened(std::string(name)) +
            "\" in the server's configuration, but it has " +
            (known.empty() ? "none" : "only " + shortened(known))};
}

Result<std::string> target_of(
    const Json& with, const Connection* connection, OutgoingRequest& request
) {
    if (!with.contains("url")) {
        Result<std::string> target = encode_target(text_member(with, "path"));
        if (!target) return target;
        request.origin = connection->origin;
        return connection->base_path + *target;
    }
    Result<AbsoluteUrl> url = parse_absolute_url(text_member(with, "url"));
    if (!url) return url.error();
    if (connection != nullptr && !(url->origin == connection->origin)) {
        return bad_input(
            "Expected `url` on the same origin as its connection (" + to_text(connection->origin) +
            "), but it is on another: drop `connection`, or use one "
            "for that origin"
        );
    }
    request.origin = std::move(url->origin);
    return std::move(url->target);
}

Status set_url(
    OutgoingRequest& request, const Json& with, const Connection* connection, bool allow_private
) {
    Result<std::string> target = target_of(with, connection, request);
    if (!target) return target.error();
    const auto query = with.find("query");
    if (query != with.end() && query->is_object()) {
        if (auto added = append_query(*target, *query); !added) return added;
    }
    request.target = std::move(*target);
    request.guarded = connection != nullptr ? connection->guarded : !allow_private;
    return ok_status();
}

bool has_header(const std::vector<HeaderLine>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const HeaderLine& header) {
        return equal_ignoring_case(header.name, name);
    });
}

// The headers of `with`; `content_type` receives theirs, where they name one.
Status add_own_headers(OutgoingRequest& request, const Json& with, std::string& content_type) {
    const auto headers = with.find("headers");
    if (headers == with.end() || !headers->is_object()) return ok_status();
    std::size_t total = 0;
    for (const auto& [name, value] : headers->items()) {
        if (value.is_null()) continue;
        const std::optional<std::string> text = scalar_text(value);
        if (!text || !is_header_value(*text)) {
            return bad_input(
                "Expected the header " + name +
                " to be a text without line breaks and control "
                "characters, but it is not"
            );
        }
        if (equal_ignoring_case(name, "authorization") && request.connection != nullptr &&
            request.connection->has_authorization) {
            return bad_input(
                "Expected no header Authorization, but there is one: the connection sets it"
            );
        }
        total += name.size() + text->size() + 4;
        if (equal_ignoring_case(name, "content-type")) content_type = *text;
        request.headers.push_back(header_line(name, *text));
    }
    if (total <= limits::kOutgoingHeaderBytesMax) return ok_status();
    return Error{
        ErrorCode::kTooLarge,
        "Expected at most " + std::to_string(limits::kOutgoingHeaderBytesMax) +
            " bytes of headers, but got " + std::to_string(total)};
}

void add_engine_headers(OutgoingRequest& request, const CallRequest& call) {
    auto& headers = request.headers;
    headers.push_back(header_line("Idempotency-Key", call.idempotency_key));
    headers.push_back(header_line("Sagaflow-Attempt", std::to_string(call.attempt)));
    headers.push_back(header_line("Sagaflow-Instance", call.instance.text()));
    headers.push_back(header_line("Sagaflow-State", call.state));
    if (is_header_value(call.traceparent) && !call.traceparent.empty()) {
        headers.push_back(header_line("traceparent", call.traceparent));
    }
}

std::string configured_content_type(const Connection* connection) {
    if (connection == nullptr) return {};
    for (const HeaderLine& header : connection->headers) {
        if (!equal_ignoring_case(header.name, "content-type")) continue;
        return header.line.substr(std::min(header.name.size() + 2, header.line.size()));
    }
    return {};
}

Status set_body(OutgoingRequest& request, const Json& with, std::string content_type) {
    const auto body = with.find("body");
    if (body == with.end() || body->is_null()) return ok_status();
    if (request.method == "GET" || request.method == "HEAD") {
        return bad_input(
            "Expected no `body` for " + request.method + ", but there is one: many servers drop it"
        );
    }
    if (content_type.empty()) content_type = configured_content_type(request.connection);
    if (content_type.empty()) {
        content_type = "application/json";
        request.headers.push_back(header_line("Content-Type", content_type));
    }
    request.has_body = true;
    if (is_json_type(content_type)) {
        request.body = sagaflow::to_text(*body);
    } else if (body->is_string()) {
        request.body = body->get<std::string>();
    } else if (is_form_type(content_type) && body->is_object()) {
        Result<std::string> form = form_text(*body);
        if (!form) return form.error();
        request.body = std::move(*form);
    } else {
        return bad_input(
            "Expected a text as `body`, since the content type is not JSON, but got " +
            std::string(body->type_name())
        );
    }
    return ok_status();
}

std::string joined(const std::vector<std::string>& problems) {
    std::string text = "Expected a `with` that http understands, but ";
    for (std::size_t i = 0; i < problems.size(); ++i) text += (i > 0 ? "; " : "") + problems[i];
    return text;
}

}  // namespace

std::string_view connection_name(const Json& with) {
    if (!with.is_object()) return {};
    const auto found = with.find("connection");
    if (found == with.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

Result<OutgoingRequest> make_request(
    const CallRequest& call,
    const Connections& connections,
    const SecretSource& source,
    bool allow_private_urls
) {
    if (const auto problems = check_with(call.with, false); !problems.empty()) {
        return bad_input(joined(problems));
    }
    Result<const Connection*> connection = find_connection(call.with, connections);
    if (!connection) return connection.error();
    OutgoingRequest request;
    request.connection = *connection;
    request.method = method_of(call.with);
    request.description = describe(call.with, request.method);
    if (request.connection != nullptr) request.secrets = request.connection->secrets;

    Json with_secrets;
    const Json* with = &call.with;
    if (!call.secrets.empty()) {
        with_secrets = call.with;
        if (auto ok = insert_secrets(with_secrets, call.secrets, source, request.secrets); !ok) {
            return ok.error();
        }
        with = &with_secrets;
    }
    std::string content_type;
    if (auto ok = set_url(request, *with, request.connection, allow_private_urls); !ok) {
        return ok.error();
    }
    if (auto ok = add_own_headers(request, *with, content_type); !ok) return ok.error();
    add_engine_headers(request, call);
    if (auto ok = set_body(request, *with, content_type); !ok) return ok.error();
    if (!has_header(request.headers, "accept")) {
        request.headers.push_back(header_line("Accept", "application/json, */*;q=0.5"));
    }
    return request;
}

// Where a secret goes into the call, what it makes of it cannot be seen.
Status check_request(
    const CallRequest& call,
    const Connections& connections,
    const SecretSource& source,
    bool allow_private_urls
) {
    if (!call.secrets.empty()) {
        if (const auto problems = check_with(call.with, false); !problems.empty()) {
            return bad_input(joined(problems));
        }
        const auto connection = find_connection(call.with, connections);
        return connection.ok() ? ok_status() : Status(connection.error());
    }
    const auto made = make_request(call, connections, source, allow_private_urls);
    return made.ok() ? ok_status() : Status(made.error());
}

}  // namespace sagaflow::http
