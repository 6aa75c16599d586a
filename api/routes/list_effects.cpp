#include <algorithm>
#include <charconv>

#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kEffects = "effects";

const std::vector<std::string>& left_states() {
    static const std::vector<std::string> states{"outstanding", "unknown", "irreversible"};
    return states;
}

std::string effect_place(const store::EffectRow& row) {
    const store::EffectPosition at = store::position_of(row);
    return std::to_string(at.since.ms) + " " + at.instance.text() + " " + at.step + " " +
           (at.item.empty() ? "-" : at.item) + " " + std::to_string(at.visit);
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (c == ' ')
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

template <typename Number>
bool read_number(const std::string& text, Number& number) {
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    return failure == std::errc() && stop == end;
}

std::optional<store::EffectPosition> position_in(const std::string& place) {
    const auto words = words_of(place);
    if (words.size() != 5) return std::nullopt;
    store::EffectPosition at;
    const auto instance = InstanceId::parse(words[1]);
    if (!instance || !read_number(words[0], at.since.ms) || !read_number(words[4], at.visit)) {
        return std::nullopt;
    }
    at.instance = *instance;
    at.step = words[2];
    at.item = words[3] == "-" ? "" : words[3];
    return at;
}

std::optional<store::EffectPosition> read_effect_place(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return std::nullopt;
    const auto place = read_cursor(kEffects, *cursor);
    const auto at = place ? position_in(*place) : std::nullopt;
    if (!at) parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return at;
}

store::EffectFilter read_effect_filter(Parameters& parameters, Timestamp now) {
    store::EffectFilter filter;
    filter.state = parameters.text("state");
    const auto& known = left_states();
    if (filter.state && std::find(known.begin(), known.end(), *filter.state) == known.end()) {
        parameters.refuse(
            "state",
            "Unknown state \"" + shortened(*filter.state) + "\"",
            suggestion(*filter.state, known)
        );
    }
    filter.saga = parameters.text("saga");
    if (const auto age = parameters.duration("olderThan")) {
        filter.since_before = now + Duration{-age->ms};
    }
    return filter;
}

Json item_of_effect(const store::EffectRow& row, Timestamp now) {
    Json json = Json::object();
    json["instance"] = row.instance.text();
    json["saga"] = row.saga;
    json["key"] = row.key ? Json(*row.key) : Json();
    json["step"] = row.effect.step;
    json["visit"] = row.effect.visit;
    if (!row.effect.item.empty()) json["item"] = row.effect.item;
    json["call"] = row.effect.call;
    json["state"] = row.effect.state;
    json["since"] = format_timestamp(row.effect.since);
    json["ageSeconds"] = std::max<std::int64_t>(0, (now - row.effect.since).ms / 1'000);
    json["why"] = row.effect.why;
    return json;
}

Response handle_list_effects(Call& call) {
    Parameters parameters(call.request.query(), {"state", "saga", "olderThan", "limit", "cursor"});
    const Timestamp now = call.context.clock.now();
    const store::EffectFilter filter = read_effect_filter(parameters, now);
    const std::size_t limit = parameters.page_size();
    const auto after = read_effect_place(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    // One more than the page tells whether there is another.
    auto rows = call.context.queries.list_effects(filter, after, limit + 1);
    if (!rows.ok()) return call.refuse(rows.error());
    Json next;
    if (rows->size() > limit) {
        rows->resize(limit);
        next = make_cursor(kEffects, effect_place(rows->back()));
    }
    Json items = Json::array();
    for (const store::EffectRow& row : *rows) items.push_back(item_of_effect(row, now));
    return json_response(200, {{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

Route list_effects_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/effects";
    route.operation = "listEffects";
    route.tag = "effects";
    route.summary = "Effects that nobody will settle by itself, oldest first";
    route.description =
        "What was, or may have been, done outside and is neither committed nor undone: of "
        "instances "
        "that ended without success or are stuck, and of undos that were given up.";
    route.handler = handle_list_effects;
    route.parameters = {
        query_doc(
            "state",
            "outstanding, unknown or irreversible.",
            {{"type", "string"}, {"enum", left_states()}}
        ),
        query_doc("saga", "Name of the saga."),
        query_doc("olderThan", "A duration such as 1h: only what has been so for longer."),
        limit_doc(),
        cursor_doc()};
    route.responses = {{200, "A page.", "application/json", "EffectList"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
