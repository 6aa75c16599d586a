// ENSURE(condition, context): a check of our own reasoning that stays on in release builds.
//
// A failed check is a bug of ours, never an operating error. It writes one line to stderr and
// aborts: the durable state is in PostgreSQL, so dying is safe and going on is not.
#pragma once

#include <string_view>

namespace sagaflow {

[[noreturn]] void ensure_failed(
    const char* condition, const char* file, int line, std::string_view context
);

}  // namespace sagaflow

#define ENSURE(condition, context)                                              \
    do {                                                                        \
        if (!(condition)) [[unlikely]] {                                        \
            ::sagaflow::ensure_failed(#condition, __FILE__, __LINE__, context); \
        }                                                                       \
    } while (false)
