#include "dsl/program/scope.hpp"

namespace sagaflow::dsl {
namespace {

constexpr std::array<std::string_view, kSlotCount> kSlotNames{
    "input",
    "vars",
    "steps",
    "event",
    "error",
    "result",
    "response",
    "output",
    "step",
    "instance",
    "config"};

cel::Environment make_environment() {
    cel::Environment made;
    for (std::size_t slot = 0; slot < kSlotCount; ++slot) {
        const std::size_t declared = made.declare(std::string(kSlotNames[slot]));
        ENSURE(declared == slot, kSlotNames[slot]);
    }
    return made;
}

}  // namespace

std::string_view slot_name(Slot slot) {
    ENSURE(slot < Slot::kCount, "slot");
    return kSlotNames[static_cast<std::size_t>(slot)];
}

const cel::Environment& environment() {
    static const cel::Environment shared = make_environment();
    return shared;
}

Scope& Scope::bind(Slot slot, const Json& value) { return bind(slot, cel::Value::of_json(value)); }

Scope& Scope::bind(Slot slot, cel::Value value) {
    ENSURE(slot < Slot::kCount, "slot");
    values_[static_cast<std::size_t>(slot)] = std::move(value);
    return *this;
}

cel::Value Scope::variable(std::size_t slot) const {
    ENSURE(slot < kSlotCount, "slot");
    if (values_[slot]) return *values_[slot];
    return cel::Value::error("'" + std::string(kSlotNames[slot]) + "' is not available here");
}

}  // namespace sagaflow::dsl
