// Turns a model that passed every rule into the program that the kernel runs: names become indexes,
// retry names become policies, defaults are filled in.
#pragma once

#include "dsl/ast/model.hpp"
#include "dsl/program/program.hpp"

namespace sagaflow::dsl {

// Precondition: the rules found no error. `root` is the model's definition; it is kept as source.
ProgramPtr compile(const Model& model, Json root);

}  // namespace sagaflow::dsl
