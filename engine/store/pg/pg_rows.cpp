#include "engine/store/pg/pg_rows.hpp"

#include <algorithm>

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_parameters.hpp"

namespace sagaflow::store {

bool PgRows::is_null(int row, int column) const {
    return PQgetisnull(result_.get(), row, column) != 0;
}

std::string PgRows::text(int row, int column) const {
    ENSURE(!is_null(row, column), "a column that is never NULL");
    const int length = PQgetlength(result_.get(), row, column);
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(length)};
}

std::optional<std::string> PgRows::optional_text(int row, int column) const {
    if (is_null(row, column)) return std::nullopt;
    return text(row, column);
}

std::uint64_t PgRows::big_endian(int row, int column, int bytes) const {
    ENSURE(!is_null(row, column), "a column that is never NULL");
    ENSURE(PQgetlength(result_.get(), row, column) == bytes, "the statement gives another type");
    const char* at = PQgetvalue(result_.get(), row, column);
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = (value << 8) | static_cast<std::uint8_t>(at[i]);
    return value;
}

bool PgRows::boolean(int row, int column) const { return big_endian(row, column, 1) != 0; }

std::int32_t PgRows::int4(int row, int column) const {
    return static_cast<std::int32_t>(big_endian(row, column, 4));
}

std::int64_t PgRows::int8(int row, int column) const {
    return static_cast<std::int64_t>(big_endian(row, column, 8));
}

std::uint64_t PgRows::uint8(int row, int column) const { return big_endian(row, column, 8); }

InstanceId PgRows::uuid(int row, int column) const {
    ENSURE(PQgetlength(result_.get(), row, column) == 16, "the statement gives another type");
    const char* at = PQgetvalue(result_.get(), row, column);
    InstanceId id;
    std::transform(at, at + 16, id.bytes.begin(), [](char c) {
        return static_cast<std::uint8_t>(c);
    });
    return id;
}

// Rounded down to milliseconds: the database's own clock has microseconds.
Timestamp PgRows::timestamp(int row, int column) const {
    const std::int64_t us = int8(row, column);
    const std::int64_t ms = us >= 0 ? us / 1'000 : -((-us + 999) / 1'000);
    return {ms + kPgEpochMs};
}

std::optional<Timestamp> PgRows::optional_timestamp(int row, int column) const {
    if (is_null(row, column)) return std::nullopt;
    return timestamp(row, column);
}

}  // namespace sagaflow::store
