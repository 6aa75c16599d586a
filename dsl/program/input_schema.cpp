#include "dsl/program/input_schema.hpp"

#include <algorithm>

#define VALIJSON_USE_EXCEPTIONS 1
#include "dsl/program/valijson_on_re2.hpp"
// valijson comes after the replacement of <regex>.
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "dsl/program/input_wording.hpp"
#include "dsl/program/schema_guard.hpp"

namespace sagaflow::dsl {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

constexpr std::size_t kProblemsMax = 100;
// uniqueItems compares every pair of an array: 2,000 items are two million comparisons.
constexpr std::size_t kUniquePairsMax = 4'000'000;

std::size_t pairs_in(const Json& value) {
    std::size_t total = value.is_array() ? value.size() * value.size() : 0;
    if (value.is_structured()) {
        for (const Json& member : value) total += pairs_in(member);
    }
    return total;
}

// What the library has found, and where.
struct Found {
    InputPath path;
    std::string pointer;
    std::string text;
};

// ["<root>", "[items]", "[0]"] -> items, 0
InputPath path_of(const std::vector<std::string>& context) {
    InputPath path;
    for (std::size_t i = 1; i < context.size(); ++i) {
        path.push_back(context[i].substr(1, context[i].size() - 2));
    }
    return path;
}

std::string pointer_of(const InputPath& path) {
    Json::json_pointer pointer;
    for (const std::string& name : path) pointer /= name;
    return pointer.to_string();
}

// The library repeats a problem at each level above it; these repetitions say nothing new.
bool is_repetition(const Found& found) { return found.text.starts_with("Failed to validate"); }

// A repetition is told of the value around the one that it is about.
Found found_of(const valijson::ValidationResults::Error& error) {
    constexpr std::string_view kMember =
        "Failed to validate against schema associated with property name '";
    Found found{path_of(error.context), "", error.description};
    if (found.text.starts_with(kMember)) {
        const std::size_t end = found.text.rfind('\'');
        found.path.push_back(found.text.substr(kMember.size(), end - kMember.size()));
    }
    found.pointer = pointer_of(found.path);
    return found;
}

bool is_within(const std::string& pointer, const std::string& outer) {
    return pointer.starts_with(outer) &&
           (pointer.size() == outer.size() || pointer[outer.size()] == '/');
}

bool explained(const Found& repetition, const std::vector<Found>& all) {
    for (const Found& other : all) {
        const bool deeper = other.pointer.size() > repetition.pointer.size();
        if (is_within(other.pointer, repetition.pointer) && (deeper || !is_repetition(other))) {
            return true;
        }
    }
    return false;
}

std::vector<InputProblem> problems_of(
    const valijson::ValidationResults& results, const Json& schema, const Json& input
) {
    std::vector<Found> all;
    for (const auto& error : results) {
        if (all.size() < kProblemsMax) all.push_back(found_of(error));
    }
    // Nothing is told of what failed as a whole, such as the schema false.
    if (all.empty()) all.push_back({{}, "", "Failed to validate"});
    std::vector<InputProblem> kept;
    for (const Found& found : all) {
        if (is_repetition(found) && explained(found, all)) continue;
        InputProblem problem{found.pointer, worded(schema, input, found.path, found.text)};
        const bool known = std::any_of(kept.begin(), kept.end(), [&](const InputProblem& other) {
            return other.pointer == problem.pointer && other.message == problem.message;
        });
        if (!known) kept.push_back(std::move(problem));
    }
    return kept;
}

}  // namespace

struct InputSchema::Implementation {
    Json source;  // for the words of problems
    valijson::Schema schema;
    bool unique_items = false;
};

InputSchema::InputSchema(std::unique_ptr<const Implementation> implementation)
    : implementation_(std::move(implementation)) {}
InputSchema::~InputSchema() = default;

InputSchema::Compiled InputSchema::compile(const Json& schema) {
    GuardedSchema guarded = guard_schema(schema);
    if (!guarded.problems.empty()) return {nullptr, std::move(guarded.problems)};
    auto implementation = std::make_unique<Implementation>();
    implementation->unique_items = guarded.unique_items;
    try {
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        const Adapter adapter(guarded.schema);
        parser.populateSchema(adapter, implementation->schema);
        implementation->source = std::move(guarded.schema);
    } catch (const std::exception& error) {
        return {nullptr, {{"", std::string("no JSON Schema of draft 7: ") + error.what()}}};
    }
    return {std::shared_ptr<const InputSchema>(new InputSchema(std::move(implementation))), {}};
}

std::vector<InputProblem> InputSchema::check(const Json& input) const {
    if (implementation_->unique_items && pairs_in(input) > kUniquePairsMax) {
        return {{"", "arrays this long (more than 2,000 items) cannot be checked for uniqueItems"}};
    }
    try {
        const Adapter target(input);
        // Without a place for results the library stops at the first problem, so that valid input,
        // the common case, costs no memory.
        if (valijson::Validator().validate(implementation_->schema, target, nullptr)) return {};
        valijson::ValidationResults results;
        (void)valijson::Validator().validate(implementation_->schema, target, &results);
        return problems_of(results, implementation_->source, input);
    } catch (const std::exception& error) {
        return {
            {"", std::string("the input cannot be checked against the schema: ") + error.what()}};
    }
}

}  // namespace sagaflow::dsl
