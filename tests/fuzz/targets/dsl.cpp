#include <algorithm>
#include <set>
#include <tuple>

#include "dsl/definition.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

using dsl::CheckedDefinition;
using dsl::Diagnostic;

// Half of the inputs are checked with a configuration, so that both kinds of servers are met.
dsl::CheckOptions options_for(std::string_view bytes) {
    static const std::unordered_map<std::string, ConnectionTraits> connections{
        {"inventory", {"http", std::nullopt, false}}, {"payments", {"http", std::nullopt, true}}};
    static const std::unordered_set<std::string> parameters{"limit", "url"};
    static const std::unordered_set<std::string> secrets{"token"};
    if (bytes.size() % 2 == 0) return {};
    return {&connections, &parameters, &secrets};
}

void expect_diagnostics(
    const std::vector<Diagnostic>& all,
    dsl::Severity severity,
    std::string_view text,
    const Json& root
) {
    std::pair<std::size_t, std::size_t> last{1, 1};
    for (const Diagnostic& one : all) {
        expect_message(one.message);
        expect_message(format_diagnostic("x.json", one));
        ENSURE(is_readable(one.hint), "a hint that cannot be shown");
        ENSURE(one.severity == severity, "a diagnostic in the wrong list");
        ENSURE(is_place(text, one.line, one.column), "a diagnostic outside of the text");
        ENSURE(leads_somewhere(one.pointer, root), "a diagnostic at no value of the definition");
        const std::pair place{one.line, one.column};
        ENSURE(last <= place, "diagnostics out of order");
        last = place;
    }
    ENSURE(all.size() <= limits::kDiagnosticsMax + 1, "more diagnostics than allowed");
}

// What is said, without where it stands in the text.
std::multiset<std::tuple<std::string, std::string, std::string>> said(
    const std::vector<Diagnostic>& all
) {
    std::multiset<std::tuple<std::string, std::string, std::string>> texts;
    for (const Diagnostic& one : all) texts.emplace(one.pointer, one.message, one.hint);
    return texts;
}

// White space and the order of members change the places of what is said, and nothing else.
void expect_same_verdict(
    const CheckedDefinition& checked, const Json& root, const dsl::CheckOptions& options
) {
    const std::string text = to_text(root);
    if (text.size() > limits::kDefinitionBytesMax) return;
    const auto again = dsl::check_definition(text, options);
    ENSURE(again.ok(), "the canonical text of a definition is refused");
    ENSURE((again->program == nullptr) == (checked.program == nullptr), "another verdict");
    if (checked.program) {
        ENSURE(again->program->content_hash == checked.program->content_hash, "another hash");
    }
    // The summary of those left out depends on their order.
    if (checked.problems.size() > limits::kDiagnosticsMax / 2) return;
    ENSURE(said(again->problems) == said(checked.problems), "other problems");
    ENSURE(said(again->warnings) == said(checked.warnings), "other warnings");
}

void expect_program(const dsl::Program& program, const Json& root) {
    ENSURE(program.source == root, "a program keeps its source");
    ENSURE(program.content_hash == dsl::content_hash(root), "a program knows its hash");
    ENSURE(program.start < program.states.size(), "a program starts somewhere");
    for (const dsl::State& state : program.states) {
        ENSURE(program.find(state.name) == &program.state(state.index), "a state has its index");
    }
}

}  // namespace

void fuzz_dsl(std::string_view bytes) {
    const dsl::CheckOptions options = options_for(bytes);
    const auto checked = dsl::check_definition(bytes, options);
    const Result<Json> root = parse_json(bytes, limits::kDefinitionBytesMax);
    ENSURE(checked.ok() == root.ok(), "JSON is checked, and nothing else is");
    if (!checked.ok()) {
        expect_message(checked.error().message);
        if (checked.error().code != ErrorCode::kTooLarge) {
            expect_place_in(checked.error().message, bytes);
        }
        return;
    }
    ENSURE((checked->program == nullptr) != checked->problems.empty(), "a program or problems");
    expect_diagnostics(checked->problems, dsl::Severity::kError, bytes, *root);
    expect_diagnostics(checked->warnings, dsl::Severity::kWarning, bytes, *root);
    if (checked->program) expect_program(*checked->program, *root);
    expect_same_verdict(*checked, *root, options);
}

}  // namespace sagaflow::fuzz
