#include "tests/process/support/scratch.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace sagaflow::testing {

Scratch::Scratch() {
    std::string name = "/tmp/sagaflow-process-XXXXXX";
    if (mkdtemp(name.data()) == nullptr || chmod(name.c_str(), 0755) != 0) {
        throw std::runtime_error("cannot make " + name);
    }
    path_ = name;
}

Scratch::~Scratch() {
    if (::testing::Test::HasFailure()) {
        std::cerr << "The logs are kept in " << path_ << "\n";
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string Scratch::write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::ofstream(file) << text;
    return file.string();
}

}  // namespace sagaflow::testing
