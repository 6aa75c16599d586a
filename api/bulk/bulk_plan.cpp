// A bulk plan is kept as a job that nobody has asked for yet: the act is over the instances that
// were counted, whatever matches by then.
#include <random>

#include "api/bulk/bulk_order.hpp"

namespace sagaflow::api {
namespace {

// COUNT-ID: people see the count, the server finds the plan.
std::string hash_of_plan(std::size_t count, const std::string& id) {
    return std::to_string(count) + "-" + id;
}

std::string id_in_hash(const std::string& hash) {
    const std::size_t dash = hash.find('-');
    return dash == std::string::npos ? std::string() : hash.substr(dash + 1);
}

constexpr const char* kNobody = "nobody";

std::string new_bulk_id(Timestamp now) {
    std::random_device device;
    const std::uint64_t random = (std::uint64_t{device()} << 32) | device();
    return InstanceId::make(now, ShardId{0}, random).text();
}

Problem plan_gone(std::string why) {
    Problem problem;
    problem.kind = ProblemKind::kPreconditionFailed;
    problem.detail = std::move(why) + "; look at a new plan";
    return problem;
}

std::optional<Problem> refuse_hash(const BulkOrder& order) {
    if (!order.plan_hash) {
        Problem problem;
        problem.kind = ProblemKind::kPreconditionRequired;
        problem.detail =
            "Expected the hash of a plan in Plan-Hash or \"plan\": ask with ?plan=true first";
        return problem;
    }
    if (*order.plan_hash != hash_of_plan(0, kNobody)) return std::nullopt;
    return member_problem(
        ProblemKind::kUnprocessable,
        "/filter",
        "Expected instances that match the filter, but there are none"
    );
}

// What the plan says, as far as it is there to be read.
std::optional<Problem> refuse_plan(
    const std::optional<store::BulkJob>& plan, const BulkOrder& order, Timestamp now
) {
    const Duration age_max{limits::kBulkPlanMsMax};
    const bool known = plan && hash_of_plan(total_of(*plan), plan->id) == *order.plan_hash;
    if (!known ||
        (plan->status == store::BulkStatus::kPlanned && now - plan->created_at > age_max)) {
        return plan_gone(
            "Expected the hash of a plan of the last hour, of which the newest " +
            std::to_string(limits::kBulkPlansKept) + " are kept, but this one is none of them"
        );
    }
    const bool same = plan->action == order.action && plan->filter == to_text(order.filter) &&
                      plan->arguments == to_text(order.arguments);
    if (same) return std::nullopt;
    return plan_gone(
        "Expected the action, the filter and the arguments of the plan, but they differ"
    );
}

}  // namespace

Checked<std::string> keep_plan(Context& context, const BulkOrder& order, const BulkMatch& match) {
    if (match.empty()) return hash_of_plan(0, kNobody);
    store::BulkJob job;
    job.created_at = context.clock.now();
    job.id = new_bulk_id(job.created_at);
    job.status = store::BulkStatus::kPlanned;
    job.action = order.action;
    job.filter = to_text(order.filter);
    job.arguments = to_text(order.arguments);
    std::vector<store::BulkTarget> targets;
    for (const BulkMatched& matched : match) targets.push_back({matched.id, matched.seq});
    const Status created = context.bulk->jobs().create(job, targets);
    if (!created.ok()) return problem_of(created.error());
    // However fast plans are asked for, there are never many.
    (void)context.bulk->prune_one();
    return hash_of_plan(match.size(), job.id);
}

Checked<store::BulkJob> begin_plan(
    Context& context, const BulkOrder& order, const std::string& actor
) {
    if (auto problem = refuse_hash(order)) return *problem;
    store::BulkJobs& jobs = context.bulk->jobs();
    const std::string id = id_in_hash(*order.plan_hash);
    Result<std::optional<store::BulkJob>> plan = std::optional<store::BulkJob>{};
    if (is_bulk_id(id)) plan = jobs.find(id);
    if (!plan.ok()) return problem_of(plan.error());
    if (auto problem = refuse_plan(*plan, order, context.clock.now())) return *problem;
    store::BulkJob job = std::move(**plan);
    if (job.status != store::BulkStatus::kPlanned) return job;
    job.reason = order.reason;
    job.actor = actor;
    job.even_if_moved = order.even_if_moved;
    job.created_at = context.clock.now();
    const auto begun = jobs.begin(job);
    if (!begun.ok()) return problem_of(begun.error());
    // Somebody may have begun it at the same moment, or it was pruned just now.
    auto found = jobs.find(job.id);
    if (!found.ok()) return problem_of(found.error());
    if (!found->has_value()) return plan_gone("Expected the plan to be kept, but it was deleted");
    return std::move(**found);
}

}  // namespace sagaflow::api
