// A definition in a request's body: checked by the language, its diagnostics as the API shows them.
#pragma once

#include "api/route.hpp"

namespace sagaflow::api {

// 400 for no JSON, 413 for size, 422 with every diagnostic for a definition with errors.
Checked<dsl::CheckedDefinition> check_definition_body(const Call& call);
Json diagnostics_document(const std::vector<dsl::Diagnostic>& diagnostics);

}  // namespace sagaflow::api
