#include "connectors/http/secrets.hpp"

#include <algorithm>

#include "connectors/http/url.hpp"

namespace sagaflow::http {
namespace {

constexpr std::size_t kRedactedBytesMin = 4;
constexpr std::string_view kReplacement = "[secret]";

Error unknown_secret(const std::string& name) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected the secret \"" + name +
            "\" to be configured, but the server's configuration "
            "has none of that name under \"secrets\""};
}

// Later places first, so that the offsets of earlier ones stay true.
std::vector<const SecretUse*> from_the_back(const std::vector<SecretUse>& uses) {
    std::vector<const SecretUse*> ordered;
    for (auto use = uses.rbegin(); use != uses.rend(); ++use) ordered.push_back(&*use);
    std::stable_sort(ordered.begin(), ordered.end(), [](const SecretUse* a, const SecretUse* b) {
        return a->offset > b->offset;
    });
    return ordered;
}

Status insert_one(
    std::string& text, const SecretUse& use, const SecretSource& source, Redactor& redactor
) {
    const std::optional<std::string> secret = source.find(use.name);
    if (!secret) return unknown_secret(use.name);
    if (use.offset > text.size()) {
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected a place for the secret \"" + use.name +
                "\" inside its text, but it lies beyond its end"};
    }
    redactor.add(*secret);
    text.insert(use.offset, *secret);
    return ok_status();
}

// The string at `pointer`, or null.
std::string* string_at(Json& with, const std::string& pointer) {
    try {
        Json& place = with.at(Json::json_pointer(pointer));
        return place.is_string() ? &place.get_ref<std::string&>() : nullptr;
    } catch (const Json::exception&) {
        return nullptr;
    }
}

}  // namespace

void Redactor::add(const std::string& secret) {
    if (secret.size() < kRedactedBytesMin) return;
    std::string escaped = sagaflow::to_text(Json(secret));
    escaped = escaped.substr(1, escaped.size() - 2);
    for (std::string form : {secret, percent_encode(secret), std::move(escaped)}) {
        if (std::find(forms_.begin(), forms_.end(), form) == forms_.end()) {
            forms_.push_back(std::move(form));
        }
    }
}

void Redactor::add_all(const Redactor& other) {
    forms_.insert(forms_.end(), other.forms_.begin(), other.forms_.end());
}

void Redactor::clean(std::string& text) const {
    for (const std::string& form : forms_) {
        for (std::size_t at = text.find(form); at != std::string::npos;
             at = text.find(form, at + kReplacement.size())) {
            text.replace(at, form.size(), kReplacement);
        }
    }
}

Status insert_secrets(
    Json& with, const std::vector<SecretUse>& uses, const SecretSource& source, Redactor& redactor
) {
    for (const SecretUse* use : from_the_back(uses)) {
        std::string* text = string_at(with, use->pointer);
        if (text == nullptr) {
            return Error{
                ErrorCode::kInvalidArgument,
                "Expected a text at " + use->pointer + " for the secret \"" + use->name +
                    "\", but there is none"};
        }
        if (auto inserted = insert_one(*text, *use, source, redactor); !inserted) return inserted;
    }
    return ok_status();
}

Result<std::string> resolve(
    const SecretText& text, const SecretSource& source, Redactor& redactor
) {
    std::string out = text.text;
    for (const SecretUse* use : from_the_back(text.secrets)) {
        if (auto done = insert_one(out, *use, source, redactor); !done) return done.error();
    }
    return out;
}

}  // namespace sagaflow::http
