#include "engine/core/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace sagaflow {

void ensure_failed(const char* condition, const char* file, int line, std::string_view context) {
    std::fprintf(
        stderr,
        "sagaflow: internal check failed at %s:%d: %s (%.*s)\n",
        file,
        line,
        condition,
        static_cast<int>(context.size()),
        context.data()
    );
    std::abort();
}

}  // namespace sagaflow
