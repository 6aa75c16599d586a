// PgStore's way of asking; for its own source files only.
#pragma once

#include <boost/asio/post.hpp>

#include "engine/store/pg/pg_store.hpp"

namespace sagaflow::store {

template <typename T>
void PgStore::ask(
    PgConnection& connection,
    std::vector<PgCall> calls,
    Done<T> done,
    std::function<Result<T>(const PgReply&)> read
) {
    connection.exchange(
        std::move(calls),
        [done = std::move(done), read = std::move(read)](const PgReply& reply) {
            if (reply.ok()) {
                done(read(reply));
            } else {
                done(read_error(*reply.error));
            }
        }
    );
}

template <typename T>
void PgStore::answer_later(T value, Done<T> done) {
    boost::asio::post(io_, [value = std::move(value), done = std::move(done)] { done(value); });
}

}  // namespace sagaflow::store
