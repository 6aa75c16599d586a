// A directory of this run alone, removed with everything in it at the end. PostgreSQL, which runs
// as another user when we are root, may pass through it.
#pragma once

#include <filesystem>

#include "engine/core/result.hpp"

namespace sagaflow::bench {

class PrivateDirectory {
public:
    // Under TMPDIR, else /tmp. kUnavailable with the system's reason.
    static Result<PrivateDirectory> make();
    PrivateDirectory(PrivateDirectory&& other) noexcept;
    PrivateDirectory& operator=(PrivateDirectory&&) = delete;
    PrivateDirectory(const PrivateDirectory&) = delete;
    ~PrivateDirectory();

    const std::filesystem::path& path() const { return path_; }

private:
    explicit PrivateDirectory(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;  // empty: moved away
};

}  // namespace sagaflow::bench
