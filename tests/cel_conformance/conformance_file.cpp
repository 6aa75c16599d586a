// Reading a conformance file. The files hold what the engine's own strict reader refuses (NUL in
// strings), so they are read here, with the same care for size and depth.
#include <fstream>
#include <sstream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

constexpr std::size_t kFileBytesMax = 64 * limits::kMiB;
constexpr int kDepthMax = 200;  // what handles the document recurses

Result<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kNotFound, "Expected a file to read at " + path};
    std::string text;
    std::string block(limits::kMiB, '\0');
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0
    ) {
        text.append(block, 0, static_cast<std::size_t>(file.gcount()));
        if (text.size() > kFileBytesMax) {
            return Error{
                ErrorCode::kTooLarge,
                "Expected a file of at most " + std::to_string(kFileBytesMax) + " bytes at " +
                    path};
        }
    }
    // A folder opens like a file and fails here.
    if (file.bad() || !file.eof()) {
        return Error{ErrorCode::kInvalidArgument, "Expected a plain file to read at " + path};
    }
    return text;
}

}  // namespace

Result<std::vector<Case>> read_file(const std::string& path) {
    const auto text = read_text(path);
    if (!text.ok()) return text.error();
    bool is_deep = false;
    const auto watch_depth = [&is_deep](int depth, Json::parse_event_t, Json&) {
        is_deep = is_deep || depth > kDepthMax;
        return depth <= kDepthMax;
    };
    try {
        const Json document = Json::parse(*text, watch_depth);
        if (!is_deep) return read_cases(document);
    } catch (const Json::parse_error& error) {
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected JSON in " + path + ", but: " + std::string(error.what())};
    }
    return Error{
        ErrorCode::kTooLarge,
        "Expected JSON of at most " + std::to_string(kDepthMax) + " levels in " + path};
}

}  // namespace sagaflow::cel::conformance
