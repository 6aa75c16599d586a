#include "api/query/parameters.hpp"

#include <algorithm>
#include <charconv>

#include "api/suggestion.hpp"
#include "api/utf8.hpp"

namespace sagaflow::api {
namespace {

// In queries, forms write a space as '+'.
std::optional<std::string> decode_query(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

}  // namespace

Parameters::Parameters(std::string_view query, std::vector<std::string> known) {
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        if (!pair.empty()) add(pair, known);
        if (end == std::string_view::npos) break;
        query.remove_prefix(end + 1);
    }
}

void Parameters::add(std::string_view pair, const std::vector<std::string>& known) {
    const std::size_t equals = pair.find('=');
    auto name = decode_query(pair.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : decode_query(pair.substr(equals + 1));
    if (!name || !value || !is_storable_text(*name) || !is_storable_text(*value)) {
        refuse(
            shortened(pair),
            "Expected percent-encoded UTF-8 without NUL, such as %20, in the query"
        );
        return;
    }
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
        std::string hint =
            known.empty() ? "this path takes no parameters" : suggestion(*name, known);
        refuse(*name, "Unknown parameter \"" + shortened(*name) + "\"", std::move(hint));
        return;
    }
    for (const NameValue& seen : values_) {
        if (seen.name == *name) {
            refuse(*name, "The parameter \"" + shortened(*name) + "\" is given twice");
            return;
        }
    }
    values_.push_back({std::move(*name), std::move(*value)});
}

std::optional<std::string> Parameters::text(std::string_view name) const {
    for (const NameValue& entry : values_) {
        if (entry.name == name && !entry.value.empty()) return entry.value;
    }
    return std::nullopt;
}

std::optional<Timestamp> Parameters::timestamp(const std::string& name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto parsed = parse_timestamp(*value);
    if (parsed.ok()) return *parsed;
    refuse(name, parsed.error().message, "write a '+' in an offset as %2B");
    return std::nullopt;
}

std::optional<Duration> Parameters::duration(const std::string& name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto parsed = parse_duration(*value);
    if (parsed.ok()) return *parsed;
    refuse(name, parsed.error().message);
    return std::nullopt;
}

std::optional<std::int64_t> Parameters::integer(
    const std::string& name, std::int64_t min, std::int64_t max
) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    std::int64_t number = 0;
    const char* end = value->data() + value->size();
    const auto [stop, failure] = std::from_chars(value->data(), end, number);
    if (failure == std::errc() && stop == end && number >= min && number <= max) return number;
    refuse(
        name,
        "Expected an integer from " + std::to_string(min) + " to " + std::to_string(max) +
            ", but got \"" + shortened(*value, 40) + "\""
    );
    return std::nullopt;
}

std::size_t Parameters::page_size() {
    const auto size = integer("limit", 1, static_cast<std::int64_t>(limits::kPageSizeMax));
    return size ? static_cast<std::size_t>(*size) : limits::kPageSizeDefault;
}

void Parameters::refuse(const std::string& name, std::string message, std::string hint) {
    ProblemItem item;
    item.parameter = shortened(name);  // an unknown one may be of any length
    item.message = std::move(message);
    item.hint = std::move(hint);
    errors_.push_back(std::move(item));
}

Problem Parameters::problem() const {
    Problem problem;
    problem.kind = ProblemKind::kInvalidParameter;
    const ProblemItem& first = errors_.front();
    const bool named = first.message.find(first.parameter) != std::string::npos;
    problem.detail = named ? first.message : first.parameter + ": " + first.message;
    if (!errors_.front().hint.empty()) problem.detail += "; " + errors_.front().hint;
    problem.errors = errors_;
    return problem;
}

}  // namespace sagaflow::api
