#include "api/suggestion.hpp"

#include <algorithm>

namespace sagaflow::api {
namespace {

// Longer names are never typed by hand, and the distance costs the product of both lengths.
constexpr std::size_t kNameLengthMax = 128;
constexpr std::size_t kListedNamesMax = 20;

// Insertions, deletions, changes and swapped neighbours count one each: typing errors are mostly
// those.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
            const bool swapped =
                i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& known) {
    if (typed.empty() || typed.size() > kNameLengthMax) return {};
    std::size_t best = std::max<std::size_t>(1, typed.size() / 3) + 1;
    std::string found;
    for (const std::string& name : known) {
        const std::size_t distance = edit_distance(typed, name);
        if (distance < best) {
            best = distance;
            found = name;
        }
    }
    return found;
}

std::string suggestion(std::string_view typed, const std::vector<std::string>& known) {
    if (const std::string name = nearest(typed, known); !name.empty()) {
        return "did you mean \"" + name + "\"?";
    }
    if (known.empty() || known.size() > kListedNamesMax) return {};
    std::string list = "known are: ";
    for (std::size_t i = 0; i < known.size(); ++i) list += (i == 0 ? "" : ", ") + known[i];
    return list;
}

}  // namespace sagaflow::api
