#include "engine/store/effects.hpp"

namespace sagaflow::store {

EffectPosition position_of(const EffectRow& row) {
    return {row.effect.since, row.instance, row.effect.step, row.effect.item, row.effect.visit};
}

}  // namespace sagaflow::store
