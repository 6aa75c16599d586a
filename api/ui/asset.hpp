// The files of the web UI as they lie in the program: written once by the build, never changed,
// read by any thread. Each is there plain and, where that is smaller, compressed.
#pragma once

#include <span>
#include <string_view>

namespace sagaflow::api::ui {

struct Asset {
    std::string_view path;  // below /ui/: "index.html", "assets/index-1a2b3c.js"
    std::string_view content_type;
    std::string_view digest;  // of the plain bytes, for the ETag
    std::string_view plain;
    std::string_view gzip;  // empty: not kept in this form
    std::string_view brotli;
};
using Assets = std::span<const Asset>;  // empty: this build has no UI

}  // namespace sagaflow::api::ui
