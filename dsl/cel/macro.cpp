#include "dsl/cel/macro.hpp"

#include <array>

namespace sagaflow::cel {
namespace {

// A macro with a receiver: how many variables it names and whether a filter may come before the
// body.
struct Form {
    std::string_view name;
    MacroKind kind;
    std::size_t variables;
    bool has_condition;
    std::size_t arguments() const { return variables + (has_condition ? 2 : 1); }
};

constexpr std::array<Form, 15> kForms{{
    {"all", MacroKind::kAll, 1, false},
    {"all", MacroKind::kAll, 2, false},
    {"exists", MacroKind::kExists, 1, false},
    {"exists", MacroKind::kExists, 2, false},
    {"exists_one", MacroKind::kExistsOne, 1, false},
    {"exists_one", MacroKind::kExistsOne, 2, false},
    {"existsOne", MacroKind::kExistsOne, 1, false},
    {"existsOne", MacroKind::kExistsOne, 2, false},
    {"map", MacroKind::kMap, 1, false},
    {"map", MacroKind::kMap, 1, true},
    {"filter", MacroKind::kFilter, 1, false},
    {"transformList", MacroKind::kTransformList, 2, false},
    {"transformList", MacroKind::kTransformList, 2, true},
    {"transformMap", MacroKind::kTransformMap, 2, false},
    {"transformMap", MacroKind::kTransformMap, 2, true},
}};

bool add_variable(const Ast& ast, MacroCall& macro, Issue& issue) {
    if (ast.kind != AstKind::kName || ast.is_absolute) {
        issue = {
            ast.offset,
            "a macro names its variable with a plain name",
            "write, for example, items.all(item, item.price > 0)"};
        return false;
    }
    for (const std::string& other : macro.variables) {
        if (other == ast.text) {
            issue = {ast.offset, "the macro's two variables have the same name", ""};
            return false;
        }
    }
    macro.variables.push_back(ast.text);
    return true;
}

MacroCall match_has(const Ast& call, Issue& issue) {
    MacroCall macro;
    macro.range = call.children[0].get();
    if (macro.range->kind != AstKind::kSelect) {
        issue = {macro.range->offset, "has() asks for a member", "write has(value.member)"};
    }
    return macro;
}

MacroCall match_bind(const Ast& call, Issue& issue) {
    MacroCall macro;
    macro.kind = MacroKind::kBind;
    macro.range = call.children[2].get();
    macro.body = call.children[3].get();
    add_variable(*call.children[1], macro, issue);
    return macro;
}

MacroCall match_form(const Form& form, const Ast& call, Issue& issue) {
    MacroCall macro;
    macro.kind = form.kind;
    macro.range = call.children[0].get();
    for (std::size_t i = 1; i <= form.variables; ++i) {
        if (!add_variable(*call.children[i], macro, issue)) return macro;
    }
    if (form.has_condition) macro.condition = call.children[form.variables + 1].get();
    macro.body = call.children.back().get();
    if (form.kind == MacroKind::kFilter) macro.condition = macro.body;
    return macro;
}

bool is_bind(const Ast& call) {
    if (!call.has_receiver || call.text != "bind" || call.children.size() != 4) return false;
    const Ast& receiver = *call.children[0];
    return receiver.kind == AstKind::kName && receiver.text == "cel";
}

}  // namespace

std::optional<MacroCall> match_macro(const Ast& call, Issue& issue) {
    if (call.kind != AstKind::kCall) return std::nullopt;
    if (!call.has_receiver) {
        if (call.text != "has" || call.children.size() != 1) return std::nullopt;
        return match_has(call, issue);
    }
    if (is_bind(call)) return match_bind(call, issue);
    for (const Form& form : kForms) {
        if (form.name == call.text && form.arguments() + 1 == call.children.size()) {
            return match_form(form, call, issue);
        }
    }
    return std::nullopt;
}

}  // namespace sagaflow::cel
