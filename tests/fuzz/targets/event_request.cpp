#include "api/cloudevents/event_reader.hpp"
#include "api/server/request_head.hpp"
#include "api/utf8.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

constexpr Timestamp kReceivedAt{1'700'000'000'000};

void expect_problem(const api::Problem& problem) {
    ENSURE(!problem.detail.empty(), "a refusal without a reason");
    const Json document = api::problem_document(problem, "/v1/events");
    ENSURE(document.at("status").get<int>() >= 400, "a refusal that is none");
    for (const api::ProblemItem& item : problem.errors) {
        ENSURE(!item.message.empty(), "a problem without a message");
    }
    ENSURE(is_readable(to_text(document)), "a problem that cannot be shown");
}

// Written down again it is the same request: nothing that another reader could see differently.
void expect_head(const api::RequestHead& head, std::string_view version) {
    ENSURE(!head.target.empty(), "a request for nothing");
    std::string text = head.method + " " + head.target + " " + std::string(version);
    for (const api::NameValue& header : head.headers) {
        text += "\r\n" + header.name + ": " + header.value;
    }
    text += "\r\n\r\n";
    ENSURE(api::head_length(text) == text.size(), "a header breaks the head apart");
    auto again = api::read_head(text);
    ENSURE(again.ok(), again.ok() ? "" : again.problem().detail);
    ENSURE(again->headers.size() == head.headers.size(), "other headers the second time");
    ENSURE(again->content_length == head.content_length, "another length the second time");
    ENSURE(again->chunked == head.chunked, "another coding the second time");
    ENSURE(again->keep_alive == head.keep_alive, "another end of the connection");
    ENSURE(again->target == head.target, "another target the second time");
}

std::string_view version_of(std::string_view head) {
    const std::string_view line = head.substr(0, head.find('\r'));
    return line.substr(line.rfind(' ') + 1);
}

// A store keeps these as text: bytes that are no UTF-8 would make a whole commit fail.
void expect_event(const EventMessage& event) {
    const auto& [source, id] = event.identity;
    const auto& [type, key] = event.address;
    for (const std::string* text : {&source, &id, &type, &key, &event.traceparent}) {
        ENSURE(api::is_storable_text(*text), "text that no store keeps");
        ENSURE(text->size() <= limits::kEventFieldBytesMax, "longer than the limit");
    }
    ENSURE(!source.empty() && !id.empty() && !type.empty(), "an event without identity or type");
    ENSURE(event.attributes.is_object(), "attributes have names");
    expect_kept(event.attributes);
    expect_kept(event.data);
}

}  // namespace

void fuzz_event_request(std::string_view bytes) {
    const std::size_t length = api::head_length(bytes);
    if (length == std::string_view::npos) {
        auto refused = api::read_head(bytes);
        if (!refused.ok()) expect_problem(refused.problem());
        return;
    }
    ENSURE(length <= bytes.size(), "a head longer than what came");
    auto head = api::read_head(bytes.substr(0, length));
    if (!head.ok()) return expect_problem(head.problem());
    expect_head(*head, version_of(bytes));
    api::Request request;
    request.method = head->method;
    request.target = head->target;
    request.headers = head->headers;
    request.body = bytes.substr(length);
    auto events = api::read_events(request, kReceivedAt);
    if (!events.ok()) return expect_problem(events.problem());
    for (const EventMessage& event : events->events) expect_event(event);
}

}  // namespace sagaflow::fuzz
