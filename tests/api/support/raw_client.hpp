// A client that sends whatever bytes it is told, over a real socket.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sagaflow::api {

struct RawAnswer {
    int status = 0;                              // 0: the connection ended without an answer
    std::map<std::string, std::string> headers;  // names lower case
    std::string body;
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return socket_ >= 0; }
    bool send(std::string_view bytes);
    // One answer; waits at most `ms` for each piece.
    RawAnswer receive(int ms = kPatienceMs, bool head_request = false);
    RawAnswer ask(std::string_view bytes) {
        (void)send(bytes);
        return receive();
    }
    // What has arrived, after waiting for the first of it; empty: nothing in time, or the end.
    std::string receive_some(int ms = 5'000);
    // Says that nothing more comes; the answer can still be received.
    void end_sending();
    // Something has arrived, or the end of the connection.
    bool readable(int ms) const;
    // The server has closed; reads away what is left.
    bool closed(int ms = kPatienceMs);

    static constexpr int kPatienceMs = 30'000;

private:
    bool read_more(int ms);

    int socket_ = -1;
    std::string input_;
};

}  // namespace sagaflow::api
