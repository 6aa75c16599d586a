#include "api/definition_body.hpp"

#include "api/body/json_body.hpp"

namespace sagaflow::api {
namespace {

ProblemItem item_of(const dsl::Diagnostic& diagnostic) {
    ProblemItem item;
    item.pointer = diagnostic.pointer;
    item.line = static_cast<int>(diagnostic.line);
    item.column = static_cast<int>(diagnostic.column);
    item.message = diagnostic.message;
    item.hint = diagnostic.hint;
    return item;
}

Problem invalid_definition(const std::vector<dsl::Diagnostic>& problems) {
    Problem problem;
    problem.kind = ProblemKind::kInvalidDefinition;
    problem.detail = "Expected a definition without errors, but it has " +
                     std::to_string(problems.size());
    for (const dsl::Diagnostic& found : problems) problem.errors.push_back(item_of(found));
    return problem;
}

}  // namespace

Checked<dsl::CheckedDefinition> check_definition_body(const Call& call) {
    if (auto problem = refuse_other_types(call.request)) return std::move(*problem);
    auto checked = dsl::check_definition(call.request.body, call.context.settings.check);
    if (!checked.ok()) return unparsable_body(checked.error());
    if (!checked->problems.empty()) return invalid_definition(checked->problems);
    ENSURE(checked->program != nullptr, "a definition without problems has a program");
    return std::move(*checked);
}

Json diagnostics_document(const std::vector<dsl::Diagnostic>& diagnostics) {
    Json list = Json::array();
    for (const dsl::Diagnostic& diagnostic : diagnostics) {
        list.push_back(dsl::to_json(diagnostic));
    }
    return list;
}

}  // namespace sagaflow::api
