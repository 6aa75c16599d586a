// Collects what the rules find, and turns it into diagnostics ordered by their place in the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/parse/diagnostic.hpp"
#include "dsl/parse/node.hpp"

namespace sagaflow::dsl {

// Where a finding points: at a value, at its name, or into the text of a string.
struct Place {
    Node node;
    bool at_name = false;
    std::size_t text_offset = 0;  // bytes into the decoded string; 0: the value as a whole
    bool in_text = false;
};
inline Place at(const Node& node) { return {node, false, 0, false}; }
inline Place at_name(const Node& node) { return {node, true, 0, false}; }
inline Place in_text(const Node& node, std::size_t offset) { return {node, false, offset, true}; }

struct Finding {
    Place place;
    Severity severity = Severity::kError;
    std::string message;
    std::string hint;
};

class Findings {
public:
    void error(Place place, std::string message, std::string hint = {});
    void warning(Place place, std::string message, std::string hint = {});

    bool has_errors() const { return errors_ > 0; }
    bool empty() const { return findings_.empty(); }

    // Ordered by place, at most limits::kDiagnosticsMax; a last one counts those left out.
    std::vector<Diagnostic> diagnostics(std::string_view text, const Json& root, Severity severity)
        const;

private:
    std::vector<Finding> findings_;
    std::size_t errors_ = 0;
};

}  // namespace sagaflow::dsl
