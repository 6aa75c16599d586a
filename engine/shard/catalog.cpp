#include "engine/shard/catalog.hpp"

#include <mutex>

namespace sagaflow {

void Catalog::add(dsl::ProgramPtr program) {
    const std::unique_lock lock(mutex_);
    programs_[program->saga].try_emplace(program->version, program);
    for (const dsl::State& state : program->states) {
        const auto* receive = std::get_if<dsl::ReceiveState>(&state.kind);
        if (receive == nullptr) continue;
        for (const dsl::Handler& handler : receive->handlers) {
            Duration& keep = keep_by_type_[handler.event];
            keep = std::max(keep, receive->keep);
        }
    }
}

Duration Catalog::keep_of(const std::string& event_type) const {
    constexpr Duration kUnnamed{24 * 3'600'000};
    const std::shared_lock lock(mutex_);
    const auto found = keep_by_type_.find(event_type);
    return found == keep_by_type_.end() ? kUnnamed : found->second;
}

dsl::ProgramPtr Catalog::find(const std::string& saga, std::optional<int> version) const {
    const std::shared_lock lock(mutex_);
    const auto versions = programs_.find(saga);
    if (versions == programs_.end() || versions->second.empty()) return nullptr;
    if (!version) return versions->second.rbegin()->second;
    const auto program = versions->second.find(*version);
    return program == versions->second.end() ? nullptr : program->second;
}

bool Catalog::contains(const std::string& saga) const {
    const std::shared_lock lock(mutex_);
    return programs_.contains(saga);
}

std::vector<std::string> Catalog::sagas() const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, versions] : programs_) names.push_back(name);
    return names;
}

std::vector<int> Catalog::versions(const std::string& saga) const {
    const std::shared_lock lock(mutex_);
    std::vector<int> numbers;
    if (const auto found = programs_.find(saga); found != programs_.end()) {
        for (const auto& [version, program] : found->second) numbers.push_back(version);
    }
    return numbers;
}

std::size_t Catalog::size() const {
    const std::shared_lock lock(mutex_);
    std::size_t total = 0;
    for (const auto& [name, versions] : programs_) total += versions.size();
    return total;
}

}  // namespace sagaflow
