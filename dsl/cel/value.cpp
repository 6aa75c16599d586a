#include "dsl/cel/value.hpp"

#include <array>
#include <limits>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/time_text.hpp"
#include "dsl/cel/representation.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::cel {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

const std::string& heap_text(const Value::Representation* heap) {
    return static_cast<const TextRepresentation*>(heap)->text;
}
const std::vector<Value>& heap_items(const Value::Representation* heap) {
    return static_cast<const ListRepresentation*>(heap)->items;
}
const std::vector<std::pair<Value, Value>>& heap_entries(const Value::Representation* heap) {
    return static_cast<const MapRepresentation*>(heap)->entries;
}

// Keys are strings, booleans and numbers; numbers meet across their kinds.
bool same_key(const Value& a, const Value& b) {
    if (a.kind() == Kind::kString && b.kind() == Kind::kString) {
        return a.as_string() == b.as_string();
    }
    if (a.kind() == Kind::kBool && b.kind() == Kind::kBool) return a.as_bool() == b.as_bool();
    if (!is_number(a) || !is_number(b)) return false;
    return compare_numbers(a, b) == std::partial_ordering::equivalent;
}

}  // namespace

std::string_view type_name(Kind kind) {
    static constexpr std::array<std::string_view, 13> kNames{
        "null_type",
        "bool",
        "int",
        "uint",
        "double",
        "string",
        "bytes",
        "google.protobuf.Timestamp",
        "google.protobuf.Duration",
        "list",
        "map",
        "type",
        "error"};
    return kNames[static_cast<std::size_t>(kind)];
}

void Value::retain() const noexcept {
    if (storage_ == Storage::kHeap) {
        payload_.heap->owners.fetch_add(1, std::memory_order_relaxed);
    }
}

void Value::release() noexcept {
    if (storage_ != Storage::kHeap) return;
    if (payload_.heap->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete payload_.heap;
}

Value::Value(const Value& other) noexcept
    : kind_(other.kind_), storage_(other.storage_), extra_(other.extra_), payload_(other.payload_) {
    retain();
}

Value::Value(Value&& other) noexcept
    : kind_(other.kind_), storage_(other.storage_), extra_(other.extra_), payload_(other.payload_) {
    other.kind_ = Kind::kNull;
    other.storage_ = Storage::kInline;
}

Value& Value::operator=(const Value& other) noexcept {
    other.retain();  // before release: `other` may be part of what this one holds
    const Kind kind = other.kind_;
    const Storage storage = other.storage_;
    const std::uint32_t extra = other.extra_;
    const Payload payload = other.payload_;
    release();
    kind_ = kind;
    storage_ = storage;
    extra_ = extra;
    payload_ = payload;
    return *this;
}

Value& Value::operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    std::swap(kind_, taken.kind_);
    std::swap(storage_, taken.storage_);
    std::swap(extra_, taken.extra_);
    std::swap(payload_, taken.payload_);
    return *this;
}

Value::~Value() { release(); }

Value Value::of_heap(Kind kind, Representation* heap) {
    Value value(kind, Storage::kHeap);
    value.payload_.heap = heap;
    return value;
}

Value Value::of_bool(bool boolean) {
    Value value(Kind::kBool, Storage::kInline);
    value.payload_.boolean = boolean;
    return value;
}

Value Value::of_int(std::int64_t integer) {
    Value value(Kind::kInt, Storage::kInline);
    value.payload_.integer = integer;
    return value;
}

Value Value::of_uint(std::uint64_t natural) {
    Value value(Kind::kUint, Storage::kInline);
    value.payload_.natural = natural;
    return value;
}

Value Value::of_double(double real) {
    Value value(Kind::kDouble, Storage::kInline);
    value.payload_.real = real;
    return value;
}

Value Value::of_string(std::string text) {
    if (text.empty()) return of_string_view({});
    return of_heap(Kind::kString, new TextRepresentation(std::move(text)));
}

Value Value::of_bytes(std::string bytes) {
    return of_heap(Kind::kBytes, new TextRepresentation(std::move(bytes)));
}

Value Value::of_string_view(std::string_view text) {
    ENSURE(text.size() <= std::numeric_limits<std::uint32_t>::max(), "a text of 4 GiB");
    Value value(Kind::kString, Storage::kText);
    value.extra_ = static_cast<std::uint32_t>(text.size());
    value.payload_.text = text.data();
    return value;
}

Value Value::of_timestamp(std::int64_t seconds, std::int32_t nanos) {
    ENSURE(nanos >= 0 && nanos < kNanosPerSecond, "nanoseconds within a second");
    if (seconds < kTimestampSecondsMin || seconds > kTimestampSecondsMax) {
        return error("timestamp out of range: the years go from 1 to 9999");
    }
    Value value(Kind::kTimestamp, Storage::kInline);
    value.extra_ = static_cast<std::uint32_t>(nanos);
    value.payload_.integer = seconds;
    return value;
}

Value Value::of_timestamp(Timestamp at) {
    std::int64_t seconds = at.ms / 1000;
    std::int64_t rest = at.ms % 1000;
    if (rest < 0) {
        rest += 1000;
        --seconds;
    }
    return of_timestamp(seconds, static_cast<std::int32_t>(rest * 1'000'000));
}

Value Value::of_duration(std::int64_t seconds, std::int32_t nanos) {
    std::int64_t total = 0;
    if (__builtin_mul_overflow(seconds, kNanosPerSecond, &total) ||
        __builtin_add_overflow(total, static_cast<std::int64_t>(nanos), &total)) {
        return error("duration out of range: it goes up to 9223372036 seconds, some 292 years");
    }
    return of_duration_nanos(total);
}

Value Value::of_duration_nanos(std::int64_t nanos) {
    Value value(Kind::kDuration, Storage::kInline);
    value.payload_.integer = nanos;
    return value;
}

Value Value::of_list(std::vector<Value> items) {
    return of_heap(Kind::kList, new ListRepresentation(std::move(items)));
}

Value Value::of_map(std::vector<std::pair<Value, Value>> entries) {
    return of_heap(Kind::kMap, new MapRepresentation(std::move(entries)));
}

Value Value::of_type(std::string name) {
    return of_heap(Kind::kType, new TextRepresentation(std::move(name)));
}

Value Value::error(std::string message) {
    return of_heap(Kind::kError, new TextRepresentation(std::move(message)));
}

Value Value::of_json(const Json& json) {
    switch (json.type()) {
        case Json::value_t::null:
            return {};
        case Json::value_t::boolean:
            return of_bool(json.get_ref<const bool&>());
        case Json::value_t::number_integer:
            return of_int(json.get_ref<const Json::number_integer_t&>());
        case Json::value_t::number_unsigned: {
            // Json made by our own code may hold unsigned numbers; a document's never does.
            const std::uint64_t natural = json.get_ref<const Json::number_unsigned_t&>();
            const bool fits = natural <= static_cast<std::uint64_t>(INT64_MAX);
            return fits ? of_int(static_cast<std::int64_t>(natural)) : of_uint(natural);
        }
        case Json::value_t::number_float:
            return of_double(json.get_ref<const Json::number_float_t&>());
        case Json::value_t::string:
            return of_string_view(json.get_ref<const Json::string_t&>());
        case Json::value_t::array:
        case Json::value_t::object: {
            Value value(json.is_array() ? Kind::kList : Kind::kMap, Storage::kJson);
            value.payload_.json = &json;
            return value;
        }
        case Json::value_t::binary:
        case Json::value_t::discarded:
            break;
    }
    return error("the value is no JSON");
}

const std::string& Value::error_message() const {
    ENSURE(is_error(), "the message of what is no error");
    return heap_text(payload_.heap);
}

std::string_view Value::as_string() const {
    if (storage_ == Storage::kText) return {payload_.text, extra_};
    ENSURE(storage_ == Storage::kHeap, "the text of what is no text");
    return heap_text(payload_.heap);
}

Timestamp Value::as_timestamp() const {
    return {payload_.integer * 1000 + static_cast<std::int64_t>(extra_) / 1'000'000};
}

Duration Value::as_duration() const { return {payload_.integer / 1'000'000}; }

std::size_t Value::size() const {
    if (storage_ == Storage::kJson) return payload_.json->size();
    if (kind_ == Kind::kList) return heap_items(payload_.heap).size();
    ENSURE(kind_ == Kind::kMap, "the size of what is no list and no map");
    return heap_entries(payload_.heap).size();
}

Value Value::item(std::size_t index) const {
    ENSURE(kind_ == Kind::kList, "an item of what is no list");
    if (storage_ == Storage::kJson) return of_json((*payload_.json)[index]);
    return heap_items(payload_.heap)[index];
}

std::optional<Value> Value::find(std::string_view key) const {
    ENSURE(kind_ == Kind::kMap, "a member of what is no map");
    if (storage_ == Storage::kJson) {
        const auto found = payload_.json->find(key);
        if (found == payload_.json->end()) return std::nullopt;
        return of_json(*found);
    }
    for (const auto& [name, value] : heap_entries(payload_.heap)) {
        if (name.kind() == Kind::kString && name.as_string() == key) return value;
    }
    return std::nullopt;
}

std::optional<Value> Value::find(const Value& key) const {
    if (key.kind() == Kind::kString) return find(key.as_string());
    ENSURE(kind_ == Kind::kMap, "a member of what is no map");
    if (storage_ == Storage::kJson) return std::nullopt;
    for (const auto& [name, value] : heap_entries(payload_.heap)) {
        if (same_key(name, key)) return value;
    }
    return std::nullopt;
}

Elements::Elements(const Value& container) : container_(container), size_(container.size()) {
    if (container.storage_ == Value::Storage::kJson) member_ = container.payload_.json->begin();
}

bool Elements::next(Value& key, Value& value) {
    if (index_ == size_) return false;
    const std::size_t index = index_++;
    if (container_.kind_ == Kind::kList) {
        key = Value::of_int(static_cast<std::int64_t>(index));
        value = container_.item(index);
    } else if (container_.storage_ == Value::Storage::kJson) {
        key = Value::of_string_view(member_.key());
        value = Value::of_json(*member_);
        ++member_;
    } else {
        std::tie(key, value) = heap_entries(container_.payload_.heap)[index];
    }
    return true;
}

bool Elements::next(Value& element) {
    if (index_ == size_) return false;
    const std::size_t index = index_++;
    if (container_.kind_ == Kind::kList) {
        element = container_.item(index);
    } else if (container_.storage_ == Value::Storage::kJson) {
        element = Value::of_string_view(member_.key());
        ++member_;
    } else {
        element = heap_entries(container_.payload_.heap)[index].first;
    }
    return true;
}

std::string* ValueAccess::unique_text(Value& value) {
    if (value.storage_ != Value::Storage::kHeap) return nullptr;
    if (value.kind_ != Kind::kString && value.kind_ != Kind::kBytes) return nullptr;
    if (value.payload_.heap->owners.load(std::memory_order_acquire) != 1) return nullptr;
    return &static_cast<TextRepresentation*>(value.payload_.heap)->text;
}

std::vector<Value>* ValueAccess::unique_items(Value& value) {
    if (value.storage_ != Value::Storage::kHeap || value.kind_ != Kind::kList) return nullptr;
    if (value.payload_.heap->owners.load(std::memory_order_acquire) != 1) return nullptr;
    return &static_cast<ListRepresentation*>(value.payload_.heap)->items;
}

const Json* ValueAccess::json_view(const Value& value) {
    return value.storage_ == Value::Storage::kJson ? value.payload_.json : nullptr;
}

bool ValueAccess::is_built(const Value& value) { return value.storage_ == Value::Storage::kHeap; }

}  // namespace sagaflow::cel
