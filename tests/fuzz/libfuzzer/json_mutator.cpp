// Mutates inputs that are JSON as trees, half of the time: bytes that are changed at random are
// rarely JSON any more, and what lies behind the JSON parser would hardly be met.
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

using Json = nlohmann::json;
using Random = std::minstd_rand;

constexpr std::size_t kTextBytesMax = 200;

std::size_t below(Random& random, std::size_t end) { return random() % end; }

Json read(const std::uint8_t* data, std::size_t size) {
    const Json value = Json::parse(data, data + size, nullptr, false);
    return value.is_discarded() ? Json() : value;
}

void collect(Json& value, std::vector<Json*>& into) {
    into.push_back(&value);
    if (!value.is_structured()) return;
    for (Json& child : value) collect(child, into);
}

Json& any_part(Json& root, Random& random) {
    std::vector<Json*> parts;
    collect(root, parts);
    return *parts[below(random, parts.size())];
}

std::string mutated_text(std::string text) {
    const std::size_t size = std::min(text.size(), kTextBytesMax);
    std::vector<std::uint8_t> bytes(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    bytes.resize(kTextBytesMax);
    bytes.resize(LLVMFuzzerMutate(bytes.data(), size, kTextBytesMax));
    return {bytes.begin(), bytes.end()};
}

Json small_value(Random& random) {
    static const std::vector<Json> values{
        nullptr,
        true,
        false,
        0,
        1,
        -1,
        1.5,
        "",
        "a",
        "*",
        "5s",
        "0s",
        "${input}",
        "${vars.n + 1}",
        "true",
        Json::array(),
        Json::object(),
        INT64_MAX};
    return values[below(random, values.size())];
}

void change_object(Json& object, Json& root, Random& random) {
    auto member = object.begin();
    std::advance(member, static_cast<std::ptrdiff_t>(below(random, object.size())));
    const std::size_t act = below(random, 4);
    if (act == 0) {
        object.erase(member);
    } else if (act == 1) {
        const Json value = *member;
        object[mutated_text(member.key())] = value;
    } else {
        // A member of another object: names travel to where they do not belong.
        const Json& other = any_part(root, random);
        if (!other.is_object() || other.empty()) return;
        auto given = other.begin();
        std::advance(given, static_cast<std::ptrdiff_t>(below(random, other.size())));
        const std::string name = given.key();
        const Json value = given.value();
        object[name] = value;
    }
}

void change(Json& root, Random& random) {
    Json& part = any_part(root, random);
    const std::size_t act = below(random, 8);
    if (act == 0) {
        part = small_value(random);
    } else if (act == 1) {
        const Json copy = any_part(root, random);
        part = copy;
    } else if (part.is_object() && !part.empty()) {
        change_object(part, root, random);
    } else if (part.is_array() && !part.empty()) {
        const std::size_t index = below(random, part.size());
        const Json copy = any_part(root, random);
        if (act < 4)
            part.erase(index);
        else
            part.insert(part.begin() + static_cast<std::ptrdiff_t>(index), copy);
    } else if (part.is_string()) {
        part = mutated_text(part.get<std::string>());
    } else {
        part = small_value(random);
    }
}

// 0 when the text does not fit.
std::size_t write(const Json& value, std::uint8_t* data, std::size_t size_max) {
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > size_max) return 0;
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(
    std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned int seed
) {
    Random random(seed + 1);
    if (below(random, 2) == 0) return LLVMFuzzerMutate(data, size, size_max);
    Json root = read(data, size);
    if (root.is_null()) return LLVMFuzzerMutate(data, size, size_max);
    for (std::size_t times = 1 + below(random, 3); times > 0; --times) change(root, random);
    const std::size_t written = write(root, data, size_max);
    return written > 0 ? written : LLVMFuzzerMutate(data, size, size_max);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(
    const std::uint8_t* first,
    std::size_t first_size,
    const std::uint8_t* second,
    std::size_t second_size,
    std::uint8_t* out,
    std::size_t out_size_max,
    unsigned int seed
) {
    Random random(seed + 1);
    Json one = read(first, first_size);
    Json other = read(second, second_size);
    if (one.is_null() || other.is_null()) return 0;
    const Json part = any_part(other, random);
    Json& place = any_part(one, random);
    if (place.is_array())
        place.push_back(part);
    else
        place = part;
    return write(one, out, out_size_max);
}
