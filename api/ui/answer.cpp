#include "api/ui/answer.hpp"

#include <algorithm>

#include "api/preconditions.hpp"
#include "api/problem.hpp"
#include "api/ui/encoding.hpp"

namespace sagaflow::api::ui {
namespace {

constexpr std::string_view kRoot = "/ui";
constexpr std::string_view kPage = "index.html";
constexpr std::string_view kHashedFolder = "assets/";

// Nothing from elsewhere, nothing inline, no frame around it, and no text of ours or of a payload
// that could become a script: the pages use no sink that Trusted Types would guard.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

const Asset* find(Assets assets, std::string_view path) {
    const auto found = std::find_if(assets.begin(), assets.end(), [&](const Asset& asset) {
        return asset.path == path;
    });
    return found == assets.end() ? nullptr : &*found;
}

std::string_view below_root(const Request& request) {
    std::string_view path = request.path().substr(kRoot.size());
    if (path.starts_with('/')) path.remove_prefix(1);
    return path;
}

Response refuse(const Request& request, std::string detail) {
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = std::move(detail);
    return problem_response(problem, request.path());
}

void add_safety(Response& response) {
    response.with("Content-Security-Policy", std::string(kContentPolicy))
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Cross-Origin-Resource-Policy", "same-origin")
        .with("Referrer-Policy", "no-referrer");
}

Response deliver(const Request& request, const Asset& asset) {
    const Form form = choose_form(request, asset);
    const bool hashed = asset.path.starts_with(kHashedFolder);
    // Every form is another sequence of bytes, so another ETag.
    const std::string tag = '"' + std::string(asset.digest) + '-' + std::string(form.coding) + '"';
    Response response;
    if (none_match_names(request, tag)) {
        response.status = 304;
    } else {
        response = text_response(200, asset.content_type, std::string(form.bytes));
        if (!form.coding.empty()) response.with("Content-Encoding", std::string(form.coding));
    }
    response.with("ETag", tag)
        .with("Vary", "Accept-Encoding")
        .with("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    add_safety(response);
    return response;
}

}  // namespace

Response answer(const Request& request, Assets assets) {
    if (assets.empty()) {
        return refuse(
            request,
            "Expected the web UI here, but this program was built without it "
            "(SAGAFLOW_UI=OFF)"
        );
    }
    const std::string_view path = below_root(request);
    const Asset* asset = find(assets, path);
    if (asset == nullptr && !path.starts_with(kHashedFolder)) asset = find(assets, kPage);
    if (asset != nullptr) return deliver(request, *asset);
    return refuse(
        request, "The UI of this version has no such file; reload the page to get its present one"
    );
}

bool wants_page(const Request& request) {
    const std::string* accept = request.header("accept");
    return accept != nullptr && accept->find("text/html") != std::string::npos;
}

}  // namespace sagaflow::api::ui
