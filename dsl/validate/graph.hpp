// Walks over the states' graph, for the rules about paths. Linear in states and edges.
#pragma once

#include <vector>

#include "dsl/ast/model.hpp"

namespace sagaflow::dsl {

// The graph means something: the start, every target and every type are known, and every state that
// must lead on does. Without that, rules about paths would report what follows from other problems.
bool is_connected(const Model& model);

// States that can be reached from these, themselves included.
std::vector<bool> reachable_from(const Model& model, const std::vector<std::size_t>& roots);

// States from which an end can be reached: succeed, fail, or an error that is raised.
std::vector<bool> leads_to_end(const Model& model);

}  // namespace sagaflow::dsl
