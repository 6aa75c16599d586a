// Templates: JSON with ${expressions} in its strings, compiled once.
//
// A string that is one ${…} yields the value with its type; ${…} inside text is put in as text; $${
// is a literal ${. `${secret.NAME}` may only stand as a segment of its own, and only inside `with`:
// rendering elides it and reports its place (model/secret_use.hpp).
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "dsl/cel/cel.hpp"
#include "dsl/program/scope.hpp"
#include "engine/core/json.hpp"
#include "engine/model/secret_use.hpp"

namespace sagaflow::dsl {

struct Template;
using TemplatePtr = std::shared_ptr<const Template>;

struct Template {
    struct Secret {
        std::string name;
    };
    // Text pieces, expressions and secrets, joined as text.
    struct Concatenation {
        std::vector<std::variant<std::string, std::shared_ptr<const cel::Expression>, Secret>>
            segments;
    };
    struct Array {
        std::vector<TemplatePtr> items;
    };
    struct Object {
        std::vector<std::pair<std::string, TemplatePtr>> members;
    };
    // A literal (any Json without a template inside), one typed expression, text, or a container.
    std::variant<Json, std::shared_ptr<const cel::Expression>, Concatenation, Array, Object> node;
};

struct Rendered {
    Json value;
    std::vector<SecretUse> secrets;
};

// Evaluates every expression of the template in the scope. Errors: kUnprocessable with the
// expression and the reason; kTooLarge when the output cap is met.
Result<Rendered> render(const Template& source, const cel::Activation& scope);
// For templates that cannot hold secrets. A null pointer renders to null.
Result<Json> render_value(const TemplatePtr& source, const cel::Activation& scope);

// True when an expression of the template reads this name of the scope (vars, steps, …).
bool reads(const TemplatePtr& source, std::string_view variable);

}  // namespace sagaflow::dsl
