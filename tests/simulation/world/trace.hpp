// What happened in a run: a hash of everything, and lines to read when asked for. Two runs of one
// seed have the same hash, or the simulator is broken. One thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "engine/core/ids.hpp"

namespace sagaflow::simulation {

class Trace {
public:
    Trace(const Clock& clock, bool print) : clock_(clock), print_(print) {}

    // `text` is called for the printed line only: formatting costs more than all the rest.
    template <typename Text>
    void tell(std::string_view what, std::uint64_t value, const Text& text) {
        note(what, value);
        if (print_) print_line(what, text());
    }
    void note(std::string_view what, std::uint64_t value = 0) {
        const auto now = static_cast<std::uint64_t>(clock_.now().ms);
        hash_ = (hash_ ^ now ^ (value * 0x9e3779b97f4a7c15ULL)) * 0x100000001b3ULL;
        hash_ = stable_hash(what, hash_);
    }
    bool prints() const { return print_; }
    std::uint64_t hash() const { return hash_; }

private:
    void print_line(std::string_view what, const std::string& text) const {
        std::printf(
            "%9.3f %-12.*s %s\n",
            static_cast<double>(clock_.now().ms - 1'767'225'600'000) / 1'000.0,
            static_cast<int>(what.size()),
            what.data(),
            text.c_str()
        );
    }

    const Clock& clock_;
    bool print_;
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace sagaflow::simulation
