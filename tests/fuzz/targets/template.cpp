#include "dsl/parse/template_parser.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

void expect_place(const dsl::Node& node, std::size_t offset, const Json& root) {
    ENSURE(leads_somewhere(dsl::pointer_of(node.path), root), "a place outside of the template");
    const std::size_t end = node->is_string() ? node->get_ref<const std::string&>().size() : 0;
    ENSURE(offset <= end, "a place behind the end of the text");
}

void expect_issues(const dsl::ParsedTemplate& parsed, const Json& root) {
    for (const dsl::TextIssue& issue : parsed.issues) {
        expect_message(issue.message);
        ENSURE(is_readable(issue.hint), "a hint that cannot be shown");
        expect_place(issue.node, issue.at_name ? 0 : issue.offset, root);
    }
    for (const dsl::ExpressionUse& use : parsed.uses) expect_place(use.node, use.offset, root);
    for (const dsl::SecretName& secret : parsed.secrets) {
        expect_place(secret.node, secret.offset, root);
    }
}

// A secret is put back at its place when the call is made: there must be such a place.
void expect_secret(const SecretUse& use, const Json& rendered) {
    ENSURE(leads_somewhere(use.pointer, rendered), "a secret for no value");
    const Json& value = rendered.at(Json::json_pointer(use.pointer));
    ENSURE(value.is_string(), "a secret for a value that is no text");
    ENSURE(use.offset <= value.get_ref<const std::string&>().size(), "a secret behind the text");
}

void expect_rendered(const dsl::Template& source) {
    const Result<dsl::Rendered> rendered = dsl::render(source, sample_scope());
    if (!rendered.ok()) return expect_message(rendered.error().message);
    expect_kept(rendered->value);
    for (const SecretUse& use : rendered->secrets) expect_secret(use, rendered->value);
}

}  // namespace

void fuzz_template(std::string_view bytes) {
    const Result<Json> root = parse_json(bytes, limits::kDefinitionBytesMax);
    if (!root.ok()) return;
    dsl::PathArena arena;
    const dsl::ParsedTemplate parsed = dsl::parse_template(arena.root(*root), arena);
    expect_issues(parsed, *root);
    ENSURE((parsed.value == nullptr) != parsed.issues.empty(), "a template or issues");
    if (parsed.value == nullptr) return;
    ENSURE(!parsed.constant || (parsed.uses.empty() && parsed.secrets.empty()), "nothing to fill");
    expect_rendered(*parsed.value);
}

}  // namespace sagaflow::fuzz
