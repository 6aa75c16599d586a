// What a run found, as one JSON line or as a table. The order of the members is the order in which
// they are set.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/bench/options.hpp"
#include "cli/bench/percentiles.hpp"
#include "cli/bench/process_meter.hpp"

namespace sagaflow::bench {

using Figures = nlohmann::ordered_json;

std::string_view to_string(Workload workload);

// Rounded to `digits` significant ones: more would pretend to a precision that is not there.
double rounded(double value, int digits = 4);
Figures rounded_or_null(std::optional<double> value, int digits = 4);

// What every report begins with.
Figures first_figures(const Options& options, double seconds);
// {"p50_ms", "p99_ms"} into `into`, with a prefix such as "event_".
void add_percentiles(Figures& into, const Latencies& latencies, const std::string& prefix = "");
// CPU-seconds for 1,000 sagas over all processes, and each part of it.
void add_cpu(Figures& into, const CpuReading& used, std::uint64_t sagas);
void add_memory(Figures& into, const MemoryReading& memory);
// Growth of the database; null where it is not ours to look at.
void add_disk(Figures& into, std::optional<std::uint64_t> bytes, std::uint64_t sagas);
// Processors that others kept busy meanwhile: how quiet the machine was.
double foreign_cores(const CpuReading& used, double seconds);

// One line without a line break.
std::string json_line(const Figures& figures);
// "name  value" lines; members of inner objects as name.inner.
std::string table_text(const Figures& figures);

}  // namespace sagaflow::bench
