#include "dsl/definition.hpp"

#include "dsl/ast/model.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/parse/findings.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

Result<CheckedDefinition> check_definition(std::string_view text, const CheckOptions& options) {
    Result<Json> parsed = parse_json(text, limits::kDefinitionBytesMax);
    if (!parsed) return parsed.error();
    const Json& root = *parsed;
    const std::unique_ptr<Model> model = build_model(root);
    Findings findings;
    DidYouMean suggest;
    RuleInput input{*model, options, findings, suggest};
    for (const Rule& rule : rules()) rule.check(input);
    CheckedDefinition checked;
    checked.problems = findings.diagnostics(text, root, Severity::kError);
    checked.warnings = findings.diagnostics(text, root, Severity::kWarning);
    if (!findings.has_errors()) checked.program = compile(*model, root);
    return checked;
}

}  // namespace sagaflow::dsl
