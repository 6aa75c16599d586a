// Finding text in text, in time linear in both whatever they hold. (std::string_view::find takes
// the product of the two for texts such as "aaa…" and "aaa…b", which a definition or an event can
// bring along.) Private to dsl/cel.
#pragma once

#include <cstddef>
#include <string_view>

namespace sagaflow::cel {

// The offset of the first occurrence that starts at `from` or behind it; npos when there is none.
std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
// The offset of the last occurrence that starts at `from` or in front of it; npos when none does.
std::size_t find_last_text(
    std::string_view text, std::string_view part, std::size_t from = std::string_view::npos
);

}  // namespace sagaflow::cel
