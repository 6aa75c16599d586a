#include "connectors/http/connection.hpp"

#include <array>

#include "connectors/http/headers.hpp"
#include "connectors/http/private_address.hpp"

namespace sagaflow::http {
namespace {

// Base64 of RFC 4648, for basic authentication.
std::string base64(std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const auto byte =
                i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : std::uint8_t{0};
            group = (group << 8U) | byte;
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const bool padding = i + k > bytes.size();
            out += padding ? '=' : kLetters[(group >> (18U - 6U * k)) & 0x3fU];
        }
    }
    return out;
}

Error about(const std::string& connection, const std::string& message) {
    return {ErrorCode::kInvalidArgument, "connection \"" + connection + "\": " + message};
}

Status set_base(Connection& made, const ConnectionOptions& options) {
    Result<AbsoluteUrl> url = parse_absolute_url(options.base_url);
    if (!url) return about(options.name, "base URL: " + url.error().message);
    if (options.base_url.find_first_of("?#") != std::string::npos) {
        return about(
            options.name, "Expected a base URL without query and fragment, but it has one"
        );
    }
    made.origin = url->origin;
    made.base_path = url->target;
    while (made.base_path.ends_with('/')) made.base_path.pop_back();
    made.guarded = options.allow_private == false && !is_address_or_localhost(made.origin.host);
    return ok_status();
}

Status add_header(Connection& made, std::string_view name, const std::string& value) {
    if (!is_header_value(value)) {
        return about(
            made.name,
            "Expected the header " + std::string(name) +
                " without line breaks and control characters, but it holds one"
        );
    }
    made.headers.push_back(header_line(name, value));
    return ok_status();
}

Status set_headers(Connection& made, const ConnectionOptions& options, const SecretSource& source) {
    for (const HeaderSetting& header : options.headers) {
        if (!is_header_name(header.name) || is_reserved_header(header.name)) {
            return about(
                made.name,
                "Expected a header name that may be set, but \"" + header.name +
                    "\" is none: it is malformed, or the engine sets it"
            );
        }
        const Result<std::string> value = resolve(header.value, source, made.secrets);
        if (!value) return about(made.name, value.error().message);
        if (auto added = add_header(made, header.name, *value); !added) return added;
        if (equal_ignoring_case(header.name, "authorization")) made.has_authorization = true;
    }
    return ok_status();
}

Result<std::string> authorization(
    const ConnectionOptions& options, const SecretSource& source, Redactor& secrets
) {
    if (options.bearer) {
        Result<std::string> token = resolve(*options.bearer, source, secrets);
        if (!token) return token;
        return "Bearer " + *token;
    }
    const Result<std::string> user = resolve(options.basic->user, source, secrets);
    if (!user) return user;
    const Result<std::string> password = resolve(options.basic->password, source, secrets);
    if (!password) return password;
    if (user->find(':') != std::string::npos) {
        return about(options.name, "Expected a user name without a colon, but it holds one");
    }
    const std::string encoded = base64(*user + ":" + *password);
    secrets.add(encoded);
    return "Basic " + encoded;
}

Status set_authorization(
    Connection& made, const ConnectionOptions& options, const SecretSource& source
) {
    if (!options.bearer && !options.basic) return ok_status();
    if ((options.bearer && options.basic) || made.has_authorization) {
        return about(made.name, "Expected one way of authentication, but there are several");
    }
    const Result<std::string> value = authorization(options, source, made.secrets);
    if (!value) return about(made.name, value.error().message);
    made.has_authorization = true;
    return add_header(made, "Authorization", *value);
}

}  // namespace

HeaderLine header_line(std::string_view name, std::string_view value) {
    HeaderLine header;
    header.name = name;
    header.line.reserve(name.size() + value.size() + 2);
    header.line = name;
    header.line += value.empty() ? ";" : ": ";
    header.line += value;
    return header;
}

Result<Connection> prepare_connection(
    const ConnectionOptions& options, const SecretSource& source
) {
    Connection made;
    made.name = options.name;
    if (options.concurrency == 0 || options.concurrency > limits::kConnectionConcurrencyMax) {
        return about(
            options.name,
            "Expected a concurrency from 1 to " +
                std::to_string(limits::kConnectionConcurrencyMax) + ", but got " +
                std::to_string(options.concurrency)
        );
    }
    // Written so that NaN is refused too.
    if (options.rate_per_second && !(*options.rate_per_second > 0)) {
        return about(options.name, "Expected a rate above zero, but got none");
    }
    if (auto set = set_base(made, options); !set) return set.error();
    if (auto set = set_headers(made, options, source); !set) return set.error();
    if (auto set = set_authorization(made, options, source); !set) return set.error();
    return made;
}

Result<Connections> prepare_connections(
    const std::vector<ConnectionOptions>& options, const SecretSource& source
) {
    Connections connections;
    for (const ConnectionOptions& option : options) {
        Result<Connection> made = prepare_connection(option, source);
        if (!made) return made.error();
        if (option.name.empty() || !connections.emplace(option.name, std::move(*made)).second) {
            return about(option.name, "Expected a name of its own, but it is empty or taken");
        }
    }
    return connections;
}

}  // namespace sagaflow::http
