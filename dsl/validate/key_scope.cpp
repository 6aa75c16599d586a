// `keyScope` says something about `key`, so it cannot stand alone.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::key_scope(RuleInput& input) {
    const Json& root = *input.model.root;
    if (member_of(root, "keyScope") == nullptr || member_of(root, "key") != nullptr) return;
    input.findings.error(
        at_name(input.model.child(input.model.root, "keyScope")),
        "'keyScope' needs a 'key'",
        "add \"key\": \"${input.…}\", or leave 'keyScope' out"
    );
}

}  // namespace sagaflow::dsl
