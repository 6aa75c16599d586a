// What the instances of bulk items are by now: a result alone says only that the action was taken.
#pragma once

#include "api/route.hpp"

namespace sagaflow::api {

// Adds `now` ({saga, key, status}; null: the instance is gone) to each item, which has an
// `instance`. One question for all of them.
Status add_labels(store::Queries& queries, Json& items);

}  // namespace sagaflow::api
