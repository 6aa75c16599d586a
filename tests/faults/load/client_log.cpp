#include "tests/faults/load/client_log.hpp"

#include "tests/faults/load/monotonic.hpp"

namespace sagaflow::faults {

void ClientLog::write(nlohmann::json line) {
    line["t"] = monotonic_us();
    file_.append(line.dump());
}

void ClientLog::injected(const std::string& fault, const std::string& evidence) {
    write({{"op", "fault"}, {"fault", fault}, {"evidence", evidence}});
}

}  // namespace sagaflow::faults
