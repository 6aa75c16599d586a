#include "api/routes/table.hpp"
#include "api/ui/answer.hpp"

namespace sagaflow::api {
namespace {

Response handle_web_ui(Call& call) { return ui::answer(call.request, call.context.settings.ui); }

}  // namespace

Route web_ui_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/ui/{path}";
    route.takes_rest = true;
    route.operation = "getWebUi";
    route.tag = "operations";
    route.summary = "The web UI";
    route.description =
        "Every path below /ui/ that is no file of the UI answers its page, which shows that place. "
        "Files below /ui/assets/ never change.";
    route.handler = handle_web_ui;
    route.responses = {
        {200, "A file of the UI.", "text/html", ""},
        {200, "", "text/javascript", ""},
        {200, "", "text/css", ""},
        {200, "", "image/svg+xml", ""},
        {304, "Unchanged since the ETag of If-None-Match.", "", ""}};
    route.problems = {404};
    return route;
}

}  // namespace sagaflow::api
