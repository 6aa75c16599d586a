#include "api/stream/change_document.hpp"

#include "api/instances.hpp"

namespace sagaflow::api {
namespace {

std::optional<Timestamp> time_member(const Json& document, const char* name) {
    const auto found = document.find(name);
    if (found == document.end() || !found->is_string()) return std::nullopt;
    const auto parsed = parse_timestamp(found->get_ref<const std::string&>());
    return parsed.ok() ? std::optional(*parsed) : std::nullopt;
}

std::string joined_states(const Json& states) {
    std::string text;
    for (const Json& name : states) {
        text += (text.empty() ? "" : ",") + name.get_ref<const std::string&>();
    }
    return text;
}

// Throws what nlohmann throws for members that are missing or of another type.
std::optional<store::InstanceRow> read_row(const Json& document) {
    const auto id = InstanceId::parse(document.at("id").get_ref<const std::string&>());
    const auto status = instance_status_from(document.at("status").get_ref<const std::string&>());
    if (!id || !status) return std::nullopt;
    store::InstanceRow row;
    row.id = *id;
    row.status = *status;
    row.saga = document.at("saga").get<std::string>();
    row.version = document.at("version").get<int>();
    if (const Json& key = document.at("key"); key.is_string()) row.key = key.get<std::string>();
    row.state = joined_states(document.at("states"));
    row.waiting_for = to_text(document.at("waitingFor"));
    if (const Json& error = document.at("error"); error.is_object()) {
        row.error_type = error.at("type").get<std::string>();
        row.error_message = error.at("message").get<std::string>();
    }
    row.started_at = time_member(document, "startedAt").value_or(Timestamp{});
    row.updated_at = time_member(document, "updatedAt").value_or(Timestamp{});
    row.ended_at = time_member(document, "endedAt");
    row.seq = document.at("seq").get<std::uint64_t>();
    return row;
}

}  // namespace

Json change_document(const InstanceChange& change) {
    Json document = summary_of(change.row);
    document["seq"] = change.row.seq;
    // A body may be as long as the answer of a participant; whoever wants it reads the instance.
    for (Json& item : document["waitingFor"]) {
        if (item.contains("lastError")) item["lastError"].erase("body");
    }
    kernel::add_why(document, change.why);
    return document;
}

std::optional<store::InstanceRow> row_of_document(const Json& document) {
    try {
        return read_row(document);
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace sagaflow::api
