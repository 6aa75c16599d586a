#include "engine/core/ensure.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/core/contradiction.hpp"

namespace sagaflow {
namespace {

thread_local int scopes = 0;

}  // namespace

ContradictionScope::ContradictionScope() { ++scopes; }
ContradictionScope::~ContradictionScope() { --scopes; }

void ensure_failed(const char* condition, const char* file, int line, std::string_view context) {
    if (scopes > 0) throw Contradiction(std::string(condition) + ": " + std::string(context));
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
