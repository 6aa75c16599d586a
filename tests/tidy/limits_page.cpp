#include <sstream>

#include "tests/tidy/rules.hpp"

namespace sagaflow::tidy {
namespace {

struct Limit {
    std::size_t line = 0;
    std::string name;
    std::string value;  // as the page writes it: "1 MiB", "2,000", "30,000 ms"
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string as_written(const std::string& name, std::string value) {
    replace_all(value, "'", ",");
    replace_all(value, "LL", "");
    replace_all(value, " * kKiB", " KiB");
    replace_all(value, " * kMiB", " MiB");
    const bool is_span = name.find("Ms") != std::string::npos;
    return is_span ? value + " ms" : value;
}

// Lines of the form `inline constexpr TYPE kName = VALUE;  // reason`.
std::vector<Limit> limits_in(const std::string& header) {
    std::vector<Limit> all;
    std::istringstream in(header);
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        const auto equals = line.find(" = ");
        const auto end = line.find(';');
        if (!line.starts_with("inline constexpr ") || equals == std::string::npos) continue;
        const auto name_start = line.rfind(' ', equals - 1) + 1;
        const std::string name = line.substr(name_start, equals - name_start);
        if (name == "kKiB" || name == "kMiB") continue;
        all.push_back({number, name, as_written(name, line.substr(equals + 3, end - equals - 3))});
    }
    return all;
}

}  // namespace

Violations check_limits_page(const std::string& header_text, const std::string& page_text) {
    Violations found;
    for (const Limit& limit : limits_in(header_text)) {
        const std::string row = "| `" + limit.name + "` | " + limit.value + " |";
        if (page_text.find(row) != std::string::npos) continue;
        found.push_back(
            {"engine/core/limits.hpp",
             limit.line,
             "docs/limits.md lacks the row " + row + "; run docs/make-limits-page.py"}
        );
    }
    return found;
}

}  // namespace sagaflow::tidy
