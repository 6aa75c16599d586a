#include "engine/kernel/why/explanation.hpp"

#include <array>

#include "engine/kernel/why/words.hpp"

namespace sagaflow::kernel {
namespace {

// Where participants put their words: RFC 9457, OAuth, JSON:API, GraphQL and the habits beside
// them. What tells most comes first; `error` and `errors` hold either the words or an object.
constexpr std::array<const char*, 11> kTellingMembers{
    "detail",
    "message",
    "error_description",
    "errorMessage",
    "explanation",
    "reason",
    "description",
    "error",
    "errors",
    "title",
    "code"};
constexpr int kDepthMax = 4;

// Markup, and JSON that was cut, read as noise.
bool reads_as_words(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return false;
    const char c = text[first];
    return c != '<' && c != '{' && c != '[';
}

std::string words_in(const Json& body, int depth) {
    if (body.is_string()) {
        const std::string& text = body.get_ref<const std::string&>();
        return reads_as_words(text) ? line_words(text, limits::kExplanationBytesMax) : "";
    }
    if (depth >= kDepthMax) return {};
    if (body.is_array()) return body.empty() ? std::string() : words_in(body.front(), depth + 1);
    if (!body.is_object()) return {};
    for (const char* name : kTellingMembers) {
        const auto found = body.find(name);
        if (found == body.end()) continue;
        if (std::string words = words_in(*found, depth + 1); !words.empty()) return words;
    }
    return {};
}

}  // namespace

std::string explanation_of(const StepError& error) { return words_in(error.body, 0); }

Json shown_error(const StepError& error) {
    Json json = to_json(error);
    if (std::string words = explanation_of(error); !words.empty()) {
        json["explanation"] = std::move(words);
    }
    return json;
}

}  // namespace sagaflow::kernel
