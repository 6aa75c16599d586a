#include "server/config/nearest_name.hpp"

#include <algorithm>
#include <numeric>

namespace sagaflow::config {
namespace {

// Changed, missing, added and swapped letters; the last three rows of the table are enough.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({changed, above[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& known) {
    constexpr std::size_t kComparedBytesMax = 64;
    if (wrong.size() > kComparedBytesMax) return {};
    std::string nearest;
    std::size_t best = std::max<std::size_t>(wrong.size() / 3, 1) + 1;
    for (const std::string& name : known) {
        const std::size_t apart = distance(wrong, name);
        if (apart < best) {
            best = apart;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace sagaflow::config
