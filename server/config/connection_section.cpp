#include "server/config/connection_section.hpp"

#include <algorithm>

#include "connectors/http/headers.hpp"
#include "connectors/http/url.hpp"
#include "server/config/nearest_name.hpp"

namespace sagaflow::config {
namespace {

bool is_name(std::string_view name) {
    constexpr std::string_view kMarks = "_-.";
    return !name.empty() && name.size() <= limits::kNameBytesMax &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      kMarks.find(c) != std::string_view::npos;
           });
}

// Text with ${secret.NAME} in it; $${ is a literal ${. Problems name the place, never a value.
class SecretTextReader {
public:
    SecretTextReader(const std::vector<std::string>& known, Problems& problems)
        : known_(known), problems_(problems) {}

    http::SecretText read(const std::string& source, const std::string& pointer) {
        http::SecretText out;
        std::string_view rest = source;
        while (!rest.empty()) {
            const std::size_t start = rest.find("${");
            if (start == std::string_view::npos) {
                out.text += rest;
                break;
            }
            if (start > 0 && rest[start - 1] == '$') {
                out.text.append(rest.substr(0, start - 1)).append("${");
                rest.remove_prefix(start + 2);
                continue;
            }
            out.text += rest.substr(0, start);
            rest.remove_prefix(start + 2);
            const std::size_t end = rest.find('}');
            if (end == std::string_view::npos) {
                problems_.add(pointer, "expected } at the end of ${…}, but it is missing");
                break;
            }
            add_use(out, rest.substr(0, end), pointer);
            rest.remove_prefix(end + 1);
        }
        return out;
    }

private:
    void add_use(http::SecretText& out, std::string_view inner, const std::string& pointer) {
        constexpr std::string_view kPrefix = "secret.";
        if (!inner.starts_with(kPrefix)) {
            problems_.add(pointer, "expected ${secret.NAME}: only secrets may stand here");
            return;
        }
        const std::string name(inner.substr(kPrefix.size()));
        if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
            std::string what = "unknown secret \"" + shortened(name) + "\"";
            const std::string near = nearest_name(name, known_);
            what +=
                near.empty() ? "; add it under \"secrets\"" : "; did you mean \"" + near + "\"?";
            problems_.add(pointer, what);
            return;
        }
        out.secrets.push_back({"", out.text.size(), name});
    }

    const std::vector<std::string>& known_;
    Problems& problems_;
};

// "200/s", "90/m", "1000/h" in starts a second.
std::optional<double> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == 0 || slash > 9 || slash == std::string_view::npos) return std::nullopt;
    double number = 0;
    for (const char c : text.substr(0, slash)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    const std::string_view unit = text.substr(slash + 1);
    if (number <= 0) return std::nullopt;
    if (unit == "s") return number;
    if (unit == "m") return number / 60;
    if (unit == "h") return number / 3600;
    return std::nullopt;
}

void read_limits(ObjectReader& reader, http::ConnectionOptions& made) {
    reader.count("concurrency", made.concurrency, 1, limits::kConnectionConcurrencyMax);
    std::optional<std::string> rate;
    reader.text("rate", rate);
    if (!rate) return;
    made.rate_per_second = parse_rate(*rate);
    if (!made.rate_per_second) {
        reader.problem("rate", "expected a rate such as \"200/s\", \"90/m\" or \"1000/h\"");
    }
}

void read_auth(ObjectReader& reader, SecretTextReader& secrets, http::ConnectionOptions& made) {
    std::optional<std::string> bearer;
    reader.text("bearer", bearer);
    if (bearer) made.bearer = secrets.read(*bearer, reader.pointer_to("bearer"));
    reader.object("basic", [&](ObjectReader& basic) {
        std::string user;
        std::string password;
        basic.text("user", user);
        basic.text("password", password);
        basic.require("user");
        basic.require("password");
        made.basic = http::BasicAuth{
            secrets.read(user, basic.pointer_to("user")),
            secrets.read(password, basic.pointer_to("password"))};
    });
    if (made.bearer.has_value() == made.basic.has_value()) {
        reader.problem("", "expected either \"bearer\" or \"basic\"");
    }
}

void read_headers(ObjectReader& reader, SecretTextReader& secrets, http::ConnectionOptions& made) {
    reader.each(
        "headers",
        [&](const std::string& name, const Json& value, const std::string& pointer) {
            if (!http::is_header_name(name) || http::is_reserved_header(name)) {
                reader.problems().add(
                    pointer,
                    "this header cannot be set: it is malformed, or the "
                    "engine sets it"
                );
            } else if (!value.is_string() || !http::is_header_value(value.get<std::string>())) {
                reader.problems().add(pointer, "expected a text without line breaks");
            } else {
                made.headers.push_back({name, secrets.read(value.get<std::string>(), pointer)});
            }
        }
    );
}

void read_base_url(ObjectReader& reader, http::ConnectionOptions& made) {
    reader.text("baseUrl", made.base_url);
    reader.require("baseUrl");
    if (made.base_url.empty()) return;
    const auto url = http::parse_absolute_url(made.base_url);
    if (!url) {
        reader.problem("baseUrl", url.error().message);
    } else if (made.base_url.find_first_of("?#") != std::string::npos) {
        reader.problem("baseUrl", "expected a URL without query and fragment");
    }
}

}  // namespace

void read_connection(
    const std::string& name,
    const Json& value,
    const std::string& pointer,
    const std::vector<std::string>& known_secrets,
    Problems& problems,
    Configuration& made
) {
    http::ConnectionOptions connection;
    connection.name = name;
    ConnectionTraits traits{"http", std::nullopt, false};
    SecretTextReader secrets(known_secrets, problems);
    ObjectReader reader(value, pointer, problems);
    if (!value.is_object()) return;
    if (!is_name(name)) {
        problems.add(pointer, "expected a name of at most 64 letters, digits, _, - and .");
    }
    reader.text("type", traits.connector);
    if (traits.connector != "http")
        reader.problem("type", "expected \"http\"; it is the only type");
    read_base_url(reader, connection);
    read_headers(reader, secrets, connection);
    reader.object("auth", [&](ObjectReader& auth) { read_auth(auth, secrets, connection); });
    reader.object("limits", [&](ObjectReader& bounds) { read_limits(bounds, connection); });
    Duration timeout{0};
    reader.duration("timeout", timeout, Duration{1}, Duration{7LL * 86'400'000});
    if (timeout.ms > 0) traits.timeout = timeout;
    reader.flag("idempotent", traits.idempotent);
    reader.flag("allowPrivate", connection.allow_private);
    reader.finish();
    made.http.connections.push_back(std::move(connection));
    made.connections.emplace(name, std::move(traits));
}

}  // namespace sagaflow::config
