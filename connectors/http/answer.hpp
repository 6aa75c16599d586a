// What an HTTP exchange ended as, and the call result that follows from it.
//
// Pure: the table of outcomes lives here and nowhere else. The rule behind it: only a participant
// that plainly refused, or a request that never left, is `failed`; whatever may have been applied
// is `unknown`.
#pragma once

#include <map>
#include <string>

#include "connectors/connector.hpp"
#include "connectors/http/secrets.hpp"

namespace sagaflow::http {

// A complete answer.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;  // lower-case names; repeated ones joined by ", "
    std::string body;
};

// An exchange that broke off.
struct Breakage {
    enum class Reason { kConnection, kTimeout, kTooLong, kStopping };
    Reason reason = Reason::kConnection;
    bool sent = false;   // any byte of the request left
    int status = 0;      // when the answer had begun
    std::string detail;  // completes "Expected … of CALL, but …"
};

CallResult result_of(Answer answer, const std::string& description, Timestamp now);
CallResult result_of(const Breakage& breakage, const std::string& description);

// A call that was refused before sending, by the code of the error.
CallResult refused(const Error& error);

// Never thrown away, never invalid: bytes that are no UTF-8 and NUL become U+FFFD.
std::string storable_text(std::string_view bytes);

}  // namespace sagaflow::http
