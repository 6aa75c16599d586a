#include "server/node_identity.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "engine/core/json.hpp"

namespace sagaflow::server {
namespace {

// A process takes a good part of a second to start: by then the lease of the oldest is over.
constexpr std::size_t kDeadKeptMax = 64;

std::string random_text() {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::random_device device;
    std::string text;
    for (int i = 0; i < 16; ++i) text += kHex[device() % kHex.size()];
    return text;
}

std::string host_name() {
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0) return "node";
    return buffer.data();
}

Json read_kept(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    auto json = parse_json(text.str(), limits::kRequestBytesMax);
    return json.ok() && json->is_object() ? *json : Json::object();
}

std::vector<std::string> dead_ones(const Json& kept) {
    std::vector<std::string> dead;
    const Json older = kept.value("dead", Json::array());
    for (const Json& one : older) {
        if (one.is_string()) dead.push_back(one.get<std::string>());
    }
    const std::string last = kept.value("incarnation", "");
    if (!last.empty()) dead.push_back(last);
    if (dead.size() > kDeadKeptMax) dead.erase(dead.begin(), dead.end() - kDeadKeptMax);
    return dead;
}

}  // namespace

Result<NodeIdentity> NodeIdentity::claim(
    const std::filesystem::path& data_dir, const std::optional<std::string>& name
) {
    std::error_code error;
    std::filesystem::create_directories(data_dir, error);
    const std::filesystem::path lock_file = data_dir / "node.lock";
    NodeIdentity identity;
    identity.lock_ = ::open(lock_file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (identity.lock_ < 0) {
        const std::string reason = error ? error.message() : std::strerror(errno);
        return Error{
            ErrorCode::kUnavailable, "Expected to write in the data directory " +
                                         data_dir.string() +
                                         ", but: " + reason +
                                         "; name another with --data-dir"};
    }
    if (::flock(identity.lock_, LOCK_EX | LOCK_NB) != 0) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to be alone in the data directory " + data_dir.string() +
                ", but another sagaflow works there; stop it, or name another with --data-dir"};
    }
    const std::filesystem::path file = data_dir / "node.json";
    const Json kept = read_kept(file);
    const std::string kept_name = kept.value("name", "");
    identity.name_ = name.value_or(
        kept_name.empty() ? host_name() + "-" + random_text().substr(0, 6) : kept_name
    );
    if (identity.name_ == kept_name) identity.dead_incarnations_ = dead_ones(kept);
    identity.incarnation_ = random_text();
    const Status written = identity.keep(file);
    if (!written.ok()) return written.error();
    return identity;
}

// Written beside and renamed, so that a crash leaves the old text or the new one.
Status NodeIdentity::keep(const std::filesystem::path& file) const {
    const std::filesystem::path fresh = file.string() + ".new";
    {
        std::ofstream out(fresh);
        const Json kept{
            {"name", name_}, {"incarnation", incarnation_}, {"dead", dead_incarnations_}};
        out << kept.dump(2) << "\n";
        if (!out.flush()) {
            return Error{ErrorCode::kUnavailable, "Expected to write " + fresh.string()};
        }
    }
    std::error_code error;
    std::filesystem::rename(fresh, file, error);
    if (error) {
        return Error{
            ErrorCode::kUnavailable, "Expected to write " + file.string() + ": " + error.message()};
    }
    return ok_status();
}

NodeIdentity::NodeIdentity(NodeIdentity&& other) noexcept
    : lock_(std::exchange(other.lock_, -1)),
      name_(std::move(other.name_)),
      incarnation_(std::move(other.incarnation_)),
      dead_incarnations_(std::move(other.dead_incarnations_)) {}

NodeIdentity::~NodeIdentity() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace sagaflow::server
