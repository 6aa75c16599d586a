#include "tests/faults/oracle/replay.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>

#include "engine/core/json.hpp"
#include "engine/kernel/apply/apply.hpp"

namespace sagaflow::faults {
namespace {

std::string complaint_about(const InstanceRecord& record) {
    const auto id = InstanceId::parse(record.id);
    if (!id) return "its id is no id of ours";
    if (!record.damage.empty()) return record.damage;
    const std::size_t length = record.events.size();
    if (std::max(record.seq, record.image_seq) > length) {
        return "its row is at " + std::to_string(std::max(record.seq, record.image_seq)) +
               ", but its history ends at " + std::to_string(length);
    }
    if (record.ended && record.seq != length) {
        return "its row ends at " + std::to_string(record.seq) + ", its history at " +
               std::to_string(length);
    }
    const std::span all(record.events);
    kernel::fold(*id, all);  // aborts where an event contradicts those before it
    const InstanceState at_row = kernel::fold(*id, all.first(record.seq));
    if (to_string(at_row.status) != record.status) {
        return "its row says " + record.status + ", its history " +
               std::string(to_string(at_row.status));
    }
    if (record.image_seq == 0) return {};
    const InstanceState at_image = kernel::fold(*id, all.first(record.image_seq));
    if (sagaflow::to_text(to_json(at_image)) == record.image) return {};
    return "its first " + std::to_string(record.image_seq) + " events do not give its image";
}

void write_all(int fd, const std::string& text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const ssize_t put = write(fd, text.data() + at, text.size() - at);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return;
        at += static_cast<std::size_t>(put);
    }
}

// One line an instance, so that the parent knows how far it came.
[[noreturn]] void replay_in_child(
    const std::vector<InstanceRecord>& instances, std::size_t from, int fd
) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);  // the fold's last words; the complaint says as much
    for (std::size_t i = from; i < instances.size(); ++i) {
        write_all(fd, complaint_about(instances[i]) + "\n");
    }
    _exit(0);
}

std::string read_to_end(int fd) {
    std::string text;
    std::array<char, 65536> chunk{};
    while (true) {
        const ssize_t got = read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

// The complaints of as many instances as it can be done for without an abort.
std::vector<std::string> replay_from(
    const std::vector<InstanceRecord>& instances, std::size_t from
) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    const pid_t child = fork();
    if (child == 0) replay_in_child(instances, from, ends[1]);
    close(ends[1]);
    const std::string text = read_to_end(ends[0]);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    std::vector<std::string> complaints;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        if (end == std::string::npos) break;
        complaints.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return complaints;
}

}  // namespace

std::vector<std::string> replay_complaints(const std::vector<InstanceRecord>& instances) {
    std::vector<std::string> all;
    while (all.size() < instances.size()) {
        for (std::string& complaint : replay_from(instances, all.size())) {
            all.push_back(std::move(complaint));
        }
        if (all.size() < instances.size()) {
            all.emplace_back("the kernel refuses its history: an event contradicts the state");
        }
    }
    return all;
}

}  // namespace sagaflow::faults
