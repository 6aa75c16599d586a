// What the API shows of deployed definitions.
#pragma once

#include "api/context.hpp"
#include "api/problem.hpp"

namespace sagaflow::api {

using VersionCounts = std::map<int, std::map<InstanceStatus, std::uint64_t>>;

// {"running": 3, …}: every status, zeros too. Without a version: over all of them.
Json counts_document(const VersionCounts& counts, std::optional<int> version = std::nullopt);
// {"saga", "version", "contentHash", "createdAt", "instances"}
Json version_document(const store::DefinitionRow& row, const VersionCounts& counts);
// The rows of one saga, newest version first; 404 with a suggestion when there is none.
Checked<std::vector<store::DefinitionRow>> definition_rows(
    Context& context, const std::string& saga
);
// The text as it was deployed, read back.
Json definition_of(const store::DefinitionRow& row);

}  // namespace sagaflow::api
