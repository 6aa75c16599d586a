// The parameters of one statement in PostgreSQL's binary format, in one buffer. Arrays are what the
// hot path is made of: a batch of 500 instances is sixteen arrays and one allocation, not 8,000
// strings. Plain data; owned by the call that carries it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::store {

// Object ids of element types; fixed in PostgreSQL's pg_type.dat since ever.
enum class PgType : std::uint32_t {
    kInt8 = 20,
    kInt4 = 23,
    kText = 25,
    kTimestamp = 1184,
    kUuid = 2950,
};

// PostgreSQL counts microseconds from 2000-01-01.
inline constexpr std::int64_t kPgEpochMs = 946'684'800'000;
inline constexpr std::int64_t kPgMinusInfinity = INT64_MIN;

class PgParameters {
public:
    PgParameters& text(std::string_view value);
    PgParameters& optional_text(const std::optional<std::string>& value);
    PgParameters& int4(std::int32_t value);
    PgParameters& int8(std::int64_t value);
    PgParameters& boolean(bool value);
    PgParameters& uuid(const InstanceId& value);
    PgParameters& timestamp(Timestamp value);
    PgParameters& minus_infinity();
    PgParameters& plus_infinity();
    PgParameters& null();

    // One array; `element` (a member or a function of a row) gives values that write() below takes.
    template <typename Rows, typename Element>
    PgParameters& array(PgType type, const Rows& rows, Element element) {
        begin_array(type, rows.size());
        for (const auto& row : rows) write(std::invoke(element, row));
        end();
        return *this;
    }

    int count() const { return static_cast<int>(slots_.size()); }
    // Valid until this object changes.
    void pointers(std::vector<const char*>& values, std::vector<int>& lengths) const;
    std::size_t bytes() const { return buffer_.size(); }

private:
    struct Slot {
        std::size_t offset = 0;
        std::size_t length = 0;
        bool null = false;
    };

    void begin();
    void end();
    void begin_array(PgType type, std::size_t count);
    void big_endian(std::uint64_t value, std::size_t bytes);

    void write(std::string_view value);
    void write(const std::string& value) { write(std::string_view(value)); }
    void write(const std::optional<std::string>& value);
    void write(std::int32_t value);
    void write(std::int64_t value);
    void write(const InstanceId& value);
    void write(Timestamp value);
    void write(const std::optional<Timestamp>& value);
    void write_null();

    std::string buffer_;
    std::vector<Slot> slots_;
};

}  // namespace sagaflow::store
