// Result<T>: a value or an Error. Operating errors travel as values; exceptions of libraries are
// converted at the edge where the library is called. The shape follows std::expected (C++23).
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "engine/core/ensure.hpp"

namespace sagaflow {

// What a caller can do about an error; each value maps to one HTTP status in the API.
enum class ErrorCode {
    kInvalidArgument,       // 400: cannot be understood or kept
    kUnprocessable,         // 422: well formed and wrong
    kNotFound,              // 404
    kConflict,              // 409: not in this status; the message says why
    kPreconditionFailed,    // 412: the instance moved
    kPreconditionRequired,  // 428: If-Match or a plan hash is needed
    kTooLarge,              // 413: a limit of core/limits.hpp, named in the message
    kOverloaded,            // 503: a bounded queue is full; try again later
    kUnavailable,           // 503: the database is away
    kNotOwner,              // the shard belongs to another node (forwarded, or 503)
    kInternal,              // 500: a bug of ours
};

struct Error {
    ErrorCode code = ErrorCode::kInternal;
    // "Expected to …, but …": what is wrong and how to mend it. Shown to users; holds no secret.
    std::string message;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & {
        ENSURE(ok(), "value() of an error");
        return std::get<0>(state_);
    }
    const T& value() const& {
        ENSURE(ok(), "value() of an error");
        return std::get<0>(state_);
    }
    T&& value() && {
        ENSURE(ok(), "value() of an error");
        return std::get<0>(std::move(state_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const {
        ENSURE(!ok(), "error() of a value");
        return std::get<1>(state_);
    }

private:
    std::variant<T, Error> state_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status ok_status() { return Unit{}; }

}  // namespace sagaflow
