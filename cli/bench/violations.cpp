#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {

void Violations::add(std::string what) {
    if (count_++ == 0) first_ = std::move(what);
}

void Violations::expect_equal(const std::string& what, std::int64_t expected, std::int64_t got) {
    if (expected == got) return;
    add(what + ": expected " + std::to_string(expected) + ", but got " + std::to_string(got));
}

void Violations::put_into(Figures& figures) const {
    figures["violations"] = count_;
    if (count_ > 0) figures["violation"] = first_;
}

}  // namespace sagaflow::bench
