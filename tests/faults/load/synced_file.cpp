#include "tests/faults/load/synced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace sagaflow::faults {
namespace {

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(EXIT_FAILURE);
}

}  // namespace

SyncedFile::SyncedFile(const std::filesystem::path& path)
    : fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
    if (fd_ < 0) give_up(path.c_str());
    writer_ = std::thread([this] { write_on(); });
}

SyncedFile::~SyncedFile() {
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    writer_.join();
    close(fd_);
}

void SyncedFile::append(const std::string& line, std::function<void()> synced) {
    {
        const std::scoped_lock lock(mutex_);
        text_ += line;
        text_ += '\n';
        if (synced) waiting_.push_back(std::move(synced));
    }
    changed_.notify_all();
}

void SyncedFile::flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return text_.empty() && !writing_; });
}

void SyncedFile::write_on() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !text_.empty(); });
        if (text_.empty()) return;
        const std::string text = std::exchange(text_, {});
        const auto waiting = std::exchange(waiting_, {});
        writing_ = true;
        lock.unlock();
        std::size_t at = 0;
        while (at < text.size()) {
            const ssize_t put = ::write(fd_, text.data() + at, text.size() - at);
            if (put < 0) give_up("the record of the run");
            at += static_cast<std::size_t>(put);
        }
        if (fdatasync(fd_) != 0) give_up("the record of the run");
        for (const auto& synced : waiting) synced();
        lock.lock();
        writing_ = false;
        changed_.notify_all();
    }
}

}  // namespace sagaflow::faults
