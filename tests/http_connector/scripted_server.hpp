// A participant on loopback that does what the test says, byte by byte.
//
// One thread accepts and one serves each connection; a script sees the request's head and body and
// writes what it likes, or nothing. Everything is counted. Stops in the destructor.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace sagaflow::testing {

struct SeenRequest {
    std::string method;
    std::string target;
    std::string head;  // the whole head, as it came
    std::string body;
    std::string header(std::string_view name) const;  // "" when absent
};

// One connection, in the hands of a script.
class Peer {
public:
    Peer(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}
    void write(std::string_view bytes);
    // A whole answer, with its length.
    void answer(int status, std::string_view body, std::string_view headers = "");
    void answer_json(std::string_view body) {
        answer(200, body, "Content-Type: application/json\r\n");
    }
    // Keeps the connection open without a byte until the client goes or the server stops.
    void hang();
    // Waits this long, or until the client goes; false then.
    bool pause(int ms);
    void drop() { dropped_ = true; }
    void reset();  // RST instead of FIN
    bool dropped() const { return dropped_; }
    bool stopping() const { return stopping_; }

private:
    int socket_;
    const std::atomic<bool>& stopping_;
    bool dropped_ = false;
};

// A port of loopback where nobody listens: connections are refused. It is held as long as the
// object lives, so that no other process can come to listen there.
class ClosedPort {
public:
    ClosedPort();
    ~ClosedPort();
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;

    std::string url() const;
    int port() const;

private:
    int socket_;
};

// A port of loopback whose listener takes no more connections: the system keeps silent about those
// who ask for one.
class SilentPort {
public:
    // Port 0: any.
    SilentPort(const std::string& address, int port);
    ~SilentPort();
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    std::string url() const;

private:
    std::string address_;
    int listener_;
    std::vector<int> waiting_;  // connections that fill its queue
};

class ScriptedServer {
public:
    using Script = std::function<void(const SeenRequest&, Peer&)>;

    // Without a script every request is answered 200 {"ok":true}.
    // `greeting` is written to each connection before anything is read.
    explicit ScriptedServer(Script script = {}, std::string greeting = "");
    ~ScriptedServer();

    int port() const { return port_; }
    std::string url() const;
    std::vector<SeenRequest> requests() const;
    std::size_t request_count() const { return request_count_; }
    std::size_t connection_count() const { return connection_count_; }
    std::size_t most_at_once() const { return most_at_once_; }
    void wait_for_requests(std::size_t count) const;
    void wait_for_ended_connections(std::size_t count) const;

private:
    void accept_loop();
    void serve(int socket);
    bool read_request(int socket, std::string& buffer, SeenRequest& request);
    void note(const SeenRequest& request);

    Script script_;
    std::string greeting_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> request_count_{0};
    std::atomic<std::size_t> connection_count_{0};
    std::atomic<std::size_t> at_once_{0};
    std::atomic<std::size_t> most_at_once_{0};
    std::size_t ended_connections_ = 0;  // guarded by mutex_
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<SeenRequest> requests_;
    std::set<int> sockets_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace sagaflow::testing
