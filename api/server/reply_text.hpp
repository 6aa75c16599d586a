// An answer as bytes on the wire, for requests that are answered without the HTTP library. Pure.
#pragma once

#include <string>

#include "api/response.hpp"

namespace sagaflow::api {

// HTTP/1.1. `connection` is that header's value ("close" when nothing follows); empty: none.
// Header values hold no line breaks: Response::with drops those that do.
std::string reply_text(const Response& response, std::string_view connection);

}  // namespace sagaflow::api
