#include "tests/simulation/program/options.hpp"

#include <charconv>

namespace sagaflow::simulation {
namespace {

bool read_number(std::string_view text, std::uint64_t& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool read_range(std::string_view text, Options& options) {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return false;
    return read_number(text.substr(0, dots), options.first) &&
           read_number(text.substr(dots + 2), options.last) && options.first <= options.last;
}

// The value of an option that has one.
bool read_value(const std::string& name, const std::string& value, Options& options) {
    if (name == "--seed") {
        if (!read_number(value, options.first)) return false;
        options.last = options.first;
        return true;
    }
    if (name == "--seeds") return read_range(value, options);
    if (name == "--from") return read_number(value, options.first);
    if (name == "--minutes") return read_number(value, options.minutes) && options.minutes > 0;
    options.bug = value;
    return true;
}

bool has_value(const std::string& name) {
    return name == "--seed" || name == "--seeds" || name == "--from" || name == "--minutes" ||
           name == "--bug";
}

}  // namespace

Result<Options> read_options(const std::vector<std::string>& words) {
    Options options;
    bool what_to_run = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& name = words[i];
        if (name == "--trace") {
            options.trace = true;
        } else if (name == "--expect-violation") {
            options.expect_violation = true;
        } else if (has_value(name)) {
            if (i + 1 == words.size() || !read_value(name, words[i + 1], options)) {
                return Error{
                    ErrorCode::kInvalidArgument,
                    "Expected a value after " + name + " as in the usage" +
                        (i + 1 < words.size() ? ", but got " + words[i + 1] : "")};
            }
            ++i;
            what_to_run = what_to_run || name.starts_with("--seed") || name == "--minutes";
        } else {
            return Error{ErrorCode::kInvalidArgument, "Expected an option, but got " + name};
        }
    }
    if (!what_to_run) {
        return Error{ErrorCode::kInvalidArgument, "Expected --seed, --seeds or --minutes"};
    }
    return options;
}

}  // namespace sagaflow::simulation
