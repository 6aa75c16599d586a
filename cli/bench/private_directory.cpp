#include "cli/bench/private_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sagaflow::bench {

namespace fs = std::filesystem;

Result<PrivateDirectory> PrivateDirectory::make() {
    std::error_code error;
    fs::path base = fs::temp_directory_path(error);
    if (error) base = "/tmp";
    std::string name = (base / "sagaflow-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr || chmod(name.c_str(), 0711) != 0) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to make a directory in " + base.string() +
                " (TMPDIR names another place), but the system refused: " + std::strerror(errno)};
    }
    return PrivateDirectory(name);
}

PrivateDirectory::PrivateDirectory(PrivateDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

PrivateDirectory::~PrivateDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace sagaflow::bench
