// A TCP door to the tests' PostgreSQL that can be cut at a chosen moment, for outcomes that nobody
// knows. One thread of its own; all members may be called from the test's thread.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace sagaflow::store {

class CuttingProxy {
public:
    enum class Mode {
        kPass,
        kCutBeforeServer,  // the client's next bytes are not forwarded; the connection is closed
        kCutBeforeClient,  // they are; the connection is closed when the server answers
        kSwallow,          // they vanish, and the connection stays open: a server that hangs
    };

    // `socket_path` is PostgreSQL's Unix socket.
    explicit CuttingProxy(std::string socket_path);
    ~CuttingProxy();

    int port() const { return port_; }
    // A cut happens once, then the proxy passes everything again.
    void set_mode(Mode mode) { mode_ = mode; }
    Mode mode() const { return mode_; }

private:
    struct Pair {
        int client = -1;
        int server = -1;
        bool cut_on_answer = false;
    };

    void run();
    void accept_one();
    // False: this pair is over.
    bool from_client(Pair& pair);
    bool from_server(Pair& pair);

    const std::string socket_path_;
    int listener_ = -1;
    int port_ = 0;
    int wake_[2] = {-1, -1};
    std::atomic<Mode> mode_ = Mode::kPass;
    std::vector<Pair> pairs_;
    std::thread thread_;
};

}  // namespace sagaflow::store
