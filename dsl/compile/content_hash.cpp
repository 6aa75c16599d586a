#include <openssl/evp.h>

#include <array>

#include "dsl/definition.hpp"

namespace sagaflow::dsl {

std::string content_hash(const Json& definition) {
    // Members of a Json are ordered by name, so its text is canonical.
    const std::string text = to_text(definition);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const int done =
        EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    ENSURE(done == 1, "SHA-256 is part of every OpenSSL");
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex += kDigits[digest[i] >> 4U];
        hex += kDigits[digest[i] & 15U];
    }
    return hex;
}

}  // namespace sagaflow::dsl
