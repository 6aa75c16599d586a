// The published JSON Schema of the language (draft 7), for editors, the API and the command line.
//
// It accepts what this version accepts, as far as structure goes; names, paths and expressions are
// the business of dsl/validate. A test holds the two together.
#pragma once

#include <string_view>

namespace sagaflow::dsl {

std::string_view schema_text();

}  // namespace sagaflow::dsl
