#include "dsl/program/input_schema.hpp"

#define VALIJSON_USE_EXCEPTIONS 1
#include "dsl/program/valijson_on_re2.hpp"
// valijson comes after the replacement of <regex>.
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

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

// ["<root>", "[items]", "[0]"] -> /items/0
std::string pointer_of(const std::vector<std::string>& context) {
    Json::json_pointer pointer;
    for (std::size_t i = 1; i < context.size(); ++i) {
        pointer /= context[i].substr(1, context[i].size() - 2);
    }
    return pointer.to_string();
}

// The library repeats a problem at each level above it; these repetitions say nothing new.
bool is_repetition(const std::string& message) {
    return message.starts_with("Failed to validate") || message.starts_with("Object contains a");
}

bool explained(const InputProblem& repetition, const std::vector<InputProblem>& problems) {
    for (const InputProblem& other : problems) {
        if (!is_repetition(other.message) && other.pointer.starts_with(repetition.pointer)) {
            return true;
        }
    }
    return false;
}

std::string plain(const std::string& message) {
    if (message.starts_with("Value type not permitted")) {
        return "the value is of another type than the schema's \"type\" says";
    }
    if (message.starts_with("Object contains a property that could not be validated")) {
        const std::size_t name = message.rfind(": ");
        const std::string tail = name == std::string::npos ? "" : message.substr(name);
        return "a member that the schema does not allow" + tail;
    }
    return message;
}

std::vector<InputProblem> problems_of(const valijson::ValidationResults& results) {
    std::vector<InputProblem> all;
    for (const auto& error : results) {
        if (all.size() < kProblemsMax)
            all.push_back({pointer_of(error.context), error.description});
    }
    std::vector<InputProblem> kept;
    for (const InputProblem& problem : all) {
        if (is_repetition(problem.message) && explained(problem, all)) continue;
        kept.push_back({problem.pointer, plain(problem.message)});
    }
    if (kept.empty()) kept.push_back({"", "the input is not as the schema says"});
    return kept;
}

}  // namespace

struct InputSchema::Implementation {
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
        return problems_of(results);
    } catch (const std::exception& error) {
        return {
            {"", std::string("the input cannot be checked against the schema: ") + error.what()}};
    }
}

}  // namespace sagaflow::dsl
