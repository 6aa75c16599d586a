// Finds deployed definitions for the routes: in the catalog, or, when another node has deployed it
// a moment ago, in the database.
#pragma once

#include "api/context.hpp"
#include "api/problem.hpp"

namespace sagaflow::api {

// 404 with a suggestion when there is no such saga or version.
Checked<dsl::ProgramPtr> find_definition(
    Context& context, const std::string& saga, std::optional<int> version
);
// A checked definition with the version it was given; the catalog's form.
dsl::ProgramPtr with_version(const dsl::ProgramPtr& program, int version);

}  // namespace sagaflow::api
