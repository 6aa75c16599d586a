#include "api/ui/encoding.hpp"

#include <algorithm>
#include <array>

#include "api/preconditions.hpp"

namespace sagaflow::api::ui {
namespace {

bool same_word(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    });
}

// "gzip;q=0.5" -> accepted; "gzip;q=0" -> refused. Only zero matters: the smallest form is sent.
bool has_weight(std::string_view parameters) {
    const std::size_t at = parameters.find("q=");
    if (at == std::string_view::npos) return true;
    return parameters.find_first_of("123456789", at) != std::string_view::npos;
}

enum class Verdict { kUnnamed, kAccepted, kRefused };

Verdict verdict_on(const Request& request, std::string_view coding) {
    Verdict verdict = Verdict::kUnnamed;
    for (const NameValue& header : request.headers) {
        if (header.name != "accept-encoding") continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            const std::string_view item = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(item.size() + 1, rest.size()));
            const std::size_t end = std::min(item.find(';'), item.size());
            if (!same_word(trimmed(item.substr(0, end)), coding)) continue;
            verdict = has_weight(item.substr(end)) ? Verdict::kAccepted : Verdict::kRefused;
        }
    }
    return verdict;
}

bool accepts(const Request& request, std::string_view coding) {
    const Verdict verdict = verdict_on(request, coding);
    if (verdict != Verdict::kUnnamed) return verdict == Verdict::kAccepted;
    return verdict_on(request, "*") == Verdict::kAccepted;
}

}  // namespace

Form choose_form(const Request& request, const Asset& asset) {
    Form best{"", asset.plain};
    const std::array<Form, 2> packed{Form{"gzip", asset.gzip}, Form{"br", asset.brotli}};
    for (const Form& form : packed) {
        if (form.bytes.empty() || form.bytes.size() >= best.bytes.size()) continue;
        if (accepts(request, form.coding)) best = form;
    }
    return best;
}

}  // namespace sagaflow::api::ui
