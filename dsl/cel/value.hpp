// The values of CEL, over JSON. A Value is immutable, 16 bytes and cheap to copy: null, bool,
// numbers and times are held in place; lists, maps and strings that come from JSON are views of the
// caller's Json, which must outlive the evaluation; what an expression builds is shared by an
// atomic count, so that constants may be used by many threads at once. Nothing here throws.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::cel {

enum class Kind : std::uint8_t {
    kNull,
    kBool,
    kInt,
    kUint,
    kDouble,
    kString,
    kBytes,
    kTimestamp,
    kDuration,
    kList,
    kMap,
    kType,
    kError,
};

// The name that CEL's type() gives, such as "int" or "google.protobuf.Timestamp".
std::string_view type_name(Kind kind);

class Value {
public:
    Value() = default;  // null
    Value(const Value& other) noexcept;
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other) noexcept;
    Value& operator=(Value&& other) noexcept;
    ~Value();

    static Value null() { return Value(); }
    static Value of_bool(bool value);
    static Value of_int(std::int64_t value);
    static Value of_uint(std::uint64_t value);
    static Value of_double(double value);
    static Value of_string(std::string value);
    static Value of_bytes(std::string value);
    // A view of text that outlives every use of the Value.
    static Value of_string_view(std::string_view value);
    // An error when the year is not in 1 to 9999.
    static Value of_timestamp(std::int64_t seconds, std::int32_t nanos);
    static Value of_timestamp(Timestamp at);
    // An error beyond 64 bits of nanoseconds, some 292 years.
    static Value of_duration(std::int64_t seconds, std::int32_t nanos);
    static Value of_duration_nanos(std::int64_t nanos);
    static Value of_list(std::vector<Value> items);
    static Value of_map(std::vector<std::pair<Value, Value>> entries);
    static Value of_type(std::string name);  // int, list, map, google.protobuf.Timestamp …
    // A view of `json`, which must outlive every use of the Value and of what is selected from it.
    static Value of_json(const Json& json);
    static Value error(std::string message);

    Kind kind() const { return kind_; }
    bool is_error() const { return kind_ == Kind::kError; }
    const std::string& error_message() const;

    bool as_bool() const { return payload_.boolean; }           // kBool only
    std::int64_t as_int() const { return payload_.integer; }    // kInt only
    std::uint64_t as_uint() const { return payload_.natural; }  // kUint only
    double as_double() const { return payload_.real; }          // kDouble only
    std::string_view as_string() const;  // kString, kBytes and kType (its name)
    std::int64_t timestamp_seconds() const { return payload_.integer; }  // kTimestamp only
    std::int32_t timestamp_nanos() const { return static_cast<std::int32_t>(extra_); }
    Timestamp as_timestamp() const;  // kTimestamp only; to the millisecond, rounded down
    std::int64_t duration_nanos() const { return payload_.integer; }  // kDuration only
    Duration as_duration() const;  // kDuration only; to the millisecond, towards zero

    // kList and kMap only.
    std::size_t size() const;
    Value item(std::size_t index) const;                // kList; index below size()
    std::optional<Value> find(const Value& key) const;  // kMap; 1, 1u and 1.0 are the same key
    std::optional<Value> find(std::string_view key) const;

    // The JSON form: uint beyond int64, non-finite doubles, types, NUL in text and nesting beyond
    // the JSON depth limit are errors; bytes become base64; timestamps RFC 3339, durations "1.5s";
    // map keys become strings.
    Result<Json> to_json() const;
    // Text as put into a template: strings as they are, others by their JSON text.
    Result<std::string> to_template_text() const;

    struct Representation;  // private to dsl/cel: what is shared

private:
    friend class Elements;
    friend struct ValueAccess;
    enum class Storage : std::uint8_t { kInline, kText, kJson, kHeap };
    union Payload {
        std::int64_t integer = 0;
        bool boolean;
        std::uint64_t natural;
        double real;
        const char* text;
        const Json* json;
        Representation* heap;
    };

    Value(Kind kind, Storage storage) : kind_(kind), storage_(storage) {}
    static Value of_heap(Kind kind, Representation* heap);
    void retain() const noexcept;
    void release() noexcept;

    Kind kind_ = Kind::kNull;
    Storage storage_ = Storage::kInline;
    std::uint32_t extra_ = 0;  // nanoseconds of a timestamp, length of a text view
    Payload payload_;
};

static_assert(sizeof(Value) == 16);

// Walks a list (key: the index) or a map (in the order of its entries). The container must outlive
// the walk.
class Elements {
public:
    explicit Elements(const Value& container);
    bool next(Value& key, Value& value);
    // The single variable of a macro: a list's items, a map's keys.
    bool next(Value& element);

private:
    const Value& container_;
    std::size_t index_ = 0;
    std::size_t size_ = 0;
    Json::const_iterator member_;
};

}  // namespace sagaflow::cel
