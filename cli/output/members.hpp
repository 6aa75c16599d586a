// Reading members of the API's documents as text for people. Pure; nothing here fails: what is not
// there is an empty text.
#pragma once

#include <string>

#include "engine/core/json.hpp"

namespace sagaflow::cli {

// A text as it is, anything else as JSON.
inline std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : to_text(*found);
}

// "type: message ("what the participant says")" of an error object.
inline std::string error_text(const Json& error) {
    if (!error.is_object()) return {};
    const std::string message = text_of(error, "message");
    const std::string explanation = text_of(error, "explanation");
    return text_of(error, "type") + (message.empty() ? "" : ": " + message) +
           (explanation.empty() ? "" : " (\"" + explanation + "\")");
}

// What people write may be long; --json has all of it.
inline std::string brief(const std::string& text) {
    constexpr std::size_t kBriefBytes = 200;
    return shortened(text, kBriefBytes);
}

}  // namespace sagaflow::cli
