// PgConnection's wrapper for handlers of the event loop; for its two source files only.
#pragma once

#include "engine/store/pg/pg_connection.hpp"

namespace sagaflow::store {

template <typename Handler>
auto PgConnection::guarded(Handler handler) {
    return [weak = weak_from_this(),
            session = session_,
            handler = std::move(handler)](const boost::system::error_code& error) {
        if (error) return;  // cancelled: the session has ended
        const auto self = weak.lock();
        if (self && self->session_ == session) handler(*self);
    };
}

}  // namespace sagaflow::store
