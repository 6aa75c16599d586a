#include "dsl/cel/suggestion.hpp"

#include <algorithm>

namespace sagaflow::cel {
namespace {

constexpr std::size_t kNameBytesCompared = 64;  // the work is quadratic in it

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Insertions, deletions, replacements and swaps of neighbours; letters without regard to case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1)
    );
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            cost[i][j] = std::min(
                {cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0 : 1)}
            );
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates) {
    if (wrong.size() > kNameBytesCompared) return {};
    std::size_t best = std::max<std::size_t>(1, wrong.size() / 3) + 1;
    std::string_view nearest;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > kNameBytesCompared) continue;
        const std::size_t distance = edit_distance(wrong, candidate);
        if (distance >= best) continue;
        best = distance;
        nearest = candidate;
    }
    return nearest.empty() ? std::string() : "did you mean '" + std::string(nearest) + "'?";
}

}  // namespace sagaflow::cel
