// A connection as cpp-httplib's Stream. Private to this folder: the only headers with its types are
// this one and http_protocol.hpp.
//
// Every read and write has the deadline of its phase, so a slow sender or reader cannot keep a
// thread for longer, byte by byte or not. Writes are gathered and sent at once.
#pragma once

#include <httplib.h>

#include "api/server/connection.hpp"

namespace sagaflow::api {

class ConnectionStream final : public httplib::Stream {
public:
    ConnectionStream(Connection& connection, std::int64_t write_ms);

    // From here on reads may wait until `deadline`.
    void set_read_deadline(SteadyTime deadline) { read_deadline_ = deadline; }
    // Bytes that are there, after waiting for the first; empty when the client has closed or the
    // deadline has passed. What consume() does not take stays for the next reader.
    std::string_view peek();
    void consume(std::size_t count) { consumed_ += count; }
    std::size_t buffered() const { return connection_.input.size() - consumed_; }
    bool timed_out() const { return timed_out_; }
    bool flush();

    bool is_readable() const override { return true; }
    bool is_writable() const override { return true; }
    ssize_t read(char* to, std::size_t size) override;
    ssize_t write(const char* from, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return connection_.socket(); }

    // Later releases of the library ask for these as well.
    virtual bool wait_readable() const { return true; }
    virtual bool wait_writable() const { return true; }
    virtual bool is_peer_alive() const { return true; }
    virtual time_t duration() const { return 0; }

private:
    Connection& connection_;
    std::int64_t write_ms_;
    SteadyTime read_deadline_;
    std::size_t consumed_ = 0;  // of connection_.input; compacted when it is used up
    std::string output_;
    bool timed_out_ = false;

public:
    ~ConnectionStream() override;
};

}  // namespace sagaflow::api
