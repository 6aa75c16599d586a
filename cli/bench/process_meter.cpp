#include "cli/bench/process_meter.hpp"

#include <unistd.h>

#include <charconv>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sagaflow::bench {
namespace {

namespace fs = std::filesystem;

std::string whole_text(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string proc(pid_t pid, const std::string& file) {
    return "/proc/" + std::to_string(pid) + "/" + file;
}

double ticks_to_seconds(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

// Fields of /proc/PID/stat from the third on ("state"): the name before them may hold anything.
std::vector<std::string> stat_fields(pid_t pid) {
    const std::string text = whole_text(proc(pid, "stat"));
    const auto after_name = text.rfind(')');
    std::vector<std::string> fields;
    if (after_name == std::string::npos) return fields;
    std::istringstream in(text.substr(after_name + 1));
    for (std::string field; in >> field;) fields.push_back(field);
    return fields;
}

constexpr std::size_t kParentField = 1;
constexpr std::size_t kUserField = 11;
constexpr std::size_t kSystemField = 12;
constexpr std::size_t kChildrenUserField = 13;
constexpr std::size_t kChildrenSystemField = 14;

double seconds_in(const std::vector<std::string>& fields, std::size_t first, std::size_t second) {
    if (fields.size() <= second) return 0;
    return ticks_to_seconds(std::stod(fields[first]) + std::stod(fields[second]));
}

double clock_seconds(clockid_t clock) {
    timespec used{};
    if (clock_gettime(clock, &used) != 0) return 0;
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

// Of all threads, to the nanosecond: /proc counts in hundredths of a second.
double process_cpu(pid_t pid) {
    clockid_t clock{};
    return clock_getcpuclockid(pid, &clock) == 0 ? clock_seconds(clock) : 0;
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        pid_t pid = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (parsed.ec != std::errc() || pid <= 0) continue;
        const auto fields = stat_fields(pid);
        if (fields.size() > kParentField && fields[kParentField] == std::to_string(parent)) {
            children.push_back(pid);
        }
    }
    return children;
}

std::optional<double> postgres_cpu(pid_t postmaster) {
    if (postmaster == 0) return std::nullopt;
    const auto fields = stat_fields(postmaster);
    double total =
        process_cpu(postmaster) + seconds_in(fields, kChildrenUserField, kChildrenSystemField);
    for (const pid_t child : children_of(postmaster)) total += process_cpu(child);
    return total;
}

// Time that all processors were busy.
double machine_cpu() {
    std::istringstream in(whole_text("/proc/stat"));
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0;
    in >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft;
    return ticks_to_seconds(user + nice + system + interrupts + soft);
}

// "VmRSS:     1234 kB" of a /proc file.
std::uint64_t kilobytes(const std::string& text, std::string_view name) {
    const auto at = text.find(name);
    if (at == std::string::npos) return 0;
    return std::strtoull(text.c_str() + at + name.size(), nullptr, 10) * 1024;
}

}  // namespace

CpuReading operator-(const CpuReading& after, const CpuReading& before) {
    CpuReading used = after;
    used.engine -= before.engine;
    used.load -= before.load;
    used.endpoint -= before.endpoint;
    used.machine -= before.machine;
    if (after.postgres && before.postgres) used.postgres = *after.postgres - *before.postgres;
    return used;
}

CpuReading ProcessMeter::cpu() const {
    CpuReading reading;
    reading.engine = process_cpu(engine_);
    reading.postgres = postgres_cpu(postmaster_);
    reading.endpoint = endpoint_ == nullptr ? 0 : endpoint_->cpu_seconds();
    reading.load = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - reading.endpoint;
    reading.machine = machine_cpu();
    reading.at = std::chrono::steady_clock::now();
    return reading;
}

MemoryReading ProcessMeter::memory() const {
    MemoryReading reading;
    const std::string status = whole_text(proc(engine_, "status"));
    reading.engine = kilobytes(status, "VmRSS:");
    reading.engine_peak = kilobytes(status, "VmHWM:");
    if (postmaster_ == 0) return reading;
    std::vector<pid_t> server = children_of(postmaster_);
    server.push_back(postmaster_);
    std::uint64_t total = 0;
    for (const pid_t pid : server)
        total += kilobytes(whole_text(proc(pid, "smaps_rollup")), "Pss:");
    if (total > 0) reading.postgres = total;
    return reading;
}

std::uint64_t bytes_under(const fs::path& directory) {
    std::uint64_t total = 0;
    std::error_code error;
    for (auto at = fs::recursive_directory_iterator(directory, error);
         !error && at != fs::recursive_directory_iterator();
         at.increment(error)) {
        std::error_code gone;
        if (!at->is_regular_file(gone)) continue;
        const auto size = at->file_size(gone);
        if (!gone) total += size;
    }
    return total;
}

}  // namespace sagaflow::bench
