#include "cli/arguments.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace sagaflow::cli {

Result<std::string> read_file(const std::string& path) {
    std::ostringstream text;
    if (path == "-") {
        text << std::cin.rdbuf();
        return text.str();
    }
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return Error{ErrorCode::kNotFound, path + " is a directory; name a file in it"};
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    // An empty file would set the target's failbit.
    if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (!file.is_open() || file.bad() || text.bad()) {
        const std::string reason = errno != 0 ? std::string(": ") + std::strerror(errno) : "";
        return Error{ErrorCode::kNotFound, "cannot read the file " + path + reason};
    }
    return text.str();
}

Result<std::string> argument_text(const std::string& argument) {
    if (argument == "-") return read_file("-");
    if (argument.starts_with('@')) return read_file(argument.substr(1));
    return argument;
}

Result<Json> argument_json(const std::string& argument) {
    auto text = argument_text(argument);
    if (!text.ok()) return text.error();
    auto parsed = parse_json(*text, limits::kBatchBytesMax);
    if (parsed.ok()) return parsed;
    const bool looks_like_file = !argument.starts_with('@') && argument.ends_with(".json");
    return Error{
        parsed.error().code,
        parsed.error().message + (looks_like_file ? " (did you mean @" + argument + "?)" : "")};
}

}  // namespace sagaflow::cli
