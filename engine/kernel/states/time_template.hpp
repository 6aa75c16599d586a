// Points in time that a definition writes as templates. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

// `for`, `after`: a duration text from now. `until`, `at`: an RFC 3339 text or a CEL timestamp.
Result<Timestamp> time_after(Timestamp now, const dsl::TemplatePtr& source, const Scope& scope);
Result<Timestamp> time_at(const dsl::TemplatePtr& source, const Scope& scope);

}  // namespace sagaflow::kernel
