#include "dsl/compile/read.hpp"

#include "dsl/ast/model.hpp"

namespace sagaflow::dsl {

std::optional<Duration> duration_of(const Json& object, std::string_view name) {
    const std::string* text = text_of(object, name);
    if (text == nullptr) return std::nullopt;
    const Result<Duration> parsed = parse_duration(*text);
    ENSURE(parsed.ok(), name);
    return *parsed;
}

bool flag_of(const Json& object, std::string_view name, bool otherwise) {
    const Json* flag = member_of(object, name);
    return flag == nullptr ? otherwise : flag->get<bool>();
}

OnExhausted on_exhausted_from(std::string_view text) {
    if (text == "park") return OnExhausted::kPark;
    if (text == "fail") return OnExhausted::kFail;
    ENSURE(text == "compensate", text);
    return OnExhausted::kCompensate;
}

}  // namespace sagaflow::dsl
