// Answers what is asked below /ui/: a file of the UI, or its one page for every path that is a
// place within it. Pure. What is missing below /ui/assets/ is a 404, so that a page of an older
// version never takes HTML for a script.
#pragma once

#include "api/request.hpp"
#include "api/response.hpp"
#include "api/ui/asset.hpp"

namespace sagaflow::api::ui {

Response answer(const Request& request, Assets assets);

// Whether the client is a browser that asks for a page.
bool wants_page(const Request& request);

}  // namespace sagaflow::api::ui
