// PgStore's leases. Time is the database's alone: nodes whose clocks disagree still agree on who is
// alive.
#include "engine/store/pg/pg_ask.hpp"
#include "engine/store/pg/pg_instance_rows.hpp"
#include "engine/store/pg/pg_store_statements.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kHeartbeat{"node/heartbeat"};
const PgStatement kListNodes{"node/list"};
const PgStatement kListShards{"shard/list"};
const PgStatement kCountDefinitions{"definition/count"};
const PgStatement kAcquire{"shard/acquire"};
const PgStatement kRelease{"shard/release"};
const PgStatement kReleaseOfNode{"shard/release_of_node"};
const PgStatement kDeleteNode{"node/delete"};

ShardId shard_id(const PgRows& rows, int row) {
    return ShardId{static_cast<std::uint16_t>(rows.int4(row, 0))};
}

ClusterView cluster_view(const PgRows& nodes, const PgRows& shards, const PgRows& definitions) {
    ClusterView view;
    for (int row = 0; row < nodes.size(); ++row) view.nodes.push_back(pg_node(nodes, row));
    for (int row = 0; row < shards.size(); ++row) {
        view.shards.push_back(
            {shard_id(shards, row),
             Epoch{shards.int8(row, 1)},
             shards.text(row, 2),
             shards.text(row, 3)}
        );
    }
    view.definitions = definitions.uint8(0, 0);
    return view;
}

std::vector<Fence> fences(const PgRows& rows) {
    std::vector<Fence> taken;
    for (int row = 0; row < rows.size(); ++row) {
        taken.push_back({shard_id(rows, row), Epoch{rows.int8(row, 1)}});
    }
    return taken;
}

}  // namespace

PgStatements pg_cluster_statements() {
    return {
        &kHeartbeat,
        &kListNodes,
        &kListShards,
        &kCountDefinitions,
        &kAcquire,
        &kRelease,
        &kReleaseOfNode,
        &kDeleteNode};
}

void PgStore::heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) {
    PgParameters parameters;
    parameters.text(node.name)
        .text(node.incarnation)
        .text(node.address)
        .int8(lease.ms)
        .boolean(node.draining);
    std::vector<PgCall> calls;
    calls.push_back({&kHeartbeat, std::move(parameters)});
    for (const PgStatement* list : {&kListNodes, &kListShards, &kCountDefinitions}) {
        calls.push_back({list, {}});
    }
    ask<ClusterView>(
        *cluster_,
        std::move(calls),
        std::move(done),
        [name = node.name](const PgReply& reply) -> Result<ClusterView> {
            if (reply.rows[0].size() == 0) return node_name_taken(name);
            return cluster_view(reply.rows[1], reply.rows[2], reply.rows[3]);
        }
    );
}

void PgStore::acquire(
    std::string node,
    std::string incarnation,
    std::vector<ShardRow> seen,
    Done<std::vector<Fence>> done
) {
    if (seen.empty()) return answer_later<std::vector<Fence>>({}, std::move(done));
    PgParameters parameters;
    parameters.text(node)
        .text(incarnation)
        .array(PgType::kInt4, seen, [](const ShardRow& s) { return std::int32_t{s.shard.value}; })
        .array(PgType::kInt8, seen, [](const ShardRow& s) { return s.epoch.value; });
    std::vector<PgCall> calls;
    calls.push_back({&kAcquire, std::move(parameters)});
    ask<std::vector<Fence>>(*cluster_, std::move(calls), std::move(done), [](const PgReply& reply) {
        return fences(reply.rows[0]);
    });
}

void PgStore::release(std::vector<Fence> shards, Done<Unit> done) {
    if (shards.empty()) return answer_later<Unit>({}, std::move(done));
    PgParameters parameters;
    parameters
        .array(PgType::kInt4, shards, [](const Fence& f) { return std::int32_t{f.shard.value}; })
        .array(PgType::kInt8, shards, [](const Fence& f) { return f.epoch.value; });
    std::vector<PgCall> calls;
    calls.push_back({&kRelease, std::move(parameters)});
    ask<Unit>(*cluster_, std::move(calls), std::move(done), [](const PgReply&) {
        return ok_status();
    });
}

void PgStore::leave(std::string node, std::string incarnation, Done<Unit> done) {
    std::vector<PgCall> calls;
    for (const PgStatement* statement : {&kReleaseOfNode, &kDeleteNode}) {
        PgParameters parameters;
        parameters.text(node).text(incarnation);
        calls.push_back({statement, std::move(parameters)});
    }
    ask<Unit>(*cluster_, std::move(calls), std::move(done), [](const PgReply&) {
        return ok_status();
    });
}

}  // namespace sagaflow::store
