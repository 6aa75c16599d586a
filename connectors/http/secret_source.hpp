// Where connectors look up secrets by name.
//
// Implemented by the server's configuration, read at start and constant afterwards; called from
// connector threads, so implementations must be safe to read from any thread. A value that it hands
// out never goes into a log, an error message or a history.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sagaflow {

class SecretSource {
public:
    virtual ~SecretSource() = default;
    // nullopt: the name is not configured.
    virtual std::optional<std::string> find(std::string_view name) const = 0;
};

// The plain implementation: a fixed table.
class SecretTable final : public SecretSource {
public:
    using Values = std::map<std::string, std::string, std::less<>>;

    SecretTable() = default;
    explicit SecretTable(Values values) : values_(std::move(values)) {}
    std::optional<std::string> find(std::string_view name) const override {
        const auto found = values_.find(name);
        if (found == values_.end()) return std::nullopt;
        return found->second;
    }

private:
    Values values_;
};

}  // namespace sagaflow
