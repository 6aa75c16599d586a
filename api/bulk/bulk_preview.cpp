#include "api/bulk/bulk_preview.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kSample = 20;

Json sample_item(const BulkMatched& matched, const Json* planned, const Json& body) {
    Json item{{"instance", matched.id.text()}, {"status", to_string(matched.status)}};
    item["summary"] = planned != nullptr ? planned->value("summary", Json()) : Json();
    item["refused"] =
        planned != nullptr ? Json() : Json(body.is_object() ? body.value("detail", "") : "");
    return item;
}

void count_left(BulkPreview& preview, const Json& planned) {
    const std::size_t left = planned.value("outstanding", Json::array()).size();
    preview.effects_left += left;
    preview.instances_leaving += left > 0 ? 1 : 0;
}

}  // namespace

BulkPreview preview_of(BulkDesk& desk, const BulkOrder& order, const BulkMatch& match) {
    BulkPreview preview;
    bool all_asked = true;
    const std::size_t looked = std::min(match.size(), limits::kBulkPlannedMax);
    for (std::size_t i = 0; i < looked && (all_asked || i < kSample); ++i) {
        const Response response = desk.plan(order.action, match[i].id, order.arguments);
        const Json body = Json::parse(response.body, nullptr, false);
        const bool possible = response.status == 200 && body.is_object();
        if (possible) {
            ++preview.possible;
            count_left(preview, body);
        } else if (response.status < 500) {
            ++preview.refused;
        } else {
            all_asked = false;
        }
        if (i >= kSample) continue;
        preview.sample.push_back(sample_item(match[i], possible ? &body : nullptr, body));
        preview.sample_refused += possible ? 0 : 1;
    }
    return preview;
}

}  // namespace sagaflow::api
