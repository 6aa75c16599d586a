// The evaluator runs on the engine's hot path: usual conditions must not allocate.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/cel/sample_scope.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}

// Not inlined: GCC would take malloc and free for a mismatch with new and delete.
[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace sagaflow::cel {
namespace {

std::size_t allocations_of(const char* source) {
    const SampleScope scope;
    const auto compiled = Expression::compile(source, scope.environment());
    EXPECT_TRUE(compiled.expression) << source;
    EXPECT_FALSE(compiled.expression->evaluate(scope).is_error()) << source;
    const std::size_t before = allocations.load();
    for (int i = 0; i < 10; ++i) (void)compiled.expression->evaluate(scope);
    return allocations.load() - before;
}

TEST(CelAllocation, IsNotNeededByUsualConditions) {
    for (const char* source :
         {"input.amount > 100 && input.items.size() > 0",
          "input.orderId == 'o-17' ? input.price : 0.0",
          "has(input.missing) || input.text.startsWith('Gr')",
          "input.amount * 2 + 1 <= 501 && !(input.amount in [1, 2, 3])",
          "input.items.all(i, i.count > 0 && i.sku != '')",
          "input.items.exists(i, i.sku == 'B-2')",
          "input",
          "steps.charge",
          "input.items[0].sku",
          "'a constant'"}) {
        EXPECT_EQ(allocations_of(source), 0U) << source;
    }
}

TEST(CelAllocation, IsCountedByThisTest) { EXPECT_GT(allocations_of("input.text + 'x'"), 0U); }

}  // namespace
}  // namespace sagaflow::cel
