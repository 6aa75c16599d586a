#include "dsl/program/input_schema.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

using Problems = std::vector<dsl::InputProblem>;

void expect_problems(const Problems& problems, const Json& document) {
    for (const dsl::InputProblem& problem : problems) {
        expect_message(problem.message);
        ENSURE(leads_somewhere(problem.pointer, document), "a problem of no value");
    }
}

bool same(const Problems& one, const Problems& other) {
    return std::equal(
        one.begin(),
        one.end(),
        other.begin(),
        other.end(),
        [](const dsl::InputProblem& a, const dsl::InputProblem& b) {
            return a.pointer == b.pointer && a.message == b.message;
        }
    );
}

}  // namespace

void fuzz_input_schema(std::string_view bytes) {
    const Result<Json> root = parse_json(bytes, limits::kDefinitionBytesMax);
    if (!root.ok() || !root->is_object()) return;
    const Json schema = root->value("schema", Json());
    const Json input = root->value("input", Json());
    const auto compiled = dsl::InputSchema::compile(schema);
    ENSURE((compiled.schema == nullptr) != compiled.problems.empty(), "a schema or problems");
    expect_problems(compiled.problems, schema);
    if (compiled.schema == nullptr) return;
    const Problems problems = compiled.schema->check(input);
    expect_problems(problems, input);
    ENSURE(same(problems, compiled.schema->check(input)), "another answer the second time");
}

}  // namespace sagaflow::fuzz
