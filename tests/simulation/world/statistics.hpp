// What was tried and what came of it, over one run or many: proof that the faults were injected and
// that sagas succeeded under them. A value type.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sagaflow::simulation {

class Statistics {
public:
    void count(std::string_view what, std::uint64_t by = 1) {
        const auto found = counts_.find(what);
        if (found == counts_.end())
            counts_.emplace(std::string(what), by);
        else
            found->second += by;
    }
    void add(const Statistics& other) {
        for (const auto& [what, count] : other.counts_) this->count(what, count);
    }
    std::uint64_t of(std::string_view what) const {
        const auto found = counts_.find(what);
        return found == counts_.end() ? 0 : found->second;
    }
    const std::map<std::string, std::uint64_t, std::less<>>& all() const { return counts_; }

private:
    std::map<std::string, std::uint64_t, std::less<>> counts_;
};

}  // namespace sagaflow::simulation
