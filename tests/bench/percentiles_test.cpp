#include "cli/bench/percentiles.hpp"

#include <gtest/gtest.h>

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;

Latencies of(std::initializer_list<int> all) {
    Latencies latencies;
    for (const int ms : all) latencies.add(milliseconds(ms));
    return latencies;
}

TEST(Percentiles, NoneWithoutLatencies) { EXPECT_EQ(Latencies().percentile_ms(50), std::nullopt); }

TEST(Percentiles, OneLatencyIsEveryPercentile) {
    for (const double percent : {0.1, 50.0, 99.0, 100.0}) {
        EXPECT_EQ(of({7}).percentile_ms(percent), 7.0);
    }
}

// Nearest rank: always a latency that happened.
TEST(Percentiles, AreTheSmallestThatThePercentageDoesNotExceed) {
    const Latencies four = of({40, 10, 30, 20});
    EXPECT_EQ(four.percentile_ms(25), 10.0);
    EXPECT_EQ(four.percentile_ms(26), 20.0);
    EXPECT_EQ(four.percentile_ms(50), 20.0);
    EXPECT_EQ(four.percentile_ms(99), 40.0);
    Latencies hundred;
    for (int ms = 100; ms > 0; --ms) hundred.add(milliseconds(ms));
    EXPECT_EQ(hundred.percentile_ms(50), 50.0);
    EXPECT_EQ(hundred.percentile_ms(99), 99.0);
}

TEST(Percentiles, CountWhatCameAfterTheyWereAsked) {
    Latencies latencies = of({30});
    EXPECT_EQ(latencies.percentile_ms(50), 30.0);
    latencies.add(milliseconds(10));
    latencies.add(of({20}));
    EXPECT_EQ(latencies.count(), 3U);
    EXPECT_EQ(latencies.percentile_ms(50), 20.0);
}

TEST(Percentiles, KeepMicroseconds) {
    Latencies latencies;
    latencies.add(std::chrono::microseconds(1'234));
    EXPECT_DOUBLE_EQ(*latencies.percentile_ms(50), 1.234);
}

}  // namespace
}  // namespace sagaflow::bench
