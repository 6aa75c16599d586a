#include <algorithm>
#include <array>

#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

constexpr std::size_t kCut = 40;

// Why text that is JSON is refused all the same.
bool is_ours(std::string_view message) {
    constexpr std::array<std::string_view, 5> kReasons{
        "appears twice in one object",
        "holds the character U+0000",
        "nesting is deeper than",
        "is beyond 64 bits with sign",
        "the byte NUL, which JSON never holds"};
    return std::any_of(kReasons.begin(), kReasons.end(), [&](std::string_view reason) {
        return message.find(reason) != std::string_view::npos;
    });
}

bool holds_unsigned(const Json& value) {
    if (!value.is_structured()) return value.type() == Json::value_t::number_unsigned;
    return std::any_of(value.begin(), value.end(), holds_unsigned);
}

void expect_refusal(const Error& error, std::string_view text) {
    expect_message(error.message);
    ENSURE(error.code == ErrorCode::kInvalidArgument, "another code than that of what is no JSON");
    expect_place_in(error.message, text);
    ENSURE(!Json::accept(text) || is_ours(error.message), error.message);
}

void expect_texts(std::string_view bytes) {
    const std::string kept = storable(bytes);
    ENSURE(is_readable(kept), "storable() gives text that cannot be stored");
    ENSURE(storable(kept) == kept, "storable() changes what is storable");
    ENSURE(!is_readable(bytes) || kept == bytes, "storable() changes what is storable");
    const std::string cut = shortened(bytes, kCut);
    ENSURE(cut.size() <= kCut + std::string_view("…").size(), "shortened() gives too much");
    ENSURE(!is_readable(bytes) || is_readable(cut), "shortened() cuts a character");
}

}  // namespace

void fuzz_json(std::string_view bytes) {
    expect_texts(bytes);
    const Result<Json> value = parse_json(bytes, bytes.size());
    if (!value.ok()) return expect_refusal(value.error(), bytes);
    ENSURE(Json::accept(bytes), "accepted, but no JSON");
    ENSURE(depth_of(*value) <= limits::kJsonDepthMax, "deeper than the limit");
    ENSURE(!holds_unsigned(*value), "an integer without sign");
    ENSURE(approximate_size(*value) >= 16, "a value without a size");
    expect_kept(*value);
    if (bytes.empty()) return;
    const Result<Json> too_long = parse_json(bytes, bytes.size() - 1);
    ENSURE(!too_long.ok() && too_long.error().code == ErrorCode::kTooLarge, "longer than allowed");
}

}  // namespace sagaflow::fuzz
