// The micro-benchmarks as one program; Google Benchmark's options choose among them.
#include <benchmark/benchmark.h>

#include "bench/micro/private_database.hpp"

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    if (benchmark::RunSpecifiedBenchmarks() == 0) return 1;
    sagaflow::bench::stop_private_database();
    benchmark::Shutdown();
    return 0;
}
