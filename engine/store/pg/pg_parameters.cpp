#include "engine/store/pg/pg_parameters.hpp"

#include <limits>

#include "engine/core/ensure.hpp"

namespace sagaflow::store {
namespace {

std::uint64_t pg_microseconds(Timestamp at) {
    return static_cast<std::uint64_t>((at.ms - kPgEpochMs) * 1'000);
}

}  // namespace

void PgParameters::begin() { slots_.push_back({buffer_.size(), 0, false}); }
void PgParameters::end() { slots_.back().length = buffer_.size() - slots_.back().offset; }

void PgParameters::big_endian(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = bytes; i > 0; --i) {
        buffer_.push_back(static_cast<char>(value >> (8 * (i - 1))));
    }
}

PgParameters& PgParameters::text(std::string_view value) {
    begin();
    buffer_.append(value);
    end();
    return *this;
}

PgParameters& PgParameters::optional_text(const std::optional<std::string>& value) {
    return value ? text(std::string_view(*value)) : null();
}

PgParameters& PgParameters::int4(std::int32_t value) {
    begin();
    big_endian(static_cast<std::uint32_t>(value), 4);
    end();
    return *this;
}

PgParameters& PgParameters::int8(std::int64_t value) {
    begin();
    big_endian(static_cast<std::uint64_t>(value), 8);
    end();
    return *this;
}

PgParameters& PgParameters::boolean(bool value) {
    begin();
    buffer_.push_back(value ? 1 : 0);
    end();
    return *this;
}

PgParameters& PgParameters::uuid(const InstanceId& value) {
    begin();
    for (const std::uint8_t byte : value.bytes) buffer_.push_back(static_cast<char>(byte));
    end();
    return *this;
}

PgParameters& PgParameters::timestamp(Timestamp value) {
    return int8(static_cast<std::int64_t>(pg_microseconds(value)));
}

PgParameters& PgParameters::minus_infinity() { return int8(kPgMinusInfinity); }
PgParameters& PgParameters::plus_infinity() { return int8(INT64_MAX); }

PgParameters& PgParameters::null() {
    slots_.push_back({0, 0, true});
    return *this;
}

// Header of a one-dimensional array: dimensions, "may hold NULL", element type, length, first
// index.
void PgParameters::begin_array(PgType type, std::size_t count) {
    ENSURE(count > 0, "an empty array has no dimension: skip the statement");
    ENSURE(count <= std::numeric_limits<std::int32_t>::max(), "array length");
    begin();
    big_endian(1, 4);
    big_endian(1, 4);
    big_endian(static_cast<std::uint32_t>(type), 4);
    big_endian(count, 4);
    big_endian(1, 4);
}

void PgParameters::write(std::string_view value) {
    ENSURE(value.size() <= std::numeric_limits<std::int32_t>::max(), "text length");
    big_endian(value.size(), 4);
    buffer_.append(value);
}

void PgParameters::write(const std::optional<std::string>& value) {
    if (value) {
        write(std::string_view(*value));
    } else {
        write_null();
    }
}

void PgParameters::write(std::int32_t value) {
    big_endian(4, 4);
    big_endian(static_cast<std::uint32_t>(value), 4);
}

void PgParameters::write(std::int64_t value) {
    big_endian(8, 4);
    big_endian(static_cast<std::uint64_t>(value), 8);
}

void PgParameters::write(const InstanceId& value) {
    big_endian(16, 4);
    for (const std::uint8_t byte : value.bytes) buffer_.push_back(static_cast<char>(byte));
}

void PgParameters::write(Timestamp value) {
    write(static_cast<std::int64_t>(pg_microseconds(value)));
}

void PgParameters::write(const std::optional<Timestamp>& value) {
    if (value) {
        write(*value);
    } else {
        write_null();
    }
}

void PgParameters::write_null() { big_endian(0xffffffffU, 4); }

void PgParameters::pointers(std::vector<const char*>& values, std::vector<int>& lengths) const {
    values.clear();
    lengths.clear();
    for (const Slot& slot : slots_) {
        values.push_back(slot.null ? nullptr : buffer_.data() + slot.offset);
        lengths.push_back(static_cast<int>(slot.length));
    }
}

}  // namespace sagaflow::store
