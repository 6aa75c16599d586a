#include "api/routes/table.hpp"
#include "api/ui/answer.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sagaflow</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
code { background: #8882; padding: .1em .3em; border-radius: 3px; }
</style>
</head>
<body>
<h1>Sagaflow</h1>
<p>A durable workflow and saga engine is running here. UI_LINE</p>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: the HTTP API</li>
<li><a href="/schemas/saga-v1.json">/schemas/saga-v1.json</a>: the schema of definitions</li>
<li><a href="/v1/sagas">/v1/sagas</a>: deployed sagas</li>
<li><a href="/v1/instances">/v1/instances</a>: instances, newest first</li>
<li><a href="/readyz">/readyz</a> and <a href="/metrics">/metrics</a>: how it is doing</li>
</ul>
<p>On the command line: <code>sagaflow --help</code>.</p>
</body>
</html>
)";

std::string page_text(bool has_ui) {
    constexpr std::string_view kPlace = "UI_LINE";
    std::string page(kPage);
    page.replace(
        page.find(kPlace),
        kPlace.size(),
        has_ui ? R"(Its web UI is at <a href="/ui/">/ui/</a>.)"
               : "This program was built without its web UI (SAGAFLOW_UI=OFF)."
    );
    return page;
}

Response handle_start_page(Call& call) {
    const bool has_ui = !call.context.settings.ui.empty();
    if (has_ui && ui::wants_page(call.request)) {
        Response elsewhere;
        elsewhere.status = 302;
        return elsewhere.with("Location", "/ui/").with("Vary", "Accept");
    }
    Response page = text_response(200, "text/html; charset=utf-8", page_text(has_ui));
    return page.with(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    );
}

}  // namespace

Route start_page_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/";
    route.operation = "getStartPage";
    route.tag = "operations";
    route.summary = "A page that says what this is";
    route.description = "Links the API's description. Browsers are sent to the web UI.";
    route.handler = handle_start_page;
    route.responses = {
        {200, "HTML.", "text/html", ""}, {302, "To the web UI, for browsers.", "", ""}};
    return route;
}

}  // namespace sagaflow::api
