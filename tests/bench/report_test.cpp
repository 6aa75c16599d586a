#include "cli/bench/report.hpp"

#include <gtest/gtest.h>

#include "cli/bench/engine_process.hpp"
#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {
namespace {

Figures sample() {
    Options options;
    options.workload = Workload::kW2;
    Figures figures = first_figures(options, 10.00049);
    figures["sagas"] = 12'345;
    Latencies latencies;
    latencies.add(std::chrono::microseconds(12'345));
    add_percentiles(figures, latencies);
    CpuReading used;
    used.engine = 1.5;
    used.load = 0.25;
    used.endpoint = 0.25;
    add_cpu(figures, used, 1'000);
    add_memory(figures, {1'000, 2'000, std::nullopt});
    add_disk(figures, 123'450, 12'345);
    return figures;
}

TEST(BenchReport, IsOneLineOfJsonThatBeginsWithTheWorkload) {
    const std::string line = json_line(sample());
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(line.starts_with(R"({"workload":"w2","version":")")) << line;
    const auto parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed["sagas"], 12'345);
    EXPECT_EQ(parsed["rate"], nullptr);
    EXPECT_EQ(parsed["seconds"], 10.0);
    EXPECT_EQ(parsed["p50_ms"], 12.35);  // four significant digits
    EXPECT_EQ(parsed["p99_ms"], 12.35);
    EXPECT_EQ(parsed["disk_bytes_per_saga"], 10);
}

TEST(BenchReport, CpuIsTheSumOfItsPartsForAThousandSagas) {
    const auto figures = sample();
    EXPECT_EQ(figures["cpu_seconds_per_1000_sagas"], 2.0);
    EXPECT_EQ(figures["cpu_parts"]["engine"], 1.5);
    EXPECT_EQ(figures["cpu_parts"]["endpoint"], 0.25);
}

TEST(BenchReport, WhatIsOutOfReachIsNull) {
    const auto figures = sample();
    EXPECT_TRUE(figures["cpu_parts"]["postgres"].is_null());
    EXPECT_TRUE(figures["memory_bytes"]["postgres"].is_null());
    Figures none;
    add_percentiles(none, Latencies());
    add_disk(none, std::nullopt, 5);
    EXPECT_TRUE(none["p99_ms"].is_null());
    EXPECT_TRUE(none["disk_bytes"].is_null());
}

TEST(BenchReport, TheTableNamesEveryFigure) {
    const std::string table = table_text(sample());
    EXPECT_NE(table.find("workload                    w2\n"), std::string::npos) << table;
    EXPECT_NE(table.find("cpu_parts.engine            1.5\n"), std::string::npos) << table;
    EXPECT_NE(table.find("sagas                       12,345\n"), std::string::npos) << table;
    EXPECT_NE(table.find("memory_bytes.postgres       -\n"), std::string::npos) << table;
}

TEST(BenchReport, FiguresAreRoundedToWhatTheyAreWorth) {
    EXPECT_EQ(rounded(12'345.678), 12'350);
    EXPECT_EQ(rounded(0.00123456), 0.001235);
    EXPECT_EQ(rounded(-2.5, 1), -3);
    EXPECT_EQ(rounded(0), 0);
}

TEST(BenchReport, ForeignProcessorsAreWhatIsNotOurs) {
    CpuReading used;
    used.engine = 4;
    used.postgres = 3;
    used.machine = 12;
    EXPECT_EQ(foreign_cores(used, 10), 0.5);
    used.machine = 6;  // ticks are coarser than clocks
    EXPECT_EQ(foreign_cores(used, 10), 0);
}

TEST(BenchReport, ViolationsAreCountedAndTheFirstIsNamed) {
    Figures figures;
    Violations violations;
    violations.expect_equal("sagas", 5, 5);
    violations.put_into(figures);
    EXPECT_EQ(figures["violations"], 0);
    EXPECT_FALSE(figures.contains("violation"));
    violations.expect_equal("sagas", 5, 4);
    violations.add("another");
    violations.put_into(figures);
    EXPECT_EQ(figures["violations"], 2);
    EXPECT_EQ(figures["violation"], "sagas: expected 5, but got 4");
}

TEST(BenchReport, TheTailOfALogIsItsLastLines) {
    EXPECT_EQ(last_lines("a\nb\nc\n", 2), "b\nc\n");
    EXPECT_EQ(last_lines("a\nb", 1), "b");
    EXPECT_EQ(last_lines("a\nb\n", 5), "a\nb\n");
    EXPECT_EQ(last_lines("", 3), "");
}

}  // namespace
}  // namespace sagaflow::bench
