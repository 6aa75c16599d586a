// A definition that uses every part of the language, for tests of what it compiles to.
#pragma once

namespace sagaflow::dsl {

inline constexpr const char* kOrderDefinition = R"json({
  "$schema": "saga.schema.json",
  "saga": "order",
  "description": "Reserve, charge, ship.",
  "input": {"type": "object", "required": ["orderId"],
            "properties": {"orderId": {"type": "string"}}},
  "key": "${input.orderId}",
  "keyScope": "ever",
  "timeout": "10d",
  "onFailure": "park",
  "compensation": {"order": "sequential", "concurrency": 3, "retry": "slow"},
  "retries": {
    "net": {"maxAttempts": 7, "initial": "1s", "factor": 3, "max": "20s", "jitter": "none",
            "for": "1h"},
    "slow": {"initial": "10s"}
  },
  "defaults": {"retry": "net", "timeout": "9s"},
  "start": "reserve",
  "states": {
    "reserve": {
      "type": "task", "call": "http", "timeout": "5s",
      "with": {"connection": "inventory", "method": "POST",
               "path": "/reservations/${input.orderId}",
               "headers": {"X-Token": "Bearer ${secret.token}"}, "body": {"n": "${size(input)}"}},
      "retry": {"maxAttempts": 2, "on": ["*"]},
      "catch": [{"errors": ["http.409"], "when": "error.status == 409",
                 "assign": {"why": "${error.message}"}, "next": "sold_out"}],
      "probe": {"call": "http", "with": {"connection": "inventory", "path": "/r?key=${step.key}"},
                "ok": "size(result) > 0", "timeout": "3s"},
      "compensate": {"call": "http", "with": {"connection": "inventory", "method": "DELETE",
                     "path": "/reservations/${output.id}"}, "ok": "response.status == 404"},
      "output": {"id": "${result.id}"},
      "undoOnFailed": true,
      "onExhausted": "compensate",
      "assign": {"reservation": "${output.id}"},
      "next": "await"
    },
    "await": {
      "type": "receive",
      "on": [
        {"event": "shipped", "key": "${input.orderId}", "when": "event.data.ok",
         "assign": {"tracking": "${event.data.tracking}"}, "next": "decide"},
        {"event": "refused", "error": "Refused"}
      ],
      "timeout": {"after": "7d", "error": "TimedOut"},
      "keep": "2h"
    },
    "decide": {"type": "choice", "choices": [{"when": "vars.tracking != ''", "next": "pause"}],
               "otherwise": "sold_out"},
    "pause": {"type": "wait", "for": "1m", "next": "note"},
    "note": {"type": "set", "assign": {"done": true}, "next": "commit"},
    "commit": {"type": "task", "call": "noop", "effect": "pivot", "next": "tell"},
    "tell": {"type": "task", "call": "noop", "effect": "retriable", "next": "read"},
    "read": {"type": "task", "call": "noop", "effect": "none", "next": "end"},
    "end": {"type": "succeed", "output": {"tracking": "${vars.tracking}"}},
    "sold_out": {"type": "fail", "error": "SoldOut", "message": "no stock for ${input.orderId}",
                 "compensate": false}
  }
})json";

}  // namespace sagaflow::dsl
