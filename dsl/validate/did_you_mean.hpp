// The nearest of the known names, for messages about unknown ones.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sagaflow::dsl {

class DidYouMean {
public:
    // "; did you mean 'charge_card'?", or "" when nothing is near. `group` names the set of
    // candidates, so that the answer for a name that is wrong many times is found once.
    std::string suffix(
        std::string_view group, std::string_view name, const std::vector<std::string_view>& known
    );

private:
    std::unordered_map<std::string, std::string> found_;
    // Comparisons left. A definition with thousands of unknown names gets no further suggestions:
    // comparing all with all would take minutes.
    std::size_t budget_ = 20'000'000;
};

// Edits (insert, delete, replace, swap of neighbours) from one to the other, at most `limit` + 1.
std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit);

}  // namespace sagaflow::dsl
