#include "dsl/cel/functions/text_search.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace sagaflow::cel {
namespace {

// The product is small while one of the factors is.
constexpr std::size_t kShortPart = 32;

}  // namespace

std::size_t find_text(std::string_view text, std::string_view part, std::size_t from) {
    if (from > text.size() || text.size() - from < part.size()) return std::string_view::npos;
    if (part.size() <= kShortPart) return text.find(part, from);
    // The C library's memmem is linear: it runs the two-way algorithm for long parts.
    const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_text(std::string_view text, std::string_view part, std::size_t from) {
    if (part.size() <= kShortPart) return text.rfind(part, from);
    if (part.size() > text.size()) return std::string_view::npos;
    // The last occurrence is the first one of the mirrored texts.
    const std::size_t start = std::min(from, text.size() - part.size());
    const std::string_view searched = text.substr(0, start + part.size());
    const std::string mirrored(searched.rbegin(), searched.rend());
    const std::string mirrored_part(part.rbegin(), part.rend());
    const std::size_t found = find_text(mirrored, mirrored_part);
    if (found == std::string_view::npos) return found;
    return mirrored.size() - found - part.size();
}

}  // namespace sagaflow::cel
