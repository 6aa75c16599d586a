#include "tests/faults/stage/row_result.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sagaflow::faults {
namespace {

constexpr std::size_t kViolationsShown = 10;

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double most(const std::vector<double>& values) {
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

int injected_in_all(const RowResult& result) {
    int sum = 0;
    for (const auto& [fault, count] : result.injected) sum += count;
    return sum;
}

std::string recovery_of(const RowResult& result) {
    if (result.recovery_ms.empty()) return "-";
    return fmt::format("{:.0f}/{:.0f} ms", median(result.recovery_ms), most(result.recovery_ms));
}

std::string remarks(const RowResult& result) {
    std::string text;
    if (!result.error.empty()) text += fmt::format("{}: {}\n", result.id, result.error);
    for (std::size_t i = 0; i < result.violations.size() && i < kViolationsShown; ++i) {
        text += fmt::format("{}: {}\n", result.id, result.violations[i]);
    }
    if (result.violations.size() > kViolationsShown) {
        text += fmt::format(
            "{}: and {} more\n", result.id, result.violations.size() - kViolationsShown
        );
    }
    if (!result.directory.empty()) {
        text += fmt::format("{}: records and logs are in {}\n", result.id, result.directory);
    }
    return text;
}

}  // namespace

nlohmann::json to_json(const RowResult& result) {
    return {
        {"row", result.id},
        {"fault", result.fault},
        {"seed", result.seed},
        {"durationS", result.duration_s},
        {"ops", {{"ok", result.ok}, {"fail", result.failed}, {"unknown", result.unknown}}},
        {"sagas", result.sagas},
        {"injected", result.injected},
        {"violations", result.violations},
        {"recoveryMs",
         {{"p50", median(result.recovery_ms)},
          {"max", most(result.recovery_ms)},
          {"count", result.recovery_ms.size()}}},
        {"error", result.error},
        {"directory", result.directory},
        {"result", result.passed() ? "pass" : "FAIL"}};
}

std::string table_of(const std::vector<RowResult>& results) {
    constexpr const char* kLine = "{:<4} {:<46} {:>5} {:>7} {:>6} {:>18} {:>7} {:>10} {:>14} {}\n";
    std::string text = fmt::format(
        kLine,
        "row",
        "fault",
        "seed",
        "seconds",
        "sagas",
        "ok/fail/unknown",
        "faults",
        "violations",
        "recovery p50/max",
        "result"
    );
    for (const RowResult& result : results) {
        text += fmt::format(
            kLine,
            result.id,
            result.fault,
            result.seed,
            fmt::format("{:.1f}", result.duration_s),
            result.sagas,
            fmt::format("{}/{}/{}", result.ok, result.failed, result.unknown),
            injected_in_all(result),
            result.violations.size(),
            recovery_of(result),
            result.passed() ? "pass" : "FAIL"
        );
    }
    for (const RowResult& result : results) text += remarks(result);
    return text;
}

}  // namespace sagaflow::faults
