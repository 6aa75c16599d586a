// Chance that is the same on every machine: everything a simulation decides comes from one seed.
//
// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). A value type;
// one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/core/ids.hpp"

namespace sagaflow::simulation {

inline std::uint64_t mix(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(mix(seed)) {}
    // A stream of its own for each purpose, so that one decision more does not move all others.
    Random(std::uint64_t seed, std::string_view purpose)
        : state_(mix(stable_hash(purpose, mix(seed)))) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        return mix(state_);
    }
    // lo … hi, both included.
    std::int64_t between(std::int64_t lo, std::int64_t hi) {
        return lo + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(hi - lo + 1));
    }
    Duration span(std::int64_t lo_ms, std::int64_t hi_ms) { return {between(lo_ms, hi_ms)}; }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    bool percent(int share) { return static_cast<int>(next() % 100) < share; }
    bool per_mille(int share) { return static_cast<int>(next() % 1'000) < share; }
    template <typename T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace sagaflow::simulation
