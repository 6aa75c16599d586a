// An empty directory under /tmp that anybody may enter (PostgreSQL runs as another user when the
// rows run as root). Removed at the end unless keep() was called: what is in it tells why a row
// failed.
#pragma once

#include <filesystem>
#include <string>

namespace sagaflow::faults {

class ScratchDirectory {
public:
    explicit ScratchDirectory(const std::string& name);
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // Writes a file into it and answers its path.
    std::filesystem::path write(const std::string& name, const std::string& text) const;
    void keep() { kept_ = true; }

private:
    std::filesystem::path path_;
    bool kept_ = false;
};

}  // namespace sagaflow::faults
