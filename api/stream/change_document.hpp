// One change of an instance as the stream sends it, and back: nodes read one another's streams.
#pragma once

#include <optional>

#include "engine/core/json.hpp"
#include "engine/shard/changes.hpp"

namespace sagaflow::api {

// An item of the list, with `seq` and `why`, and without the bodies of errors.
Json change_document(const InstanceChange& change);

// What filters look at; nullopt for what is no such document.
std::optional<store::InstanceRow> row_of_document(const Json& document);

}  // namespace sagaflow::api
