#include "cli/output/spans.hpp"

#include <algorithm>
#include <array>

namespace sagaflow::cli {

std::string rounded(Duration span) {
    constexpr std::array<std::int64_t, 4> kUnitsMs{86'400'000, 3'600'000, 60'000, 1'000};
    std::int64_t ms = std::max<std::int64_t>(span.ms, kUnitsMs.back());
    for (std::size_t i = 0; i + 1 < kUnitsMs.size(); ++i) {
        if (ms < kUnitsMs[i]) continue;
        ms -= ms % kUnitsMs[i + 1];
        return format_duration({ms});
    }
    return format_duration({ms - ms % kUnitsMs.back()});
}

}  // namespace sagaflow::cli
