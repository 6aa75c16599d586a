#include "cli/bench/report.hpp"

#include <cmath>

namespace sagaflow::bench {
namespace {

double per_thousand(double seconds, std::uint64_t sagas) {
    return rounded(sagas == 0 ? 0 : seconds * 1000.0 / static_cast<double>(sagas));
}

// Digits in groups of three, so that large counts can be read.
std::string grouped(std::string digits) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string cell(const Figures& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return grouped(value.dump());
    if (value.is_null()) return "-";
    return value.dump();
}

using Rows = std::vector<std::pair<std::string, std::string>>;

void flatten(const Figures& figures, const std::string& prefix, Rows& rows) {
    for (const auto& [name, value] : figures.items()) {
        if (value.is_object())
            flatten(value, prefix + name + ".", rows);
        else
            rows.emplace_back(prefix + name, cell(value));
    }
}

}  // namespace

std::string_view to_string(Workload workload) {
    switch (workload) {
        case Workload::kW1:
            return "w1";
        case Workload::kW2:
            return "w2";
        case Workload::kW3:
            return "w3";
        case Workload::kW4:
            return "w4";
    }
    return "";
}

double rounded(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return 0;
    const double scale =
        std::pow(10.0, digits - 1 - static_cast<int>(std::floor(std::log10(std::fabs(value)))));
    return std::round(value * scale) / scale;
}

Figures rounded_or_null(std::optional<double> value, int digits) {
    return value ? Figures(rounded(*value, digits)) : Figures();
}

Figures first_figures(const Options& options, double seconds) {
    return {
        {"workload", to_string(options.workload)},
        {"version", SAGAFLOW_VERSION},
        {"concurrency", options.concurrency},
        {"batch", options.batch},
        {"rate", options.rate > 0 ? Figures(options.rate) : Figures()},
        {"seconds", rounded(seconds)}};
}

void add_percentiles(Figures& into, const Latencies& latencies, const std::string& prefix) {
    into[prefix + "p50_ms"] = rounded_or_null(latencies.percentile_ms(50));
    into[prefix + "p99_ms"] = rounded_or_null(latencies.percentile_ms(99));
}

void add_cpu(Figures& into, const CpuReading& used, std::uint64_t sagas) {
    into["cpu_seconds_per_1000_sagas"] = per_thousand(used.own(), sagas);
    into["cpu_parts"] = {
        {"engine", per_thousand(used.engine, sagas)},
        {"postgres", used.postgres ? Figures(per_thousand(*used.postgres, sagas)) : Figures()},
        {"load", per_thousand(used.load, sagas)},
        {"endpoint", per_thousand(used.endpoint, sagas)}};
}

void add_memory(Figures& into, const MemoryReading& memory) {
    into["memory_bytes"] = {
        {"engine_peak", memory.engine_peak},
        {"engine", memory.engine},
        {"postgres", memory.postgres ? Figures(*memory.postgres) : Figures()}};
}

void add_disk(Figures& into, std::optional<std::uint64_t> bytes, std::uint64_t sagas) {
    into["disk_bytes"] = bytes ? Figures(*bytes) : Figures();
    into["disk_bytes_per_saga"] = bytes && sagas > 0 ? Figures(*bytes / sagas) : Figures();
}

double foreign_cores(const CpuReading& used, double seconds) {
    if (seconds <= 0) return 0;
    return rounded(std::max(0.0, used.machine - used.own()) / seconds, 2);
}

std::string json_line(const Figures& figures) { return figures.dump(); }

std::string table_text(const Figures& figures) {
    Rows rows;
    flatten(figures, "", rows);
    std::size_t width = 0;
    for (const auto& [name, value] : rows) width = std::max(width, name.size());
    std::string text;
    for (const auto& [name, value] : rows) {
        text += name + std::string(width - name.size() + 2, ' ') + value + "\n";
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace sagaflow::bench
