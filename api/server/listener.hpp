// Opens the listening socket. Private to this folder.
#pragma once

#include "api/server/listen_address.hpp"

namespace sagaflow::api {

struct Listener {
    int socket = -1;
    std::uint16_t port = 0;
};
// kInvalidArgument with the reason: unknown host, port in use, no permission.
Result<Listener> open_listener(const ListenAddress& address);

}  // namespace sagaflow::api
