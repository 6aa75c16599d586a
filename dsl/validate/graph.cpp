#include "dsl/validate/graph.hpp"

namespace sagaflow::dsl {
namespace {

using Neighbours = std::vector<std::vector<std::size_t>>;

std::vector<bool> flood(const Neighbours& neighbours, std::vector<std::size_t> open) {
    std::vector<bool> seen(neighbours.size());
    for (const std::size_t state : open) seen[state] = true;
    while (!open.empty()) {
        const std::size_t state = open.back();
        open.pop_back();
        for (const std::size_t next : neighbours[state]) {
            if (seen[next]) continue;
            seen[next] = true;
            open.push_back(next);
        }
    }
    return seen;
}

}  // namespace

bool is_connected(const Model& model) {
    if (model.start == kNoState || !model.edges_complete) return false;
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const StateType* type = model.states[i].type;
        if (type == nullptr || type->shape == nullptr) return false;
        // One that leads nowhere misses a member, which is reported as such.
        const bool leads_on = !model.edges[i].empty() || model.raises[i];
        if (!leads_on && type->name != "succeed") return false;
    }
    return true;
}

std::vector<bool> reachable_from(const Model& model, const std::vector<std::size_t>& roots) {
    Neighbours forward(model.states.size());
    for (std::size_t from = 0; from < model.edges.size(); ++from) {
        for (const Edge& edge : model.edges[from]) forward[from].push_back(edge.to);
    }
    return flood(forward, roots);
}

std::vector<bool> leads_to_end(const Model& model) {
    Neighbours backward(model.states.size());
    std::vector<std::size_t> ends;
    for (std::size_t from = 0; from < model.edges.size(); ++from) {
        for (const Edge& edge : model.edges[from]) backward[edge.to].push_back(from);
        if (model.is(from, "succeed") || model.raises[from]) ends.push_back(from);
    }
    return flood(backward, ends);
}

}  // namespace sagaflow::dsl
