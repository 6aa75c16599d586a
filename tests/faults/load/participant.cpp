#include "tests/faults/load/participant.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <thread>

#include "engine/core/ids.hpp"
#include "tests/faults/load/effects_kept.hpp"
#include "tests/faults/load/monotonic.hpp"
#include "tests/faults/load/synced_file.hpp"
#include "tests/faults/oracle/records.hpp"

namespace sagaflow::faults {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string text_of(boost::beast::string_view view) { return {view.data(), view.size()}; }

// Keys are safe in a URL but for what clients escape.
std::string unescape(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

struct Call {
    LedgerEntry entry;
    bool declined = false;  // the plan travels with the order
};

Call call_of(const Request& request) {
    Call call;
    LedgerEntry& entry = call.entry;
    const std::string target = text_of(request.target());
    const std::string path = target.substr(0, target.find('?'));
    const auto slash = path.find('/', 1);
    entry.kind = call_kind_from(path.substr(1, slash - 1)).value_or(CallKind::kDo);
    entry.step = slash == std::string::npos ? "" : path.substr(slash + 1);
    entry.instance = text_of(request["Sagaflow-Instance"]);
    entry.key = text_of(request["Idempotency-Key"]);
    entry.attempt = std::atoi(text_of(request["Sagaflow-Attempt"]).c_str());
    entry.body = stable_hash(request.body());
    const auto body = nlohmann::json::parse(request.body(), nullptr, false);
    if (body.is_object()) {
        entry.order = body.value("order", "");
        entry.version = body.value("v", 0);
        call.declined = entry.kind == CallKind::kDo && body.value("decline", "") == entry.step;
    }
    entry.effect_key = entry.key;
    if (entry.kind == CallKind::kUndo && body.is_object()) {
        entry.effect_key = body.value("forKey", "");
    }
    if (entry.kind == CallKind::kProbe) {
        entry.effect_key = unescape(target.substr(target.find("key=") + 4));
    }
    return call;
}

Response response_of(int status, std::string body) {
    Response response{http::int_to_status(static_cast<unsigned>(status)), 11};
    response.set(http::field::content_type, "application/json");
    response.body() = std::move(body);
    response.prepare_payload();
    return response;
}

}  // namespace

struct Participant::Parts {
    class Connection;

    explicit Parts(const std::filesystem::path& ledger) : file(ledger) {}

    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    SyncedFile file;
    std::thread thread;

    mutable std::mutex mutex;
    Conduct conduct;
    Watch watch;
    EffectsKept effects;
    std::vector<Call> held;
    std::uint64_t calls = 0;

    void accept();
    // Does what the call asks for; answers the body.
    std::string carry_out(Call& call);
    Treatment treatment_of(const LedgerEntry& entry);
    void tell(const LedgerEntry& entry, Moment moment);
    void apply_held();
};

std::string Participant::Parts::carry_out(Call& call) {
    LedgerEntry& entry = call.entry;
    entry.answer = 200;
    switch (entry.kind) {
        case CallKind::kDo:
            if (call.declined) {
                entry.answer = 409;
                return R"({"error": "declined"})";
            }
            entry.applied = effects.apply(entry.effect_key);
            return nlohmann::json{{"id", entry.key}}.dump();
        case CallKind::kUndo:
            entry.undone = effects.undo(entry.effect_key);
            return "{}";
        case CallKind::kProbe: {
            auto items = nlohmann::json::array();
            if (effects.stands(entry.effect_key)) items.push_back(entry.effect_key);
            return nlohmann::json{{"items", items}}.dump();
        }
    }
    return "{}";
}

Treatment Participant::Parts::treatment_of(const LedgerEntry& entry) {
    const std::scoped_lock lock(mutex);
    ++calls;
    return conduct ? conduct(entry) : Treatment::kAnswer;
}

void Participant::Parts::tell(const LedgerEntry& entry, Moment moment) {
    Watch told;
    {
        const std::scoped_lock lock(mutex);
        told = watch;
    }
    if (told) told(entry, moment);
}

void Participant::Parts::apply_held() {
    std::vector<Call> late;
    {
        const std::scoped_lock lock(mutex);
        late.swap(held);
    }
    for (Call& call : late) {
        carry_out(call);
        call.entry.at = monotonic_us();
        call.entry.late = true;
        call.entry.answer = 0;
        file.append(to_json(call.entry).dump());
    }
}

class Participant::Parts::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Parts& parts, tcp::socket socket) : parts_(parts), socket_(std::move(socket)) {
        boost::system::error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
    }

    void read() {
        request_ = {};
        http::async_read(
            socket_,
            buffer_,
            request_,
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                if (!error) self->serve();
            }
        );
    }

private:
    void serve() {
        Call call = call_of(request_);
        call.entry.at = monotonic_us();
        parts_.tell(call.entry, Moment::kArrived);
        std::string body = "{}";
        const Treatment treatment = parts_.treatment_of(call.entry);
        if (treatment == Treatment::kBusy) {
            call.entry.answer = 503;
        } else if (treatment == Treatment::kHold) {
            const std::scoped_lock lock(parts_.mutex);
            parts_.held.push_back(call);
        } else {
            body = parts_.carry_out(call);
            if (treatment == Treatment::kApplyInSilence) call.entry.answer = 0;
        }
        parts_.file.append(
            to_json(call.entry).dump(),
            [self = shared_from_this(), entry = call.entry, body] {
                asio::post(self->parts_.io, [self, entry, body] { self->kept(entry, body); });
            }
        );
    }

    // The ledger has it: now the caller may know.
    void kept(const LedgerEntry& entry, const std::string& body) {
        parts_.tell(entry, Moment::kApplied);
        if (entry.answer == 0) return read_to_end();
        response_ = response_of(entry.answer, body);
        http::async_write(
            socket_,
            response_,
            [self = shared_from_this(), entry](boost::system::error_code error, std::size_t) {
                self->parts_.tell(entry, Moment::kAnswered);
                if (!error) self->read();
            }
        );
    }

    // Nothing is answered; the connection stays until the caller goes.
    void read_to_end() {
        socket_.async_wait(
            tcp::socket::wait_read, [self = shared_from_this()](boost::system::error_code) {}
        );
    }

    Parts& parts_;
    tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
    Request request_;
    Response response_;
};

void Participant::Parts::accept() {
    acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error) return;
        std::make_shared<Connection>(*this, std::move(socket))->read();
        accept();
    });
}

Participant::Participant(const std::filesystem::path& ledger)
    : parts_(std::make_unique<Parts>(ledger)) {
    parts_->accept();
    parts_->thread = std::thread([parts = parts_.get()] { parts->io.run(); });
}

Participant::~Participant() {
    parts_->file.flush();
    parts_->io.stop();
    parts_->thread.join();
}

std::string Participant::base_url() const {
    return "http://127.0.0.1:" + std::to_string(parts_->acceptor.local_endpoint().port());
}

void Participant::conduct(Conduct conduct) {
    const std::scoped_lock lock(parts_->mutex);
    parts_->conduct = std::move(conduct);
}

void Participant::watch(Watch watch) {
    const std::scoped_lock lock(parts_->mutex);
    parts_->watch = std::move(watch);
}

void Participant::release() {
    asio::post(parts_->io, [parts = parts_.get()] { parts->apply_held(); });
}

std::size_t Participant::held() const {
    const std::scoped_lock lock(parts_->mutex);
    return parts_->held.size();
}

std::uint64_t Participant::calls() const {
    const std::scoped_lock lock(parts_->mutex);
    return parts_->calls;
}

void Participant::flush() { parts_->file.flush(); }

Conduct moody(std::uint64_t seed) {
    return [seed](const LedgerEntry& entry) {
        const auto chance =
            stable_hash(entry.key + "#" + std::to_string(entry.attempt) + std::to_string(seed)) %
            100;
        if (chance < 5) return Treatment::kBusy;
        if (chance < 7 && entry.kind != CallKind::kProbe) return Treatment::kApplyInSilence;
        return Treatment::kAnswer;
    };
}

}  // namespace sagaflow::faults
