#include "api/trace_context.hpp"

namespace sagaflow::api {
namespace {

bool is_hex(std::string_view text) {
    for (const char c : text) {
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool all_zero(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::string_view trace_id_of(std::string_view traceparent) {
    return traceparent.empty() ? traceparent : traceparent.substr(3, 32);
}

std::optional<std::string> valid_traceparent(std::string_view header) {
    // 00-<32 hex>-<16 hex>-<2 hex>; later versions may append more after another '-'.
    constexpr std::size_t kLength = 55;
    if (header.size() < kLength) return std::nullopt;
    const std::string_view version = header.substr(0, 2);
    const std::string_view trace = header.substr(3, 32);
    const std::string_view parent = header.substr(36, 16);
    const std::string_view flags = header.substr(53, 2);
    const bool dashes = header[2] == '-' && header[35] == '-' && header[52] == '-';
    if (!dashes || !is_hex(version) || !is_hex(trace) || !is_hex(parent) || !is_hex(flags)) {
        return std::nullopt;
    }
    if (version == "ff" || all_zero(trace) || all_zero(parent)) return std::nullopt;
    if (header.size() > kLength && (version == "00" || header[kLength] != '-')) return std::nullopt;
    return std::string(header.substr(0, kLength));
}

}  // namespace sagaflow::api
