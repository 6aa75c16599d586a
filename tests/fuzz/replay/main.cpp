// Runs a fuzz target over kept inputs, without libFuzzer: `fuzz_replay TARGET FILE-OR-FOLDER...`.
// Ends with 0 when the promises held for every input, and aborts at the first that broke one, with
// its name said before.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/targets/targets.hpp"

namespace {

namespace fs = std::filesystem;
using namespace sagaflow::fuzz;

constexpr unsigned kSecondsMax = 60;  // for one input; it takes milliseconds

struct Target {
    std::string_view name;
    void (*run)(std::string_view bytes);
};

constexpr std::array<Target, 8> kTargets{{
    {"json", fuzz_json},
    {"cel", fuzz_cel},
    {"dsl", fuzz_dsl},
    {"template", fuzz_template},
    {"input_schema", fuzz_input_schema},
    {"saga", fuzz_saga},
    {"event_request", fuzz_event_request},
    {"scalars", fuzz_scalars},
}};

std::vector<fs::path> files_in(const fs::path& place) {
    if (!fs::is_directory(place)) return {place};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(place)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

bool replay(const Target& target, const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
        std::fprintf(stderr, "fuzz_replay: cannot read %s\n", file.c_str());
        return false;
    }
    // Whatever ends the program, the last line names the input.
    std::printf("%s %s\n", std::string(target.name).c_str(), file.filename().c_str());
    std::fflush(stdout);
    alarm(kSecondsMax);
    target.run(bytes);
    alarm(0);
    return true;
}

int usage() {
    std::fprintf(stderr, "usage: fuzz_replay TARGET FILE-OR-FOLDER...\ntargets:");
    for (const Target& target : kTargets) {
        std::fprintf(stderr, " %s", std::string(target.name).c_str());
    }
    std::fprintf(stderr, "\n");
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return usage();
    const auto* target = std::find_if(kTargets.begin(), kTargets.end(), [&](const Target& one) {
        return one.name == argv[1];
    });
    if (target == kTargets.end()) return usage();
    std::size_t count = 0;
    for (int i = 2; i < argc; ++i) {
        if (!fs::exists(argv[i])) {
            std::fprintf(stderr, "fuzz_replay: there is no %s\n", argv[i]);
            return 2;
        }
        for (const fs::path& file : files_in(argv[i])) {
            if (!replay(*target, file)) return 2;
            ++count;
        }
    }
    std::printf("%zu inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
