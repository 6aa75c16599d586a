// The simulator as a program: runs seeds, prints what each violated and the command that shows it
// again. Exit status 0: nothing was violated (with --expect-violation: something was); 1: the
// opposite; 2: the command line.
#include <iostream>

#include "tests/simulation/program/options.hpp"
#include "tests/simulation/program/planted_bug.hpp"
#include "tests/simulation/program/series.hpp"

namespace sagaflow::simulation {
namespace {

int run(const Options& options) {
    if (!options.bug.empty() && !plant(options.bug)) {
        std::cerr << "Expected --bug to name one of: " << planted_names() << "\n";
        return 2;
    }
    Series series(options);
    series.run();
    return series.passed() ? 0 : 1;
}

}  // namespace
}  // namespace sagaflow::simulation

int main(int count, char** words) {
    const auto options = sagaflow::simulation::read_options({words + 1, words + count});
    if (!options.ok()) {
        std::cerr << options.error().message << "\n" << sagaflow::simulation::kUsage;
        return 2;
    }
    return sagaflow::simulation::run(*options);
}
