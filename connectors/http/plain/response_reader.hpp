// Bytes of a connection in, an answer out: Beast's parser with our bounds around it.
//
// One for each connection, used for one answer after another; interim answers (1xx) are passed
// over, trailers are counted and dropped. Lives on the connector's thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "connectors/http/answer.hpp"
#include "connectors/http/options.hpp"

namespace sagaflow::http {

class ResponseReader {
public:
    enum class State { kMore, kDone, kBodyTooLong, kHeadersTooLong, kBroken };

    explicit ResponseReader(const Options& options);
    ~ResponseReader();

    // Awaits the answer to a request; that to a HEAD has no body.
    void begin(bool to_head);
    State take(std::string_view bytes);
    // The connection ended, which may be how the body ends.
    State end();

    bool begun() const { return begun_; }  // any byte came
    int status() const;                    // 0 while unknown
    // Once kDone: another request may use the connection.
    bool keeps_alive() const;
    // Once kDone.
    Answer take_answer();
    // Once kBroken: what is wrong.
    const std::string& problem() const { return problem_; }

private:
    struct Message;

    State read(std::string_view& bytes);
    State read_head(std::string_view& bytes);
    State parse_head(std::string_view head);
    State judge_head();
    State parse(std::string_view& bytes);
    State broken(std::string problem);

    const Options& options_;
    std::unique_ptr<Message> message_;
    std::string rest_;           // came, and is not parsed yet
    std::size_t looked_at_ = 0;  // of rest_, for the end of the head
    bool to_head_ = false;
    bool begun_ = false;
    bool in_head_ = true;
    bool ambiguous_ = false;
    std::string problem_;
};

}  // namespace sagaflow::http
