// A directory under /tmp that every user may enter, removed with all that is in it.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace sagaflow::testing {

class ScratchDirectory {
public:
    ScratchDirectory() {
        std::string name = "/tmp/sagaflow-scratch-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
        if (chmod(name.c_str(), 0755) != 0) throw std::runtime_error("chmod " + name);
        path_ = name;
    }
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace sagaflow::testing
