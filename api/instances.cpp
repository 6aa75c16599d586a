#include "api/instances.hpp"

#include "api/preconditions.hpp"
#include "engine/kernel/document.hpp"

namespace sagaflow::api {
namespace {

Json error_of(const store::InstanceRow& row) {
    if (row.error_type.empty()) return {};
    return {{"type", row.error_type}, {"message", row.error_message}};
}

Json states_of(const std::string& comma_separated) {
    Json states = Json::array();
    std::string_view rest = comma_separated;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        states.push_back(rest.substr(0, comma));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return states;
}

Json waiting_for_of(const std::string& text) {
    Json list = text.empty() ? Json::array() : Json::parse(text, nullptr, false);
    return list.is_array() ? list : Json::array();
}

}  // namespace

Checked<InstanceId> instance_id_in(const Call& call) {
    if (const auto id = InstanceId::parse(call.path.front())) return *id;
    return unknown_instance(call.path.front());
}

Problem unknown_instance(std::string_view id) {
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = "There is no instance " + shortened(id);
    return problem;
}

Problem outcome_pending() {
    Problem problem;
    problem.kind = ProblemKind::kOutcomePending;
    problem.detail =
        "The outcome is not known yet: it may still be committed. Ask again with the same "
        "Idempotency-Key (events: with the same source and id)";
    problem.retry_after_s = 1;
    return problem;
}

Response instance_response(
    int status, const InstanceId& id, std::uint64_t seq, const Json& document
) {
    Response response = json_response(status, document);
    response.with("ETag", etag_of(seq));
    if (status == 201 || status == 202) response.with("Location", "/v1/instances/" + id.text());
    return response;
}

Json summary_of(const store::InstanceRow& row) {
    Json json = Json::object();
    json["id"] = row.id.text();
    json["saga"] = row.saga;
    json["version"] = row.version;
    json["key"] = row.key ? Json(*row.key) : Json();
    json["status"] = to_string(row.status);
    json["states"] = states_of(row.state);
    json["waitingFor"] = waiting_for_of(row.waiting_for);
    json["error"] = error_of(row);
    json["startedAt"] = format_timestamp(row.started_at);
    json["updatedAt"] = format_timestamp(row.updated_at);
    json["endedAt"] = row.ended_at ? Json(format_timestamp(*row.ended_at)) : Json();
    kernel::add_current_error(json);
    return json;
}

std::uint64_t last_seq(const store::StoredInstance& stored) {
    return stored.tail.empty() ? stored.row.seq : stored.tail.back().last_seq;
}

}  // namespace sagaflow::api
