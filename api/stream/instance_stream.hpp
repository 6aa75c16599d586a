// One open stream: the changes that its filter lets through, as server-sent events.
//
//   event: ready   the stream is open; {"resumed": true} when it goes on where the client was
//   event: reset   something was missed: read anew what is shown
//   event: instance   an instance that the filter holds for, as in a list
//   event: left    one that the filter does not hold for any more, or may have held for
//
// Owned by the server's streaming thread. A reader that falls behind what is kept is ended: it
// comes back, is told to read anew, and nothing was buffered for it.
#pragma once

#include "api/stream/change_hub.hpp"
#include "api/streamed_body.hpp"

namespace sagaflow::api {

class InstanceStream final : public StreamedBody {
public:
    InstanceStream(
        std::shared_ptr<ChangeHub> hub,
        ChangeHub::Opened opened,
        StreamScope scope,
        store::InstanceFilter filter,
        bool wanted_to_resume
    );
    ~InstanceStream() override;
    InstanceStream(const InstanceStream&) = delete;
    InstanceStream& operator=(const InstanceStream&) = delete;

    void on_more(std::function<void()> wake) override;
    bool pull(std::string& to, std::size_t bytes_max) override;
    void keep_alive(std::string& to) override;

private:
    void write(std::string& to, const Change& change) const;
    bool may_have_matched(const Change& change) const;

    std::shared_ptr<ChangeHub> hub_;
    const std::uint64_t reader_;
    std::uint64_t place_;
    StreamScope scope_;
    store::InstanceFilter filter_;
    store::InstanceFilter lasting_;  // the part of the filter that never changes for an instance
    std::string greeting_;
};

}  // namespace sagaflow::api
