// A plain connection to a database, beside the engine's: for what a row has to see or break there.
// One thread at a time. Errors are exceptions with the server's words.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace sagaflow::faults {

class Sql {
public:
    explicit Sql(const std::string& conninfo);
    ~Sql();
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;

    using Row = std::vector<std::string>;
    std::vector<Row> run(const std::string& statement);
    // The one value of the one row.
    std::string value(const std::string& statement);
    // Runs it until it answers `wanted`; false at the deadline.
    bool wait_for(const std::string& statement, const std::string& wanted, int limit_ms);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sagaflow::faults
