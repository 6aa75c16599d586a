#include "engine/store/pg/pg_settings.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>

namespace sagaflow::store {
namespace {

struct OptionsDeleter {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

// A dead peer is noticed within some 10 s on a busy connection and 25 s on an idle one.
constexpr std::array<std::pair<const char*, const char*>, 7> kDefaults{{
    {"connect_timeout", "5"},
    {"keepalives", "1"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "10000"},
    // After a fail-over among several hosts only the new primary will do.
    {"target_session_attrs", "read-write"},
}};

// libpq quotes a URL that it cannot read as a whole, password included.
std::string without_address(std::string text) {
    const std::size_t address = text.find(": \"postgres");
    if (address != std::string::npos) text.resize(address);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

void set_default(PgConnectionInfo& info, const std::string& keyword, const std::string& value) {
    const bool given = std::any_of(info.values.begin(), info.values.end(), [&](const auto& entry) {
        return entry.first == keyword;
    });
    if (!given) info.values.emplace_back(keyword, value);
}

}  // namespace

void PgConnectionInfo::pointers(std::vector<const char*>& keywords, std::vector<const char*>& texts)
    const {
    for (const auto& [keyword, value] : values) {
        keywords.push_back(keyword.c_str());
        texts.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    texts.push_back(nullptr);
}

Result<PgConnectionInfo> pg_connection_info(
    const std::string& conninfo, const std::string& application_name
) {
    char* reason = nullptr;
    const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(
        PQconninfoParse(conninfo.c_str(), &reason)
    );
    if (!options) {
        const std::string text = without_address(reason == nullptr ? "out of memory" : reason);
        PQfreemem(reason);
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected a PostgreSQL address such as postgresql://user@host/database or "
            "\"host=… dbname=…\", but " +
                text};
    }
    PgConnectionInfo info;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) info.values.emplace_back(option->keyword, option->val);
    }
    for (const auto& [keyword, value] : kDefaults) set_default(info, keyword, value);
    set_default(info, "application_name", application_name);
    std::erase_if(info.values, [](const auto& entry) { return entry.first == "client_encoding"; });
    info.values.emplace_back("client_encoding", "UTF8");
    return info;
}

}  // namespace sagaflow::store
