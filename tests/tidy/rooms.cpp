#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "tests/tidy/rules.hpp"

namespace sagaflow::tidy {
namespace {

struct Room {
    std::string_view folder;
    std::set<std::string_view> may_include;  // folders of other rooms
};

const std::set<std::string_view> kEverything{"*"};

// A file belongs to the room with the longest matching folder. Direction: towards engine/core.
const std::vector<Room>& rooms() {
    static const std::vector<Room> all{
        {"engine/core", {}},
        {"engine/model", {"engine/core"}},
        {"dsl/cel", {"engine/core"}},
        {"dsl/program", {"engine/core", "engine/model", "dsl/cel"}},
        // The port tells the checker which calls there are and what they take.
        {"dsl", {"engine/core", "engine/model", "dsl/cel", "dsl/program", "connectors"}},
        {"engine/kernel", {"engine/core", "engine/model", "dsl/cel", "dsl/program"}},
        {"engine/store", {"engine/core", "engine/model"}},
        {"engine/store/memory", {"engine/core", "engine/model", "engine/store"}},
        {"engine/store/faulty", {"engine/core", "engine/model", "engine/store"}},
        {"engine/store/pg", {"engine/core", "engine/model", "engine/store"}},
        {"connectors", {"engine/core", "engine/model"}},
        {"connectors/noop", {"engine/core", "engine/model", "connectors"}},
        {"connectors/http", {"engine/core", "engine/model", "connectors"}},
        {"engine/shard",
         {"engine/core",
          "engine/model",
          "dsl/cel",
          "dsl/program",
          "engine/kernel",
          "engine/store",
          "connectors"}},
        {"engine/cluster",
         {"engine/core",
          "engine/model",
          "dsl/cel",
          "dsl/program",
          "engine/kernel",
          "engine/store",
          "engine/shard",
          "connectors"}},
        {"api",
         {"engine/core",
          "engine/model",
          "dsl",
          "dsl/cel",
          "dsl/program",
          "engine/kernel",
          "engine/store",
          "engine/shard"}},
        {"api/server", {"engine/core", "api"}},
        {"server/embedded_postgres", {"engine/core"}},
        {"server", kEverything},
        {"cli", kEverything},
        {"bench", kEverything},
        {"tests", kEverything},
    };
    return all;
}

const Room* room_of(std::string_view path) {
    const Room* best = nullptr;
    for (const Room& room : rooms()) {
        const bool inside = path.starts_with(room.folder) && path.size() > room.folder.size() &&
                            path[room.folder.size()] == '/';
        if (inside && (best == nullptr || room.folder.size() > best->folder.size())) best = &room;
    }
    return best;
}

struct Include {
    std::size_t line;
    std::string target;
    bool quoted;
};

std::vector<Include> includes_of(const SourceFile& file) {
    std::vector<Include> all;
    std::size_t number = 0;
    for (const std::string& line : file.lines()) {
        ++number;
        if (!line.starts_with("#include ")) continue;
        const auto open = line.find_first_of("<\"");
        const auto close = line.find_first_of(">\"", open + 1);
        if (open == std::string::npos || close == std::string::npos) continue;
        all.push_back({number, line.substr(open + 1, close - open - 1), line[open] == '"'});
    }
    return all;
}

bool matches(const std::string& target, std::string_view pattern) {
    return pattern.ends_with('/') ? target.starts_with(pattern) : target == pattern;
}

struct LibraryRule {
    std::vector<std::string_view> headers;        // "boost/asio/" is a folder, "curl.h" a file
    std::vector<std::string_view> allowed_under;  // empty: see forbidden_under
    std::vector<std::string_view> forbidden_under;
    std::string_view reason;
};

const std::vector<LibraryRule>& library_rules() {
    // The pure rooms: what they compute depends on their arguments alone, so replay is exact.
    static const std::vector<std::string_view> pure{
        "engine/core", "engine/model", "engine/kernel", "dsl"};
    static const std::vector<LibraryRule> all{
        {{"boost/asio/", "boost/asio.hpp", "curl/"}, {}, pure, "pure rooms do no input or output"},
        {{"thread", "random", "ctime", "sys/time.h"},
         {},
         pure,
         "pure rooms know neither clock, thread nor chance; take a Timestamp or a Clock"},
        {{"httplib.h"}, {"api/server", "tests"}, {}, "cpp-httplib stays inside api/server"},
        {{"libpq-fe.h"},
         {"engine/store/pg", "server/embedded_postgres", "tests"},
         {},
         "libpq stays inside engine/store/pg and server/embedded_postgres"},
    };
    return all;
}

bool under_any(const SourceFile& file, const std::vector<std::string_view>& folders) {
    return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
        return file.is_under(folder);
    });
}

bool forbids(const LibraryRule& rule, const SourceFile& file) {
    if (!rule.allowed_under.empty()) return !under_any(file, rule.allowed_under);
    // The one door to the machine's clock.
    return file.path != "engine/core/time.cpp" && under_any(file, rule.forbidden_under);
}

}  // namespace

Violations check_include_directions(const SourceFile& file) {
    Violations found;
    const Room* room = room_of(file.path);
    if (!file.is_cpp() || room == nullptr || room->may_include.contains("*")) return found;
    for (const Include& include : includes_of(file)) {
        const Room* target = include.quoted ? room_of(include.target) : nullptr;
        if (target == nullptr || target == room) continue;
        if (room->may_include.contains(target->folder)) continue;
        found.push_back(
            {file.path,
             include.line,
             std::string(room->folder) + " may not include " + include.target + " of " +
                 std::string(target->folder) + "; see tests/tidy/rooms.cpp for the directions"}
        );
    }
    return found;
}

Violations check_library_includes(const SourceFile& file) {
    Violations found;
    if (!file.is_cpp()) return found;
    for (const Include& include : includes_of(file)) {
        for (const LibraryRule& rule : library_rules()) {
            const bool named =
                std::any_of(rule.headers.begin(), rule.headers.end(), [&](std::string_view header) {
                    return matches(include.target, header);
                });
            if (named && forbids(rule, file)) {
                found.push_back(
                    {file.path,
                     include.line,
                     "<" + include.target + ">: " + std::string(rule.reason)}
                );
            }
        }
    }
    return found;
}

}  // namespace sagaflow::tidy
