// What became of the undos of an instance: counts, and the clause that tells of them. Private to
// this folder. Pure.
#pragma once

#include <string>

#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

struct UndoCounts {
    int all = 0;     // that are or were to be undone
    int undone = 0;  // by their undo
    int done_outside = 0;
    int given_up = 0;
    int under_way = 0;
    int left = 0;  // may have left an effect behind
};
UndoCounts undo_counts(const InstanceState& state);

// The undo is being called or asked about.
bool undo_under_way(const UndoEntry& undo);
// "1 step", "3 steps".
std::string steps_words(int count);
// "2 steps undone, 1 marked as undone by api@10.0.0.7, 1 given up by api@10.0.0.7": what an
// operator says is not told as if it had been called.
std::string undone_words(const InstanceState& state);

}  // namespace sagaflow::kernel
