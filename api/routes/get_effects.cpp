#include "api/definitions.hpp"
#include "api/instances.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "engine/shard/effect_ledger.hpp"

namespace sagaflow::api {
namespace {

// Rows of history that are read at once.
constexpr std::size_t kHistoryRows = 500;

// The whole history, some rows at a time.
Status fold_history(Call& call, const InstanceId& id, EffectLedger& ledger) {
    while (true) {
        const auto rows = call.context.queries.history(id, ledger.seq(), kHistoryRows);
        if (!rows.ok()) return rows.error();
        if (const Status read = ledger.read(*rows); !read.ok()) return read;
        if (rows->size() < kHistoryRows) return ok_status();
    }
}

Response handle_get_effects(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto id = instance_id_in(call);
    if (!id.ok()) return call.refuse(id.problem());
    EffectLedger ledger(*id);
    if (const Status folded = fold_history(call, *id, ledger); !folded.ok()) {
        return call.refuse(folded.error());
    }
    if (ledger.seq() == 0) return call.refuse(unknown_instance(call.path[0]));
    // Another node may have deployed the version a moment ago.
    auto program = find_definition(call.context, ledger.saga(), ledger.version());
    if (!program.ok()) return call.refuse(program.problem());
    return json_response(200, ledger.document(**program, call.context.clock.now()));
}

}  // namespace

Route get_effects_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/instances/{id}/effects";
    route.operation = "getEffects";
    route.tag = "effects";
    route.summary = "What the instance did outside, and what became of it";
    route.description =
        "An entry for each execution of a step that was, or may have been, applied; "
        "in the order of their starts. Steps with effect none are left out.";
    route.handler = handle_get_effects;
    route.responses = {{200, "The ledger.", "application/json", "EffectLedger"}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
