// An empty directory under /tmp that anybody may enter (PostgreSQL runs as another user when the
// tests run as root). Removed at the end, but kept when the test has failed: its logs tell why.
#pragma once

#include <filesystem>
#include <string>

namespace sagaflow::testing {

class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // Writes a file into it and answers its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

}  // namespace sagaflow::testing
