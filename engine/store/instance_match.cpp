// The filters of the list over one row, for those that hold rows in memory.
#include <algorithm>

#include "engine/store/queries.hpp"

namespace sagaflow::store {
namespace {

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    return lower(text).find(lower(part)) != std::string::npos;
}

bool has_state(const std::string& states, const std::string& name) {
    return ("," + states + ",").find("," + name + ",") != std::string::npos;
}

bool matches_text(const InstanceRow& row, const std::string& text) {
    return (row.key && contains(*row.key, text)) || row.id.text().starts_with(lower(text)) ||
           contains(row.error_type, text) || contains(row.error_message, text);
}

bool matches_times(const InstanceRow& row, const InstanceFilter& filter) {
    const Timestamp started = row.id.created_at();
    return (!filter.started_after || started > *filter.started_after) &&
           (!filter.started_before || started < *filter.started_before);
}

}  // namespace

bool matches(const InstanceRow& row, const InstanceFilter& filter) {
    const auto& wanted = filter.statuses;
    if (filter.saga && row.saga != *filter.saga) return false;
    if (filter.version && row.version != *filter.version) return false;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), row.status) == wanted.end()) {
        return false;
    }
    if (filter.state && !has_state(row.state, *filter.state)) return false;
    if (filter.key && row.key != filter.key) return false;
    if (filter.error && row.error_type != *filter.error) return false;
    if (filter.waiting_for) {
        // As in the compact JSON of the column; inside its strings every quote is escaped.
        const std::string kind = "\"kind\":\"" + *filter.waiting_for + "\"";
        if (row.waiting_for.find(kind) == std::string::npos) return false;
    }
    return matches_times(row, filter) && (!filter.text || matches_text(row, *filter.text));
}

}  // namespace sagaflow::store
