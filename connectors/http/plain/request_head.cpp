#include "connectors/http/plain/request_head.hpp"

#include <algorithm>

#include "connectors/http/headers.hpp"

namespace sagaflow::http {
namespace {

bool names(const std::vector<HeaderLine>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const HeaderLine& header) {
        return equal_ignoring_case(header.name, name);
    });
}

void add_line(std::string& out, const HeaderLine& header) {
    // A line without a value is written for libcurl: "Name;".
    if (header.line.size() == header.name.size() + 1) {
        out.append(header.name).append(":\r\n");
    } else {
        out.append(header.line).append("\r\n");
    }
}

}  // namespace

void write_head(std::string& out, const OutgoingRequest& request) {
    out.assign(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\nHost: ");
    out.append(request.origin.host);
    if (request.origin.port != "80") out.append(":").append(request.origin.port);
    out.append("\r\n");
    static const std::vector<HeaderLine> kNone;
    const auto& configured = request.connection ? request.connection->headers : kNone;
    if (!names(request.headers, "user-agent") && !names(configured, "user-agent")) {
        out.append("User-Agent: sagaflow/" SAGAFLOW_VERSION "\r\n");
    }
    for (const HeaderLine& header : request.headers) add_line(out, header);
    for (const HeaderLine& header : configured) {
        if (!names(request.headers, header.name)) add_line(out, header);
    }
    if (request.sends_length()) {
        out.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    }
    out.append("\r\n");
}

}  // namespace sagaflow::http
