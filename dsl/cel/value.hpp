// The values of CEL, over JSON. A Value is immutable and cheap to copy: lists, maps and strings
// that come from JSON are views of the caller's Json, which must outlive the evaluation; what an
// expression builds is shared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::cel {

enum class Kind {
    kNull, kBool, kInt, kUint, kDouble, kString, kBytes, kTimestamp, kDuration, kList, kMap, kType,
    kError,
};

// Designed and documented by the implementation; what other rooms may rely on is this surface.
class Value {
public:
    Value();                                  // null
    static Value null();
    static Value of_bool(bool value);
    static Value of_int(std::int64_t value);
    static Value of_uint(std::uint64_t value);
    static Value of_double(double value);
    static Value of_string(std::string value);
    static Value of_bytes(std::string value);
    static Value of_timestamp(std::int64_t seconds, std::int32_t nanos);
    static Value of_timestamp(Timestamp at);
    static Value of_duration(std::int64_t seconds, std::int32_t nanos);
    static Value of_list(std::vector<Value> items);
    static Value of_map(std::vector<std::pair<Value, Value>> entries);
    static Value of_type(std::string name);   // int, list, map, google.protobuf.Timestamp …
    // A view of `json`, which must outlive every use of the Value and of what is selected from it.
    static Value of_json(const Json& json);
    static Value error(std::string message);

    Kind kind() const;
    bool is_error() const { return kind() == Kind::kError; }
    const std::string& error_message() const;

    bool as_bool() const;        // kBool only
    std::int64_t as_int() const; // kInt only
    std::uint64_t as_uint() const;
    double as_double() const;
    std::string_view as_string() const;  // kString and kBytes
    // The JSON form: uint beyond int64 and non-finite doubles are errors; bytes become base64;
    // timestamps RFC 3339, durations "1.5s"; map keys become strings.
    Result<Json> to_json() const;
    // Text as put into a template: strings as they are, others by their JSON text.
    Result<std::string> to_template_text() const;

    struct Representation;  // private to dsl/cel

private:
    std::shared_ptr<const Representation> heap_;  // the implementation may replace these members
};

}  // namespace sagaflow::cel
