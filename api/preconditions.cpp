#include "api/preconditions.hpp"

#include <charconv>

namespace sagaflow::api {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string etag_of(std::uint64_t seq) { return '"' + std::to_string(seq) + '"'; }

Checked<std::optional<std::uint64_t>> read_if_match(const Request& request) {
    using Found = std::optional<std::uint64_t>;
    const std::string* header = request.header("if-match");
    if (header == nullptr) return Found{};
    std::string_view tag = trimmed(*header);
    if (tag == "*") return Found{};
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') {
        return parameter_problem(
            "If-Match", "Expected one ETag in quotes, such as \"42\", in If-Match",
            "send the ETag of the instance as it came"
        );
    }
    tag = tag.substr(1, tag.size() - 2);
    std::uint64_t seq = 0;
    const auto [stop, failure] = std::from_chars(tag.data(), tag.data() + tag.size(), seq);
    if (failure == std::errc() && stop == tag.data() + tag.size()) return Found{seq};
    Problem problem;
    problem.kind = ProblemKind::kPreconditionFailed;
    problem.detail = "Expected the instance's present ETag in If-Match, but it never had this one";
    return problem;
}

bool none_match_names(const Request& request, std::string_view wanted) {
    const std::string* header = request.header("if-none-match");
    if (header == nullptr) return false;
    std::string_view rest = *header;
    while (true) {
        const std::size_t comma = rest.find(',');
        std::string_view tag = trimmed(rest.substr(0, comma));
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == "*" || tag == wanted) return true;
        if (comma == std::string_view::npos) return false;
        rest.remove_prefix(comma + 1);
    }
}

bool none_match_names(const Request& request, std::uint64_t seq) {
    return none_match_names(request, etag_of(seq));
}

}  // namespace sagaflow::api
