// The rows that one statement gave, in binary format. Movable; owns libpq's result. A column read
// as another type than the statement gives is a bug of ours and ENSUREd by its length.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/core/ids.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::store {

struct PgResultDeleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PgResultPtr = std::unique_ptr<PGresult, PgResultDeleter>;

class PgRows {
public:
    explicit PgRows(PgResultPtr result) : result_(std::move(result)) {}

    int size() const { return PQntuples(result_.get()); }
    // "COMMIT", "ROLLBACK", "INSERT 0 3" …
    std::string command() const { return PQcmdStatus(result_.get()); }

    bool is_null(int row, int column) const;
    std::string text(int row, int column) const;
    std::optional<std::string> optional_text(int row, int column) const;
    bool boolean(int row, int column) const;
    std::int32_t int4(int row, int column) const;
    std::int64_t int8(int row, int column) const;
    std::uint64_t uint8(int row, int column) const;
    InstanceId uuid(int row, int column) const;
    Timestamp timestamp(int row, int column) const;
    std::optional<Timestamp> optional_timestamp(int row, int column) const;

private:
    std::uint64_t big_endian(int row, int column, int bytes) const;

    PgResultPtr result_;
};

}  // namespace sagaflow::store
