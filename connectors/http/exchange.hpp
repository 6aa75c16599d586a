// A call under way, and the port to what carries it over the network.
//
// There are two transports: Asio and Beast for http (plain/), libcurl for https. Both answer with
// the same values and are held by the same tests. Everything here lives on the connector's thread.
#pragma once

#include <memory>
#include <variant>

#include "connectors/http/answer.hpp"
#include "connectors/http/lane.hpp"
#include "connectors/http/outgoing_request.hpp"

namespace sagaflow::http {

struct Exchange {
    Ticket ticket;
    Lane* lane = nullptr;
    OutgoingRequest request;
    bool left = false;    // a byte of the request may have left
    bool resent = false;  // it goes out for the second time
};

using Ending = std::variant<Answer, Breakage>;

class Transport {
public:
    // Takes exchanges back. ended() may be called from within start() and cut_off().
    class Owner {
    public:
        virtual void ended(std::unique_ptr<Exchange> exchange, Ending ending) = 0;

    protected:
        ~Owner() = default;
    };

    virtual ~Transport() = default;
    // Each exchange ends once, by its ticket's deadline at the latest.
    virtual void start(std::unique_ptr<Exchange> exchange) = 0;
    // Ends every exchange now.
    virtual void cut_off() = 0;
};

}  // namespace sagaflow::http
