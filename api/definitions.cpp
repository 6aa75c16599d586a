#include "api/definitions.hpp"

#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

Problem unknown_definition(
    Context& context, const std::string& saga, std::optional<int> version
) {
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    if (version && context.catalog.contains(saga)) {
        problem.detail =
            "The saga \"" + saga + "\" has no version " + std::to_string(*version);
        return problem;
    }
    problem.detail = "No saga \"" + shortened(saga) + "\" is deployed";
    if (const std::string near = nearest(saga, context.catalog.sagas()); !near.empty()) {
        problem.detail += "; did you mean \"" + near + "\"?";
    }
    return problem;
}

}  // namespace

dsl::ProgramPtr with_version(const dsl::ProgramPtr& program, int version) {
    auto copy = std::make_shared<dsl::Program>(*program);
    copy->version = version;
    return copy;
}

Checked<dsl::ProgramPtr> find_definition(
    Context& context, const std::string& saga, std::optional<int> version
) {
    if (auto program = context.catalog.find(saga, version)) return program;
    if (saga.size() > limits::kNameBytesMax) return unknown_definition(context, saga, version);
    auto rows = context.queries.definitions();
    if (!rows.ok()) return problem_of(rows.error());
    for (const store::DefinitionRow& row : *rows) {
        if (row.saga != saga || (version && row.version != *version)) continue;
        // Deployed once, so it passed the rules; what the server's configuration says now is no
        // reason to forget it.
        auto checked = dsl::check_definition(row.source, {});
        if (!checked.ok() || !checked->program) break;
        context.catalog.add(with_version(checked->program, row.version));
        return context.catalog.find(saga, row.version);
    }
    return unknown_definition(context, saga, version);
}

}  // namespace sagaflow::api
