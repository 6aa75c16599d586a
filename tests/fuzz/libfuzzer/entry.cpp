// libFuzzer's door to one target. SAGAFLOW_FUZZ_TARGET names its function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer gives bytes
    sagaflow::fuzz::SAGAFLOW_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
