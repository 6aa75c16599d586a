#include "dsl/cel/names.hpp"

#include <algorithm>

namespace sagaflow::cel {

std::optional<QualifiedName> qualified_name(const Ast& ast) {
    QualifiedName name;
    const Ast* at = &ast;
    for (; at->kind == AstKind::kSelect; at = at->children[0].get()) name.parts.push_back(at->text);
    if (at->kind != AstKind::kName) return std::nullopt;
    name.parts.push_back(at->text);
    std::reverse(name.parts.begin(), name.parts.end());
    name.offset = at->offset;
    name.is_absolute = at->is_absolute;
    return name;
}

Names::Names(const Environment& environment, std::string_view container)
    : environment_(environment) {
    while (!container.empty()) {
        prefixes_.push_back(std::string(container) + ".");
        const std::size_t dot = container.rfind('.');
        container = container.substr(0, dot == std::string_view::npos ? 0 : dot);
    }
    prefixes_.emplace_back();
}

std::optional<Names::Found> Names::find_variable(const QualifiedName& name, std::size_t parts)
    const {
    std::string joined(name.parts[0]);
    for (std::size_t i = 1; i < parts; ++i) joined.append(".").append(name.parts[i]);
    for (const std::string& prefix : prefixes_) {
        if (name.is_absolute && !prefix.empty()) continue;
        std::string full = prefix + joined;
        const int slot = environment_.slot_of(full);
        if (slot >= 0) return Found{false, static_cast<std::size_t>(slot), parts, std::move(full)};
    }
    return std::nullopt;
}

std::optional<Names::Found> Names::resolve(const QualifiedName& name) const {
    for (std::size_t i = locals_.size(); i > 0 && !name.is_absolute; --i) {
        if (locals_[i - 1] == name.parts[0]) return Found{true, i - 1, 1, locals_[i - 1]};
    }
    // No variable has more parts than this; the text may chain some hundred members.
    constexpr std::size_t kPartsMax = 8;
    for (std::size_t parts = std::min(name.parts.size(), kPartsMax); parts > 0; --parts) {
        if (auto found = find_variable(name, parts)) return found;
    }
    return std::nullopt;
}

void Names::push_local(std::string name) {
    locals_.push_back(std::move(name));
    local_count_max_ = std::max(local_count_max_, locals_.size());
}

void Names::pop_locals(std::size_t count) { locals_.resize(locals_.size() - count); }

std::vector<std::string> Names::candidates() const {
    std::vector<std::string> all = environment_.names();
    all.insert(all.end(), locals_.begin(), locals_.end());
    return all;
}

}  // namespace sagaflow::cel
