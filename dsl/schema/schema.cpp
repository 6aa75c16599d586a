#include "dsl/schema/schema.hpp"

#include "engine/core/ensure.hpp"
#include "saga_schema_text.hpp"

namespace sagaflow::dsl {

std::string_view schema_text() {
    const std::string_view text = schema_files::embedded_text("saga.schema.json");
    ENSURE(!text.empty(), "the schema is compiled in");
    return text;
}

}  // namespace sagaflow::dsl
