#include "api/query/instance_filter.hpp"

#include <algorithm>

#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

std::vector<std::string> status_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kInstanceStatusCount; ++i) {
        names.emplace_back(to_string(static_cast<InstanceStatus>(i)));
    }
    return names;
}

const std::vector<std::string>& waiting_kinds() {
    static const std::vector<std::string> kinds{
        "task", "retry", "timer", "event", "decision", "child", "operator"};
    return kinds;
}

void read_statuses(Parameters& parameters, store::InstanceFilter& filter) {
    const auto value = parameters.text("status");
    if (!value) return;
    std::string_view rest = *value;
    while (true) {
        const std::size_t comma = rest.find(',');
        const std::string_view name = rest.substr(0, comma);
        if (const auto status = instance_status_from(name)) {
            filter.statuses.push_back(*status);
        } else {
            parameters.refuse(
                "status",
                "Unknown status \"" + shortened(name) + "\"",
                suggestion(name, status_names())
            );
        }
        if (comma == std::string_view::npos) return;
        rest.remove_prefix(comma + 1);
    }
}

void read_waiting_for(Parameters& parameters, store::InstanceFilter& filter) {
    filter.waiting_for = parameters.text("waitingFor");
    if (!filter.waiting_for) return;
    const auto& kinds = waiting_kinds();
    if (std::find(kinds.begin(), kinds.end(), *filter.waiting_for) != kinds.end()) return;
    parameters.refuse(
        "waitingFor",
        "Unknown kind \"" + shortened(*filter.waiting_for) + "\"",
        suggestion(*filter.waiting_for, kinds)
    );
}

// Longer texts can match nothing that is stored, and only cost the database time.
std::optional<std::string> bounded_text(Parameters& parameters, const std::string& name) {
    auto value = parameters.text(name);
    if (value && value->size() > limits::kBusinessKeyBytesMax) {
        parameters.refuse(
            name,
            "Expected at most " + std::to_string(limits::kBusinessKeyBytesMax) +
                " bytes, but got " + std::to_string(value->size())
        );
    }
    return value;
}

}  // namespace

const std::vector<std::string>& instance_parameters() {
    static const std::vector<std::string> names{
        "saga",
        "version",
        "status",
        "state",
        "key",
        "startedAfter",
        "startedBefore",
        "error",
        "waitingFor",
        "q",
        "limit",
        "cursor"};
    return names;
}

store::InstanceFilter read_instance_filter(Parameters& parameters) {
    store::InstanceFilter filter;
    filter.saga = bounded_text(parameters, "saga");
    if (const auto version = parameters.integer("version", 1, INT32_MAX)) {
        filter.version = static_cast<int>(*version);
    }
    read_statuses(parameters, filter);
    filter.state = bounded_text(parameters, "state");
    filter.key = bounded_text(parameters, "key");
    filter.started_after = parameters.timestamp("startedAfter");
    filter.started_before = parameters.timestamp("startedBefore");
    filter.error = bounded_text(parameters, "error");
    read_waiting_for(parameters, filter);
    filter.text = bounded_text(parameters, "q");
    return filter;
}

std::vector<ParameterDoc> instance_filter_docs() {
    const Json time = {{"type", "string"}, {"format", "date-time"}};
    return {
        query_doc("saga", "Name of the saga."),
        query_doc("version", "Version of the saga.", {{"type", "integer"}, {"minimum", 1}}),
        query_doc(
            "status",
            "One or more of " +
                [] {
                    std::string list;
                    for (const auto& name : status_names())
                        list += (list.empty() ? "" : ", ") + name;
                    return list;
                }() +
                "; separated by commas."
        ),
        query_doc("state", "Name of an active state."),
        query_doc("key", "Business key, exact."),
        query_doc("startedAfter", "Exclusive.", time),
        query_doc("startedBefore", "Exclusive.", time),
        query_doc("error", "Type of the error, such as http.409."),
        query_doc(
            "waitingFor", "What it waits for.", {{"type", "string"}, {"enum", waiting_kinds()}}
        ),
        query_doc("q", "Part of the key, beginning of the id, or part of the error's text."),
        limit_doc(),
        cursor_doc(),
    };
}

}  // namespace sagaflow::api
