#include "tests/faults/stage/scratch_directory.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace sagaflow::faults {

ScratchDirectory::ScratchDirectory(const std::string& name) {
    std::string path = "/tmp/sagaflow-faults-" + name + "-XXXXXX";
    if (mkdtemp(path.data()) == nullptr || chmod(path.c_str(), 0755) != 0) {
        throw std::runtime_error("cannot make " + path);
    }
    path_ = path;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchDirectory::write(const std::string& name, const std::string& text)
    const {
    auto file = path_ / name;
    std::ofstream(file) << text;
    return file;
}

}  // namespace sagaflow::faults
