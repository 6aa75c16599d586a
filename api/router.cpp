#include "api/router.hpp"

#include <algorithm>
#include <array>

namespace sagaflow::api {
namespace {

// The longest pattern has six segments; longer paths fit at most a pattern that takes the rest, and
// need no further splitting.
constexpr std::size_t kSegmentsMax = 8;

struct Segments {
    std::array<std::string_view, kSegmentsMax> parts;
    std::size_t count = 0;
    bool too_many = false;
};

Segments split(std::string_view path) {
    Segments segments;
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    if (path.empty()) return segments;
    while (true) {
        if (segments.count == kSegmentsMax) {
            segments.too_many = true;
            return segments;
        }
        const std::size_t end = path.find('/');
        segments.parts[segments.count++] = path.substr(0, end);
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

bool fits(const std::vector<std::string>& pattern, bool takes_rest, const Segments& segments) {
    const std::size_t whole = pattern.size() - (takes_rest ? 1 : 0);
    if (takes_rest ? segments.count < whole : segments.too_many || segments.count != whole) {
        return false;
    }
    for (std::size_t i = 0; i < whole; ++i) {
        const bool parameter = pattern[i].empty();
        if (parameter ? segments.parts[i].empty() : pattern[i] != segments.parts[i]) return false;
    }
    return true;
}

}  // namespace

Router::Router(const std::vector<Route>& routes) {
    for (const Route& route : routes) {
        Entry entry{route.method, {}, route.takes_rest};
        const Segments segments = split(route.pattern);
        for (std::size_t i = 0; i < segments.count; ++i) {
            const bool parameter = segments.parts[i].starts_with('{');
            entry.segments.emplace_back(parameter ? std::string_view() : segments.parts[i]);
        }
        entries_.push_back(std::move(entry));
    }
}

RouteResult Router::find(std::string_view method, std::string_view path) const {
    const Segments segments = split(path);
    WrongMethod wrong;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[i];
        if (!fits(entry.segments, entry.takes_rest, segments)) continue;
        if (entry.method != method) {
            wrong.allowed.push_back(entry.method);
            continue;
        }
        RouteMatch match{i, {}};
        const std::size_t whole = entry.segments.size() - (entry.takes_rest ? 1 : 0);
        for (std::size_t at = 0; at < whole; ++at) {
            if (!entry.segments[at].empty()) continue;
            auto value = percent_decode(segments.parts[at]);
            if (!value) return BrokenPath{};
            match.arguments.push_back(std::move(*value));
        }
        return match;
    }
    if (wrong.allowed.empty()) return NoSuchPath{};
    return wrong;
}

}  // namespace sagaflow::api
