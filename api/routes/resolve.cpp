#include <algorithm>

#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"
#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

const std::vector<std::string>& resolutions() {
    static const std::vector<std::string> names{"retry", "done", "giveUp"};
    return names;
}

// Text or a document; blank text shows nothing.
bool has_evidence(const Json& body) {
    const auto found = body.find("evidence");
    if (found == body.end() || found->is_null()) return false;
    if (!found->is_string()) return !found->is_structured() || !found->empty();
    return found->get_ref<const std::string&>().find_first_not_of(" \t\r\n") != std::string::npos;
}

// It goes into the history, and into what people read of the instance.
void check_evidence_size(Members& members, const Json& body) {
    const auto found = body.find("evidence");
    if (found == body.end()) return;
    const std::size_t bytes =
        found->is_string() ? found->get_ref<const std::string&>().size() : to_text(*found).size();
    if (bytes <= limits::kEvidenceBytesMax) return;
    members.refuse(
        "evidence",
        "Expected at most " + std::to_string(limits::kEvidenceBytesMax) +
            " bytes in \"evidence\", but got " + std::to_string(bytes),
        "say where it can be seen, and keep it there"
    );
}

// `done` needs evidence; giving up cannot be taken back, so it needs If-Match.
bool check_resolution(Members& members, const Json& body) {
    (void)members.required_text("step", limits::kNameBytesMax, "name the step whose undo failed");
    (void)members.integer("visit", 1, INT32_MAX);
    (void)members.text("item", limits::kNameBytesMax);
    const auto resolution = members.text("resolution", limits::kNameBytesMax);
    if (!resolution) {
        (void)members.required("resolution", "one of retry, done, giveUp");
        return false;
    }
    const auto& known = resolutions();
    if (std::find(known.begin(), known.end(), *resolution) == known.end()) {
        members.refuse(
            "resolution",
            "Unknown resolution \"" + *resolution + "\"",
            suggestion(*resolution, known)
        );
    }
    if (*resolution == "done" && !has_evidence(body)) {
        members.refuse(
            "evidence",
            "Expected \"evidence\" with the resolution done",
            "say where it can be seen that it was undone, such as a ticket or a refund's number"
        );
    }
    check_evidence_size(members, body);
    if (*resolution != "retry" && body.contains("with")) {
        members.refuse("with", "\"with\" goes with the resolution retry only");
    }
    return *resolution == "giveUp";
}

const ActionRules& resolve_rules() {
    static const ActionRules kRules{
        Action::kResolve,
        {"step", "visit", "item", "resolution", "with", "evidence"},
        true,
        false,
        check_resolution};
    return kRules;
}

Response handle_resolve(Call& call) { return act(call, resolve_rules()); }

}  // namespace

Route resolve_route() {
    return action_route(
        resolve_rules(),
        handle_resolve,
        "Settle an undo that failed for good",
        "`retry` tries it again, with another input where `with` is given; `done` says that it was "
        "undone outside, with evidence; `giveUp` leaves the effect standing and needs If-Match.",
        "ResolveRequest"
    );
}

}  // namespace sagaflow::api
