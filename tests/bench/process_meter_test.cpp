#include "cli/bench/process_meter.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>
#include <fstream>

#include "cli/bench/private_directory.hpp"

namespace sagaflow::bench {
namespace {

TEST(ProcessMeter, SeesTheCpuTimeOfAProcess) {
    const ProcessMeter meter(getpid(), 0, nullptr);
    const CpuReading before = meter.cpu();
    // By the processor's time: a busy machine gives little of it in a span of the wall clock.
    const std::clock_t until = std::clock() + 30 * CLOCKS_PER_SEC / 1'000;
    volatile std::uint64_t spun = 0;
    while (std::clock() < until) spun = spun + 1;
    const CpuReading used = meter.cpu() - before;
    EXPECT_GT(used.engine, 0.025);
    EXPECT_NEAR(used.engine, used.load, 0.02);  // here both are this process
    EXPECT_FALSE(used.postgres.has_value());
}

TEST(ProcessMeter, SeesMemoryAndItsPeak) {
    const MemoryReading memory = ProcessMeter(getpid(), getpid(), nullptr).memory();
    EXPECT_GT(memory.engine, 100'000U);
    EXPECT_GE(memory.engine_peak, memory.engine);
    ASSERT_TRUE(memory.postgres.has_value());
}

TEST(ProcessMeter, AProcessThatIsGoneCostsNothing) {
    constexpr pid_t kNobody = (1 << 22) + 1;  // beyond the kernel's highest id
    const ProcessMeter meter(kNobody, kNobody, nullptr);
    EXPECT_EQ(meter.cpu().engine, 0);
    EXPECT_EQ(meter.memory().engine, 0U);
    EXPECT_FALSE(meter.memory().postgres.has_value());
}

TEST(PrivateDirectory, IsGoneWithEverythingInIt) {
    std::filesystem::path path;
    {
        auto made = PrivateDirectory::make();
        ASSERT_TRUE(made.ok());
        path = made->path();
        std::filesystem::create_directories(path / "a" / "b");
        std::ofstream(path / "a" / "b" / "file") << "12345";
        std::ofstream(path / "file") << "123";
        EXPECT_EQ(bytes_under(path), 8U);
        const PrivateDirectory moved = std::move(*made);
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(bytes_under(path), 0U);
}

}  // namespace
}  // namespace sagaflow::bench
