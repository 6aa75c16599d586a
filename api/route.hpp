// One route: how it is found, what serves it, and how /openapi.json describes it. Each file of
// routes/ makes one; routes/table.cpp lists them all.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/context.hpp"
#include "api/request.hpp"
#include "api/response.hpp"

namespace sagaflow::api {

// A request on its way through a handler.
struct Call {
    const Request& request;
    Context& context;
    std::vector<std::string> path;  // the values of the pattern's {…}, decoded
    bool keeps_thread = true;       // until it is answered

    Response refuse(const Problem& problem) const;
    Response refuse(const Error& error) const { return refuse(problem_of(error)); }
    // For what a handler let escape: only bugs of ours, operating errors are values. Logged.
    Response refuse_bug(const std::exception& error) const;
};
using Handler = Response (*)(Call&);
// For routes that wait for the engine: never blocks, answers through the call. async_call.hpp.
class AsyncCall;
using AsyncHandler = void (*)(const std::shared_ptr<AsyncCall>&);

enum class ParameterPlace { kPath, kQuery, kHeader };
struct ParameterDoc {
    ParameterPlace place = ParameterPlace::kQuery;
    std::string name;
    std::string description;
    Json schema = {{"type", "string"}};
    bool required = false;
};
struct BodyDoc {
    std::vector<std::string> content_types;
    std::string schema;  // a name of openapi/schemas.json
    bool required = true;
};
struct ResponseDoc {
    int status = 200;
    std::string description;
    std::string content_type = std::string(kJsonType);  // empty: no body
    std::string schema;  // a name of openapi/schemas.json; empty: not described
};

// Which cap of the settings holds for a route's body.
enum class BodySize { kRequest, kBatch, kDefinition };

struct Route {
    std::string method;
    std::string pattern;    // /v1/instances/{id}
    std::string operation;  // operationId
    std::string tag;
    std::string summary;
    std::string description;
    Handler handler = nullptr;  // either this one or the next
    AsyncHandler async_handler = nullptr;
    std::vector<ParameterDoc> parameters;  // path ones are added from the pattern
    std::optional<BodyDoc> body;
    std::vector<ResponseDoc> responses;  // of success
    std::vector<int> problems;           // statuses of refusals, beside those that every route has
    BodySize body_size = BodySize::kRequest;
    bool takes_rest = false;  // the last {…} stands for any number of segments, none as well
};

// Parameter docs that several routes share.
ParameterDoc query_doc(
    std::string name, std::string description, Json schema = {{"type", "string"}}
);
ParameterDoc limit_doc();
ParameterDoc cursor_doc();
ParameterDoc if_match_doc(bool required);
ParameterDoc idempotency_key_doc();

}  // namespace sagaflow::api
