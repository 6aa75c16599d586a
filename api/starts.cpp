#include "api/starts.hpp"

#include <algorithm>

#include "api/body/members.hpp"
#include "api/definitions.hpp"
#include "api/trace_context.hpp"
#include "dsl/program/scope.hpp"

namespace sagaflow::api {
namespace {

// Numbers count as keys by their JSON text, as they do where the definition makes the key.
std::optional<std::string> read_key(Members& members) {
    const Json* key = members.find("key");
    if (key != nullptr && key->is_number_integer()) return key->dump();
    auto text = members.text("key", limits::kBusinessKeyBytesMax);
    if (text && text->empty()) {
        members.refuse("key", "Expected a key with at least one character", "leave it out instead");
    }
    return text;
}

std::optional<Problem> check_input_of(
    const dsl::Program& program, const Json& input, const std::string& base
) {
    const auto problems = dsl::check_input(program, input);
    if (problems.empty()) return std::nullopt;
    Problem problem;
    problem.kind = ProblemKind::kInvalidInput;
    problem.detail = "Expected an input that meets the schema of " + program.saga + " version " +
                     std::to_string(program.version) + ", but: " + problems.front().message;
    for (const dsl::InputProblem& found : problems) {
        ProblemItem item;
        item.pointer = base + "/input" + found.pointer;
        item.message = found.message;
        problem.errors.push_back(std::move(item));
    }
    return problem;
}

}  // namespace

Checked<PreparedStart> prepare_start(
    Context& context, const std::string& saga, Json& object, const std::string& base
) {
    Members members(object, {"input", "key", "version"}, base);
    members.required("input", "send {\"input\": {}} for a saga without input");
    PreparedStart start;
    start.command.saga = saga;
    start.command.key = read_key(members);
    if (const auto version = members.integer("version", 1, INT32_MAX)) {
        start.command.version = static_cast<int>(*version);
    }
    if (!members.ok()) return members.problem();
    auto program = find_definition(context, saga, start.command.version);
    if (!program.ok()) return program.problem();
    start.program = std::move(*program);
    start.command.input = std::move(object["input"]);
    if (auto problem = check_input_of(*start.program, start.command.input, base)) return *problem;
    return start;
}

Checked<std::optional<std::string>> read_idempotency_key(const Request& request) {
    using Found = std::optional<std::string>;
    const std::string* header = request.header("idempotency-key");
    if (header == nullptr) return Found{};
    std::string key = *header;
    // The draft of the header writes it as a quoted string; most clients send it bare. Same key.
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"')
        key = key.substr(1, key.size() - 2);
    const bool printable =
        std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!key.empty() && printable && key.size() <= limits::kBusinessKeyBytesMax) {
        return Found{std::move(key)};
    }
    return parameter_problem(
        "Idempotency-Key",
        "Expected 1 to " + std::to_string(limits::kBusinessKeyBytesMax) +
            " printable ASCII characters in Idempotency-Key"
    );
}

std::uint64_t fingerprint_of(std::string_view saga, std::string_view body) {
    const std::uint64_t hash = stable_hash(body, stable_hash(saga));
    return hash == 0 ? 1 : hash;  // 0 means that no fingerprint matters
}

std::string traceparent_of(const Request& request) {
    const std::string* header = request.header("traceparent");
    return header == nullptr ? std::string() : valid_traceparent(*header).value_or("");
}

std::string owner_of_start(Context& context, const PreparedStart& start) {
    const StartInstance& command = start.command;
    if (command.key) return context.engine.owner_address_of_key(command.saga, *command.key);
    if (start.program->key) {
        dsl::Scope scope;
        scope.bind(dsl::Slot::kInput, command.input);
        const auto key = dsl::render_value(start.program->key, scope);
        if (key.ok() && !key.value().is_null()) {
            const Json& value = key.value();
            const std::string text = value.is_string() ? value.get<std::string>() : to_text(value);
            return context.engine.owner_address_of_key(command.saga, text);
        }
    }
    if (command.request_key) {
        return context.engine.owner_address_of_key("request", *command.request_key);
    }
    return {};
}

}  // namespace sagaflow::api
