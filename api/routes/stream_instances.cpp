#include "api/query/instance_filter.hpp"
#include "api/routes/table.hpp"
#include "api/stream/instance_stream.hpp"

namespace sagaflow::api {
namespace {

constexpr int kRetryAfterS = 5;

std::vector<std::string> stream_parameters() {
    std::vector<std::string> names = instance_parameters();
    std::erase(names, "limit");
    std::erase(names, "cursor");
    names.emplace_back("scope");
    names.emplace_back("after");
    return names;
}

StreamScope read_scope(Parameters& parameters) {
    const auto scope = parameters.text("scope");
    if (!scope || *scope == "cluster") return StreamScope::kCluster;
    if (*scope != "node") parameters.refuse("scope", "Expected cluster or node");
    return StreamScope::kNode;
}

Problem cannot_stream(ProblemKind kind, std::string detail) {
    Problem problem;
    problem.kind = kind;
    problem.detail = std::move(detail);
    if (kind != ProblemKind::kInvalidRequest) problem.retry_after_s = kRetryAfterS;
    return problem;
}

Response open_stream(const Call& call) {
    Parameters parameters(call.request.query(), stream_parameters());
    store::InstanceFilter filter = read_instance_filter(parameters);
    const StreamScope scope = read_scope(parameters);
    auto last_id = parameters.text("after");
    if (const std::string* header = call.request.header("last-event-id")) last_id = *header;
    if (!parameters.ok()) return call.refuse(parameters.problem());
    const std::shared_ptr<ChangeHub>& hub = call.context.changes;
    if (hub == nullptr || call.context.engine.figures().draining) {
        return call.refuse(cannot_stream(
            ProblemKind::kUnavailable, "This node is shutting down, or tells of no changes"
        ));
    }
    Response response = text_response(200, "text/event-stream", "");
    response.with("X-Accel-Buffering", "no");
    if (call.request.method == "HEAD") return response;
    if (call.keeps_thread) {
        return call.refuse(cannot_stream(
            ProblemKind::kInvalidRequest,
            "Expected a plain GET of /v1/stream, without a body and without Expect"
        ));
    }
    const auto opened = hub->open(scope, last_id);
    if (!opened) {
        return call.refuse(cannot_stream(
            ProblemKind::kOverloaded,
            "Expected at most " + std::to_string(limits::kStreamsMax) +
                " open streams (kStreamsMax), but so many are open; close one or try again"
        ));
    }
    response.stream = std::make_shared<InstanceStream>(
        hub, *opened, scope, std::move(filter), last_id.has_value()
    );
    return response;
}

void handle_stream_instances(const AsyncCallPtr& pending) {
    pending->answer([call = pending->call()] { return open_stream(call); });
}

}  // namespace

Route stream_instances_route() {
    Route route;
    route.method = "GET";
    route.pattern = std::string(kStreamPath);
    route.operation = "streamInstances";
    route.tag = "instances";
    route.summary = "Changes of instances, as server-sent events";
    route.description =
        "Each instance at most four times a second. Events: `ready` ({resumed}), `instance` (an "
        "item of the list with `seq`, `why`, `whyAt`, `nextAt`; errors without their bodies), "
        "`left` ({id, seq, status}: the filter does not hold any more, or may have held before), "
        "`reset` (changes were missed: read the list anew). A comment every 10 seconds shows that "
        "the stream is alive.";
    route.async_handler = handle_stream_instances;
    route.parameters = instance_filter_docs();
    std::erase_if(route.parameters, [](const ParameterDoc& doc) {
        return doc.name == "limit" || doc.name == "cursor";
    });
    route.parameters.push_back(query_doc(
        "scope",
        "`node`: only what the asked node commits.",
        {{"type", "string"}, {"enum", {"cluster", "node"}}, {"default", "cluster"}}
    ));
    route.parameters.push_back(
        query_doc("after", "Id of the last event seen, for clients that cannot send Last-Event-ID.")
    );
    route.parameters.push_back(
        {ParameterPlace::kHeader,
         "Last-Event-ID",
         "Id of the last event seen: the stream goes on there, or begins with `reset`.",
         {{"type", "string"}},
         false}
    );
    route.responses = {{200, "The stream, until one side ends it.", "text/event-stream", ""}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
