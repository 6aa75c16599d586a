#include "api/server/peer_streams.hpp"

#include <curl/curl.h>

#include "api/server/reconnect_pause.hpp"
#include "api/stream/event_reader.hpp"
#include "api/streamed_body.hpp"

namespace sagaflow::api {
namespace {

constexpr int kDriveMs = 500;
constexpr long kPeerConnectMs = 1'000;
// Two heartbeats and a half without a byte: the peer is gone.
constexpr long kSilenceSeconds = 5 * limits::kStreamHeartbeatMs / 2'000;

}  // namespace

// The stream of one other node: connected, or waiting to be connected again.
class PeerStreams::Link {
public:
    Link(ChangeHub& hub, void* multi, std::string url, ReconnectPause pause)
        : hub_(hub), multi_(multi), url_(std::move(url)), pause_(pause) {}
    ~Link() { disconnect(); }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    const std::string& url() const { return url_; }
    bool owns(const CURL* handle) const { return handle_ == handle; }

    void connect_if_due(Time now) {
        if (handle_ != nullptr || now < next_try_) return;
        handle_ = curl_easy_init();
        if (handle_ == nullptr) return;
        connected_at_ = now;
        const std::string target = url_ + std::string(kStreamPath) + "?scope=node";
        if (!reader_.last_id().empty()) {
            headers_ = curl_slist_append(headers_, ("Last-Event-ID: " + reader_.last_id()).c_str());
        }
        reader_.begin_anew();
        curl_easy_setopt(handle_, CURLOPT_URL, target.c_str());
        curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle_, CURLOPT_PROXY, "");
        curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle_, CURLOPT_FAILONERROR, 1L);
        curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, kPeerConnectMs);
        curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
        curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &Link::on_bytes);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
        (void)curl_multi_add_handle(multi_, handle_);
    }

    void end(Time now, std::uint64_t random) {
        pause_.held_for(std::chrono::duration_cast<std::chrono::milliseconds>(now - connected_at_));
        next_try_ = now + pause_.next(random);
        disconnect();
    }

private:
    void disconnect() {
        if (handle_ == nullptr) return;
        (void)curl_multi_remove_handle(multi_, handle_);
        curl_easy_cleanup(std::exchange(handle_, nullptr));
        curl_slist_free_all(std::exchange(headers_, nullptr));
    }

    static std::size_t on_bytes(const char* data, std::size_t size, std::size_t count, void* to) {
        Link& link = *static_cast<Link*>(to);
        const bool good = link.reader_.feed(
            {data, size * count},
            limits::kStreamEventBytesMax,
            [&](const StreamEventReader::Event& event) { link.take(event); }
        );
        return good ? size * count : 0;
    }

    void take(const StreamEventReader::Event& event) {
        const auto data = parse_json(event.data, limits::kStreamEventBytesMax);
        // Whatever was told between the streams is missed, unless this one goes on there.
        const bool resumed = data.ok() && data->is_object() && data->value("resumed", false);
        if (event.event == "instance") {
            if (!data.ok() || !hub_.peer_changed(*data)) hub_.peer_missed();
        } else if (event.event == "reset" || (event.event == "ready" && !resumed)) {
            hub_.peer_missed();
        }
    }

    ChangeHub& hub_;
    void* multi_;
    const std::string url_;
    CURL* handle_ = nullptr;
    curl_slist* headers_ = nullptr;
    StreamEventReader reader_;
    ReconnectPause pause_;
    Time connected_at_;
    Time next_try_;
};

PeerStreams::PeerStreams(ChangeHub& hub, Peers peers, PeerStreamsOptions options)
    : hub_(hub), peers_(std::move(peers)), options_(options) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    thread_ = std::thread([this] { run(); });
    (void)pthread_setname_np(thread_.native_handle(), "peer-streams");
}

PeerStreams::~PeerStreams() {
    stop();
    links_.clear();
    curl_multi_cleanup(multi_);
}

void PeerStreams::wake() {
    // Under the mutex, so that the thread cannot fall asleep between its look and this.
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
}

void PeerStreams::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    (void)curl_multi_wakeup(multi_);
    if (thread_.joinable()) thread_.join();
}

// False: it is to stop.
bool PeerStreams::wait_until_wanted() {
    std::unique_lock lock(mutex_);
    if (!stopping_ && !hub_.wants_peers()) {
        links_.clear();
        changed_.wait(lock, [this] { return stopping_ || hub_.wants_peers(); });
        next_look_ = {};
    }
    return !stopping_;
}

void PeerStreams::run() {
    while (wait_until_wanted()) {
        if (std::chrono::steady_clock::now() >= next_look_) look_at_peers();
        drive();
    }
}

void PeerStreams::look_at_peers() {
    next_look_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.look_ms);
    const auto peers = peers_();
    if (!peers) return;
    std::erase_if(links_, [&](const auto& link) {
        const auto found = peers->find(link.first);
        const bool gone = found == peers->end() || found->second != link.second->url();
        // Its last words may not have come through.
        if (gone) hub_.peer_missed();
        return gone;
    });
    for (const auto& [name, url] : *peers) {
        if (links_.contains(name)) continue;
        const ReconnectPause pause(options_.reconnect_ms_min, options_.reconnect_ms_max);
        links_[name] = std::make_unique<Link>(hub_, multi_, url, pause);
    }
}

void PeerStreams::drive() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& [name, link] : links_) link->connect_if_due(now);
    int running = 0;
    (void)curl_multi_perform(multi_, &running);
    end_finished();
    (void)curl_multi_poll(multi_, nullptr, 0, kDriveMs, nullptr);
}

void PeerStreams::end_finished() {
    const auto now = std::chrono::steady_clock::now();
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        for (const auto& [name, link] : links_) {
            if (!link->owns(message->easy_handle)) continue;
            link->end(now, random_());
            break;
        }
    }
}

}  // namespace sagaflow::api
