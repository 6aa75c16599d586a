// Which form of a file a client takes: Accept-Encoding of RFC 9110, as far as it decides among the
// forms that are kept. Pure.
#pragma once

#include "api/request.hpp"
#include "api/ui/asset.hpp"

namespace sagaflow::api::ui {

struct Form {
    std::string_view coding;  // for Content-Encoding; empty: plain
    std::string_view bytes;
};

// The smallest form that the client accepts; the plain one when it names none.
Form choose_form(const Request& request, const Asset& asset);

}  // namespace sagaflow::api::ui
