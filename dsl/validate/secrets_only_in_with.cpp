// Secrets are put in just before sending and never recorded, so they stand in `with` only.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::secrets_only_in_with(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        if (text.value.member->secrets) continue;
        for (const SecretName& secret : text.parsed.secrets) {
            input.findings.error(
                in_text(secret.node, secret.offset),
                "a secret may only stand inside 'with': here it would be stored",
                "put it into the headers or the body of the call"
            );
        }
    }
}

}  // namespace sagaflow::dsl
