#include "dsl/validate/did_you_mean.hpp"

#include <algorithm>
#include <array>

#include "engine/core/limits.hpp"

namespace sagaflow::dsl {
namespace {

// A third of the name may differ: enough for typing errors, too little for other words.
std::size_t distance_limit(std::string_view name) {
    return std::clamp<std::size_t>(name.size() / 3, 1, 4);
}

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit) {
    const std::size_t columns = to.size() + 1;
    std::vector<std::size_t> before(columns);
    std::vector<std::size_t> last(columns);
    std::vector<std::size_t> row(columns);
    for (std::size_t j = 0; j < columns; ++j) last[j] = j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        row[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j < columns; ++j) {
            const std::size_t replace = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
            least = std::min(least, row[j]);
        }
        if (least > limit) return limit + 1;
        before.swap(last);
        last.swap(row);
    }
    return std::min(last[to.size()], limit + 1);
}

std::string DidYouMean::suffix(
    std::string_view group, std::string_view name, const std::vector<std::string_view>& known
) {
    if (name.empty() || name.size() > limits::kNameBytesMax) return {};
    const auto [entry, inserted] =
        found_.try_emplace(std::string(group) + '\n' + std::string(name), "");
    if (!inserted) return entry->second;
    std::size_t best = distance_limit(name) + 1;
    std::string_view nearest;
    for (const std::string_view candidate : known) {
        const std::size_t cost = name.size() * candidate.size() + 1;
        if (cost > budget_) return {};
        const std::size_t gap = candidate.size() > name.size() ? candidate.size() - name.size()
                                                               : name.size() - candidate.size();
        budget_ -= gap >= best ? 1 : cost;
        if (gap >= best) continue;
        const std::size_t distance = edit_distance(name, candidate, best - 1);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    if (!nearest.empty()) entry->second = "; did you mean '" + std::string(nearest) + "'?";
    return entry->second;
}

}  // namespace sagaflow::dsl
