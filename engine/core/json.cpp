#include "engine/core/json.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace sagaflow {
namespace {

// Builds the value while refusing what we cannot keep. `refusal` says why it stopped.
class StrictBuilder final : public nlohmann::json_sax<Json> {
public:
    explicit StrictBuilder(std::size_t depth_max) : depth_max_(depth_max) {}

    bool null() override { return add(Json()); }
    bool boolean(bool value) override { return add(Json(value)); }
    bool number_integer(number_integer_t value) override { return add(Json(value)); }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(INT64_MAX)) {
            return refuse_number(
                "the integer " + std::to_string(value) + " is beyond 64 bits with sign"
            );
        }
        return add(Json(static_cast<std::int64_t>(value)));
    }
    bool number_float(number_float_t value, const string_t& literal) override {
        if (literal.find_first_of(".eE") == string_t::npos) {
            return refuse_number(
                "the integer " + literal.substr(0, 40) + " is beyond 64 bits with sign"
            );
        }
        return add(Json(value));
    }
    bool string(string_t& value) override {
        if (value.find('\0') != string_t::npos) {
            return refuse("a string holds the character U+0000, which cannot be stored");
        }
        return add(Json(std::move(value)));
    }
    bool binary(binary_t&) override { return refuse("binary values are no JSON"); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool key(string_t& name) override {
        if (name.find('\0') != string_t::npos) {
            return refuse("a member name holds the character U+0000, which cannot be stored");
        }
        if (open_.back()->contains(name)) {
            return refuse("the member \"" + shortened(name) + "\" appears twice in one object");
        }
        key_ = std::move(name);
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }
    bool parse_error(
        std::size_t position, const std::string& token, const nlohmann::detail::exception& error
    ) override {
        position_ = position;
        // nlohmann's text repeats library jargon before the useful part.
        std::string text = error.what();
        const std::size_t useful = text.find("syntax error");
        if (useful != std::string::npos)
            text = text.substr(useful);
        else if (text.find("number overflow") != std::string::npos)
            text = "the number " + token.substr(0, 40) + " is beyond what a double can hold";
        if (text.size() > 300) text.resize(300);
        return refuse(nlohmann::detail::error_handler_t::replace, text);
    }

    Json take() { return std::move(root_); }
    const std::string& refusal() const { return refusal_; }
    // One past the character that broke the syntax; 0 when the refusal is ours.
    std::size_t position() const { return position_; }
    bool refused_number() const { return refused_number_; }

private:
    bool refuse(std::string why) {
        refusal_ = std::move(why);
        return false;
    }
    bool refuse_number(std::string why) {
        refused_number_ = true;
        return refuse(std::move(why));
    }
    // Messages of the lexer may quote broken bytes: keep what we repeat printable.
    bool refuse(nlohmann::detail::error_handler_t, const std::string& why) {
        refusal_.clear();
        for (const char c : why) {
            const auto byte = static_cast<unsigned char>(c);
            refusal_ += (byte < 0x20 || byte > 0x7e) ? '?' : c;
        }
        return false;
    }
    Json* place(Json&& value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Json& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[key_] = std::move(value));
    }
    bool add(Json&& value) {
        place(std::move(value));
        return true;
    }
    bool open(Json&& container) {
        if (open_.size() >= depth_max_) {
            return refuse("nesting is deeper than " + std::to_string(depth_max_) + " levels");
        }
        open_.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    std::size_t depth_max_;
    Json root_;
    std::vector<Json*> open_;  // pointers stay valid: only the innermost container grows
    std::string key_;
    std::string refusal_;
    std::size_t position_ = 0;
    bool refused_number_ = false;
};

// Counts what the parser has consumed; used only to find the place of a refusal of ours.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*count_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    std::size_t* count_;
};

std::string place_of(std::string_view text, std::size_t offset) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The last character of what was refused.
std::size_t offset_of_refusal(
    std::string_view text, std::size_t depth_max, const StrictBuilder& refused
) {
    if (refused.position() > 0) return refused.position() - 1;
    std::size_t count = 0;
    StrictBuilder builder(depth_max);
    (void)Json::sax_parse(
        CountingIterator(text.data(), &count),
        CountingIterator(text.data() + text.size(), &count),
        &builder
    );
    // The lexer has consumed the offending token, so step back onto its last character. To see the
    // end of a number it has looked at the character behind it, if there is one.
    if (count > 0) --count;
    const bool behind_number =
        refused.refused_number() && !std::isdigit(static_cast<unsigned char>(text[count]));
    return behind_number ? count - 1 : count;
}

Error not_json(std::string_view text, std::size_t offset, const std::string& why) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected JSON, but at " + place_of(text, offset) + ": " + why};
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t bytes_max, std::size_t depth_max) {
    if (text.size() > bytes_max) {
        return Error{
            ErrorCode::kTooLarge,
            "Expected at most " + std::to_string(bytes_max) + " bytes of JSON, but got " +
                std::to_string(text.size())};
    }
    // The library takes it for the end of the text, and would let anything follow.
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        return not_json(text, nul, "the byte NUL, which JSON never holds");
    }
    StrictBuilder builder(depth_max);
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
        return not_json(text, offset_of_refusal(text, depth_max, builder), builder.refusal());
    }
    return builder.take();
}

std::string storable(std::string_view text) {
    const std::string quoted =
        Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string clean = Json::parse(quoted).get<std::string>();
    std::replace(clean.begin(), clean.end(), '\0', '?');
    return clean;
}

std::string shortened(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return std::string(text);
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

std::string to_text(const Json& value) {
    std::string text;
    append_text(text, value);
    return text;
}

std::size_t depth_of(const Json& value) {
    if (!value.is_structured()) return 0;
    std::size_t deepest = 0;
    for (const Json& child : value) deepest = std::max(deepest, depth_of(child));
    return deepest + 1;
}

std::size_t approximate_size(const Json& value) {
    std::size_t total = 16;
    if (value.is_string()) {
        total += value.get_ref<const std::string&>().size();
    } else if (value.is_array()) {
        for (const Json& item : value.get_ref<const Json::array_t&>()) {
            total += approximate_size(item);
        }
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
            total += name.size() + 32 + approximate_size(member);
        }
    }
    return total;
}

}  // namespace sagaflow
