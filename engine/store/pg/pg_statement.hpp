// One SQL statement of the folder sql/, by its path without the ending. Immutable; made at program
// start, so that a path without a file fails at once and not at its first use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::store {

class PgStatement {
public:
    // ENSUREs that the file was embedded.
    explicit PgStatement(std::string_view path);

    // Also the name under which sessions prepare it.
    const std::string& name() const { return name_; }
    const std::string& sql() const { return sql_; }

private:
    std::string name_;
    std::string sql_;
};

using PgStatements = std::vector<const PgStatement*>;

}  // namespace sagaflow::store
