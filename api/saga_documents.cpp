#include "api/saga_documents.hpp"

#include "api/suggestion.hpp"

namespace sagaflow::api {

Json counts_document(const VersionCounts& counts, std::optional<int> version) {
    Json json = Json::object();
    for (std::size_t i = 0; i < kInstanceStatusCount; ++i) {
        const auto status = static_cast<InstanceStatus>(i);
        std::uint64_t total = 0;
        for (const auto& [number, by_status] : counts) {
            if (version && number != *version) continue;
            if (const auto found = by_status.find(status); found != by_status.end()) {
                total += found->second;
            }
        }
        json[std::string(to_string(status))] = total;
    }
    return json;
}

Json version_document(const store::DefinitionRow& row, const VersionCounts& counts) {
    return {
        {"saga", row.saga},
        {"version", row.version},
        {"contentHash", row.content_hash},
        {"createdAt", format_timestamp(row.created_at)},
        {"instances", counts_document(counts, row.version)}};
}

Checked<std::vector<store::DefinitionRow>> definition_rows(
    Context& context, const std::string& saga
) {
    auto all = context.queries.definitions();
    if (!all.ok()) return problem_of(all.error());
    std::vector<store::DefinitionRow> rows;
    std::vector<std::string> names;
    for (store::DefinitionRow& row : *all) {
        if (names.empty() || names.back() != row.saga) names.push_back(row.saga);
        if (row.saga == saga) rows.push_back(std::move(row));
    }
    if (!rows.empty()) return rows;
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = "No saga \"" + shortened(saga) + "\" is deployed";
    if (const std::string near = nearest(saga, names); !near.empty()) {
        problem.detail += "; did you mean \"" + near + "\"?";
    }
    return problem;
}

Json definition_of(const store::DefinitionRow& row) {
    auto parsed = parse_json(row.source, limits::kDefinitionBytesMax);
    return parsed.ok() ? std::move(*parsed) : Json();
}

}  // namespace sagaflow::api
