// What the clients and the nemesis of a run tell, line by line (the form: oracle/records.hpp). A
// request is on its way to the disk before it is sent, so an answer is never without a question.
// Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/faults/load/synced_file.hpp"

namespace sagaflow::faults {

class ClientLog {
public:
    explicit ClientLog(const std::filesystem::path& file) : file_(file) {}

    // Adds the time.
    void write(nlohmann::json line);
    void injected(const std::string& fault, const std::string& evidence);
    void flush() { file_.flush(); }

private:
    SyncedFile file_;
};

}  // namespace sagaflow::faults
