// cel_conformance [--exact] FILE: runs the cases of a conformance file, prints a line for each that
// fails and the totals. Exit status: 0 all passed, 1 some failed, 2 the file could not be read.
//
// --exact compares with the expected values as the file spells them; without it, those that the
// file's conversion has left escaped are repaired (undo_escapes), and noted on the standard error.
#include <iostream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace {

using namespace sagaflow;
using cel::conformance::Compare;

std::string one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        if (c == '\n') {
            line += "\\n";
        } else {
            line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        }
    }
    return line;
}

void print_failure(const cel::conformance::Case& test, const cel::conformance::Outcome& outcome) {
    std::cout << one_line(test.id) << ": " << one_line(test.expression) << ": expected "
              << one_line(outcome.expected) << " got " << one_line(outcome.got) << '\n';
}

int run_file(const std::string& path, Compare compare) {
    const auto cases = cel::conformance::read_file(path);
    if (!cases.ok()) {
        std::cerr << "cel_conformance: " << cases.error().message << '\n';
        return 2;
    }
    std::size_t passed = 0;
    for (const cel::conformance::Case& test : *cases) {
        const auto outcome = cel::conformance::run(test, compare);
        if (outcome.is_repaired) {
            std::cerr << "note: " << one_line(test.id)
                      << ": the file's expected text is left escaped; compared with it undone\n";
        }
        if (outcome.passed) {
            ++passed;
        } else {
            print_failure(test, outcome);
        }
    }
    std::cout << passed << " passed, " << cases->size() - passed << " failed\n";
    return passed == cases->size() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const bool is_exact = argc == 3 && std::string_view(argv[1]) == "--exact";
    if (argc != 2 && !is_exact) {
        std::cerr << "usage: cel_conformance [--exact] FILE\n";
        return 2;
    }
    return run_file(argv[argc - 1], is_exact ? Compare::kExactly : Compare::kUndoingEscapes);
}
