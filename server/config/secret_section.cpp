#include "server/config/secret_section.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sagaflow::config {
namespace {

struct FileText {
    std::string text;
    std::string problem;  // not empty: it could not be read
    bool open_to_others = false;
};

FileText read_file(const std::string& path) {
    FileText file;
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        file.problem = std::string("cannot read it: ") + std::strerror(errno);
        return file;
    }
    struct stat facts {};
    if (fstat(descriptor, &facts) == 0) file.open_to_others = (facts.st_mode & S_IROTH) != 0;
    std::array<char, 4096> chunk{};
    ssize_t got = 0;
    while (file.text.size() <= limits::kSecretBytesMax &&
           (got = read(descriptor, chunk.data(), chunk.size())) > 0) {
        file.text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    if (got < 0) file.problem = std::string("cannot read it: ") + std::strerror(errno);
    close(descriptor);
    return file;
}

// Editors end files with a line break that is no part of the secret.
void drop_line_break(std::string& text) {
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
}

std::optional<std::string> read_secret_file(
    ObjectReader& reader, const std::string& path, const std::string& folder, Configuration& made
) {
    const std::string full = (std::filesystem::path(folder) / path).string();
    FileText file = read_file(full);
    if (file.problem.empty() && file.text.size() > limits::kSecretBytesMax) {
        file.problem = "it is longer than 64 KiB";
    }
    drop_line_break(file.text);
    if (file.problem.empty() && file.text.empty()) file.problem = "it is empty";
    if (!file.problem.empty()) {
        reader.problem("file", "expected the secret in " + full + ", but " + file.problem);
        return std::nullopt;
    }
    if (file.open_to_others) {
        made.warnings.push_back(
            "the secret file " + full + " can be read by every user of this machine: chmod 600 it"
        );
    }
    return std::move(file.text);
}

std::optional<std::string> read_variable(
    ObjectReader& reader, const std::string& name, const Environment& environment
) {
    std::optional<std::string> value = environment(name);
    if (value && !value->empty()) return value;
    reader.problem(
        "env",
        "expected the secret in the environment variable " + shortened(name, 200) + ", but it is " +
            (value ? "empty" : "not set")
    );
    return std::nullopt;
}

std::optional<std::string> read_secret(
    const Json& value,
    const std::string& pointer,
    Problems& problems,
    const std::string& folder,
    const Environment& environment,
    Configuration& made
) {
    ObjectReader reader(value, pointer, problems);
    if (!value.is_object()) return std::nullopt;
    std::optional<std::string> variable;
    std::optional<std::string> file;
    reader.text("env", variable);
    reader.text("file", file);
    reader.finish();
    if (value.contains("env") == value.contains("file")) {
        reader.problem(
            "", "expected either \"env\" or \"file\"; a secret never stands here itself"
        );
        return std::nullopt;
    }
    if (variable) return read_variable(reader, *variable, environment);
    if (file) return read_secret_file(reader, *file, folder, made);
    return std::nullopt;
}

}  // namespace

void read_secrets(
    ObjectReader& reader,
    const std::string& folder,
    const Environment& environment,
    Configuration& made
) {
    SecretTable::Values values;
    reader.each(
        "secrets",
        [&](const std::string& name, const Json& value, const std::string& pointer) {
            made.secret_names.push_back(name);
            auto secret = read_secret(value, pointer, reader.problems(), folder, environment, made);
            if (secret) values.emplace(name, std::move(*secret));
        }
    );
    made.secrets = std::make_shared<SecretTable>(std::move(values));
}

}  // namespace sagaflow::config
