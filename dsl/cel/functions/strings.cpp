// The string functions of the standard: contains, startsWith, endsWith.
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/functions/text_search.hpp"

namespace sagaflow::cel {
namespace {

// Both arguments strings, their length paid for; an error Value otherwise.
template <typename Test>
Value test_strings(Frame& frame, std::string_view function, Arguments arguments, Test test) {
    if (arguments[0].kind() != Kind::kString || arguments[1].kind() != Kind::kString) {
        return no_overload(function, arguments[0], arguments[1]);
    }
    const std::string_view text = arguments[0].as_string();
    if (!frame.charge_text(text.size())) return frame.spent_error();
    return Value::of_bool(test(text, arguments[1].as_string()));
}

Value contains(Frame& frame, Arguments arguments) {
    return test_strings(
        frame,
        "contains()",
        arguments,
        [](std::string_view text, std::string_view part) {
            return find_text(text, part) != std::string_view::npos;
        }
    );
}

Value starts_with(Frame& frame, Arguments arguments) {
    return test_strings(
        frame,
        "startsWith()",
        arguments,
        [](std::string_view text, std::string_view part) { return text.starts_with(part); }
    );
}

Value ends_with(Frame& frame, Arguments arguments) {
    return test_strings(
        frame,
        "endsWith()",
        arguments,
        [](std::string_view text, std::string_view part) { return text.ends_with(part); }
    );
}

}  // namespace

void register_strings(Registry& registry) {
    registry.add({"contains", Style::kReceiver, 2, 2, contains, Kind::kBool});
    registry.add({"startsWith", Style::kReceiver, 2, 2, starts_with, Kind::kBool});
    registry.add({"endsWith", Style::kReceiver, 2, 2, ends_with, Kind::kBool});
}

}  // namespace sagaflow::cel
