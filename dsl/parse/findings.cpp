#include "dsl/parse/findings.hpp"

#include "dsl/parse/positions.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::dsl {
namespace {

struct Located {
    const Finding* finding;
    std::size_t offset;
};

// Pointers of a hostile definition may be long; together they stay small.
constexpr std::size_t kPointerBytesMax = 256 * limits::kKiB;

std::size_t offset_of(const Finding& finding, std::string_view text, const Offsets& offsets) {
    const Place& place = finding.place;
    if (place.at_name) return offsets.key;
    if (!place.in_text) return offsets.value;
    return offset_in_literal(text, offsets.value, place.text_offset);
}

Diagnostic summary(const Diagnostic& last, std::size_t left_out) {
    Diagnostic more = last;
    more.message = std::to_string(left_out) + " more problems are not shown";
    more.hint = "mend those above first";
    return more;
}

}  // namespace

void Findings::error(Place place, std::string message, std::string hint) {
    findings_.push_back({place, Severity::kError, std::move(message), std::move(hint)});
    ++errors_;
}

void Findings::warning(Place place, std::string message, std::string hint) {
    findings_.push_back({place, Severity::kWarning, std::move(message), std::move(hint)});
}

std::vector<Diagnostic> Findings::diagnostics(
    std::string_view text, const Json& root, Severity severity
) const {
    std::unordered_set<const Json*> wanted;
    for (const Finding& finding : findings_) {
        if (finding.severity == severity) wanted.insert(finding.place.node.json);
    }
    if (wanted.empty()) return {};
    const auto offsets = locate(text, root, wanted);
    std::vector<Located> located;
    for (const Finding& finding : findings_) {
        if (finding.severity != severity) continue;
        const auto found = offsets.find(finding.place.node.json);
        ENSURE(found != offsets.end(), "a finding outside the definition");
        located.push_back({&finding, offset_of(finding, text, found->second)});
    }
    std::stable_sort(located.begin(), located.end(), [](const Located& a, const Located& b) {
        return a.offset < b.offset;
    });
    std::vector<Diagnostic> result;
    LineCounter lines(text);
    std::size_t pointer_bytes = 0;
    for (const Located& one : located) {
        if (result.size() >= limits::kDiagnosticsMax || pointer_bytes > kPointerBytesMax) break;
        const LineColumn place = lines.at(one.offset);
        result.push_back(
            {pointer_of(one.finding->place.node.path),
             place.line,
             place.column,
             one.finding->message,
             one.finding->hint,
             severity}
        );
        pointer_bytes += result.back().pointer.size();
    }
    if (result.size() < located.size()) {
        result.push_back(summary(result.back(), located.size() - result.size()));
    }
    return result;
}

}  // namespace sagaflow::dsl
