// cel_conformance FILE: runs the cases of a conformance file, prints a line for each that fails and
// the totals. Exit status: 0 all passed, 1 some failed, 2 the file could not be read.
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace {

using namespace sagaflow;

constexpr std::size_t kFileBytesMax = 256 * limits::kMiB;

// The files hold what our own strict reader refuses (NUL in strings), so they are read plainly.
Result<std::vector<cel::conformance::Case>> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kNotFound, "Expected a file to read at " + path};
    std::ostringstream text;
    text << file.rdbuf();
    if (text.str().size() > kFileBytesMax) {
        return Error{ErrorCode::kTooLarge, "Expected a smaller file than " + path};
    }
    const Json document = Json::parse(text.str(), nullptr, false);
    if (document.is_discarded()) {
        return Error{ErrorCode::kInvalidArgument, "Expected JSON in " + path};
    }
    return cel::conformance::read_cases(document);
}

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

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: cel_conformance FILE\n";
        return 2;
    }
    const auto cases = read_file(argv[1]);
    if (!cases.ok()) {
        std::cerr << "cel_conformance: " << cases.error().message << '\n';
        return 2;
    }
    std::size_t passed = 0;
    for (const cel::conformance::Case& test : *cases) {
        const auto outcome = cel::conformance::run(test);
        if (outcome.is_repaired) {
            std::cerr
                << "note: " << test.id
                << ": the file's expected text holds \\u escapes; compared with them undone\n";
        }
        if (outcome.passed) {
            ++passed;
            continue;
        }
        std::cout << test.id << ": " << one_line(test.expression) << ": expected "
                  << one_line(outcome.expected) << " got " << one_line(outcome.got) << '\n';
    }
    std::cout << passed << " passed, " << cases->size() - passed << " failed\n";
    return passed == cases->size() ? 0 : 1;
}
