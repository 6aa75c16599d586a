// The names that expressions see, each with its fixed slot, and the activation that the kernel
// fills. Which names are allowed where (event only in handlers, result only in output and ok, …) is
// the validator's business; an absent one is an error value at run time.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "dsl/cel/cel.hpp"

namespace sagaflow::dsl {

enum class Slot : std::size_t {
    kInput,
    kVars,
    kSteps,
    kEvent,
    kError,
    kResult,
    kResponse,
    kOutput,
    kStep,
    kInstance,
    kConfig,
    kCount,
};
inline constexpr std::size_t kSlotCount = static_cast<std::size_t>(Slot::kCount);
std::string_view slot_name(Slot slot);  // input, vars, steps, …

// The environment that every expression is compiled against: slot numbers equal Slot's values.
const cel::Environment& environment();

// Values by slot. Bound Json must outlive the scope.
class Scope final : public cel::Activation {
public:
    Scope& bind(Slot slot, const Json& value);
    Scope& bind(Slot slot, cel::Value value);
    cel::Value variable(std::size_t slot) const override;

private:
    std::array<std::optional<cel::Value>, kSlotCount> values_;
};

}  // namespace sagaflow::dsl
