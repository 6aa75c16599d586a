#include "api/bulk/bulk_labels.hpp"

namespace sagaflow::api {
namespace {

InstanceId instance_of(const Json& item) {
    const auto id = InstanceId::parse(item.at("instance").get_ref<const std::string&>());
    ENSURE(id.has_value(), "an item names its instance");
    return *id;
}

Json label_document(const store::InstanceLabel& label) {
    return {
        {"saga", label.saga},
        {"key", label.key ? Json(*label.key) : Json()},
        {"status", to_string(label.status)}};
}

}  // namespace

Status add_labels(store::Queries& queries, Json& items) {
    std::vector<InstanceId> ids;
    for (const Json& item : items) ids.push_back(instance_of(item));
    const auto labels = queries.labels(ids);
    if (!labels.ok()) return labels.error();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto found = labels->find(ids[i]);
        items[i]["now"] = found == labels->end() ? Json() : label_document(found->second);
    }
    return ok_status();
}

}  // namespace sagaflow::api
