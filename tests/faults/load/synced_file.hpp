// A file that lines are appended to, and that tells when a line is on the disk. Lines that come
// while a sync is under way share the next one, so that syncing does not bound the rate.
//
// Any thread may append. `synced` runs on the file's own thread. The destructor writes what is
// left. A disk that refuses ends the program: a record that is not kept would make every verdict a
// lie.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sagaflow::faults {

class SyncedFile {
public:
    explicit SyncedFile(const std::filesystem::path& path);
    ~SyncedFile();
    SyncedFile(const SyncedFile&) = delete;
    SyncedFile& operator=(const SyncedFile&) = delete;

    void append(const std::string& line, std::function<void()> synced = {});
    // Returns when every line so far is on the disk.
    void flush();

private:
    void write_on();

    int fd_ = -1;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string text_;
    std::vector<std::function<void()>> waiting_;
    bool writing_ = false;
    bool ending_ = false;
    std::thread writer_;
};

}  // namespace sagaflow::faults
