// What waits for an operator, over the memory store's tables.
#include <algorithm>
#include <tuple>

#include "engine/core/json.hpp"
#include "engine/store/memory/memory_database.hpp"

namespace sagaflow::store {
namespace {

std::string text_in(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The first entry that waits for an operator; null: there is none.
Json awaited_operator(const std::string& waiting_for) {
    const Json list = Json::parse(waiting_for, nullptr, /*allow_exceptions=*/false);
    if (!list.is_array()) return nullptr;
    for (const Json& item : list) {
        if (item.is_object() && text_in(item, "kind") == "operator") return item;
    }
    return nullptr;
}

AttentionGroup group_of(const InstanceRow& row) {
    AttentionGroup group;
    group.status = row.status;
    group.saga = row.saga;
    group.error = row.error_type;
    group.count = 1;
    group.oldest = row.updated_at;
    group.newest = row.updated_at;
    group.example = row.id;
    group.example_key = row.key;
    const Json item = awaited_operator(row.waiting_for);
    if (!item.is_object()) return group;
    group.step = text_in(item, "state");
    group.undo = item.contains("undo") && item.at("undo") == true;
    const auto error = item.find("lastError");
    if (error != item.end() && error->is_object() && error->contains("type")) {
        group.error = text_in(*error, "type");
    }
    return group;
}

auto place_of(const AttentionGroup& group) {
    return std::tuple(
        to_string(group.status),
        std::string_view(group.saga),
        std::string_view(group.step),
        group.undo,
        std::string_view(group.error)
    );
}

void join(AttentionGroup& group, const AttentionGroup& one) {
    group.count += one.count;
    group.newest = std::max(group.newest, one.newest);
    if (std::tie(one.oldest, one.example) >= std::tie(group.oldest, group.example)) return;
    group.oldest = one.oldest;
    group.example = one.example;
    group.example_key = one.example_key;
}

void add(std::vector<AttentionGroup>& groups, const AttentionGroup& one) {
    for (AttentionGroup& group : groups) {
        if (place_of(group) == place_of(one)) return join(group, one);
    }
    groups.push_back(one);
}

bool comes_first(const AttentionGroup& a, const AttentionGroup& b) {
    if (a.count != b.count) return a.count > b.count;
    if (a.oldest != b.oldest) return a.oldest < b.oldest;
    return place_of(a) < place_of(b);
}

}  // namespace

std::map<InstanceId, InstanceLabel> MemoryDatabase::labels(const std::vector<InstanceId>& ids
) const {
    const std::lock_guard lock(mutex_);
    std::map<InstanceId, InstanceLabel> labels;
    for (const InstanceId& id : ids) {
        const auto row = instances_.find(id);
        if (row == instances_.end()) continue;
        labels[id] = {row->second.saga, row->second.key, row->second.status};
    }
    return labels;
}

std::vector<AttentionGroup> MemoryDatabase::attention(std::size_t each_max) const {
    const std::lock_guard lock(mutex_);
    std::map<InstanceStatus, std::size_t> looked;
    std::vector<AttentionGroup> groups;
    for (const auto& [id, row] : instances_) {
        const bool waits =
            row.status == InstanceStatus::kParked || row.status == InstanceStatus::kStuck;
        if (waits && !row.ended_at && looked[row.status]++ < each_max) add(groups, group_of(row));
    }
    std::sort(groups.begin(), groups.end(), comes_first);
    return groups;
}

}  // namespace sagaflow::store
