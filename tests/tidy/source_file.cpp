#include "tests/tidy/source_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace sagaflow::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kFolders{
    "engine", "dsl", "connectors", "api", "server", "cli", "bench", "tests"};
constexpr std::array<std::string_view, 6> kEndings{".cpp", ".hpp", ".sql", ".sh", ".py", ".txt"};

// Blanks out what is no code, keeping every offset and line break.
class Stripper {
public:
    explicit Stripper(const std::string& text) : text_(text), code_(text) {}

    void run(std::string& code, std::vector<StringLiteral>& literals) {
        while (at_ < text_.size()) step(literals);
        code = std::move(code_);
    }

private:
    void step(std::vector<StringLiteral>& literals) {
        if (starts("//")) {
            blank_until("\n", 0);
        } else if (starts("/*")) {
            blank_until("*/", 2);
        } else if (starts("R\"")) {
            raw_string(literals);
        } else if (text_[at_] == '"') {
            quoted('"', &literals);
        } else if (text_[at_] == '\'' && !is_digit_separator()) {
            quoted('\'', nullptr);
        } else if (text_[at_] == '#' && is_first_on_line()) {
            preprocessor();
        } else {
            if (text_[at_] == '\n') ++line_;
            ++at_;
        }
    }

    bool starts(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

    bool is_digit_separator() const {
        return at_ > 0 && std::isxdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0 &&
               at_ + 1 < text_.size() &&
               std::isxdigit(static_cast<unsigned char>(text_[at_ + 1])) != 0 &&
               !(at_ + 2 < text_.size() && text_[at_ + 2] == '\'');
    }

    bool is_first_on_line() const {
        const auto line_start = at_ == 0 ? 0 : text_.rfind('\n', at_ - 1) + 1;
        return text_.find_first_not_of(" \t", line_start) == at_;
    }

    void blank(std::size_t to) {
        for (; at_ < std::min(to, text_.size()); ++at_) {
            if (text_[at_] == '\n') {
                ++line_;
            } else {
                code_[at_] = ' ';
            }
        }
    }

    void blank_until(std::string_view end, std::size_t and_more) {
        const auto found = text_.find(end, at_ + 1);
        blank(found == std::string::npos ? text_.size() : found + and_more);
    }

    void raw_string(std::vector<StringLiteral>& literals) {
        const auto open = text_.find('(', at_);
        if (open == std::string::npos) return blank(text_.size());
        const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
        const auto end = std::min(text_.find(close, open), text_.size());
        literals.push_back({line_, text_.substr(open + 1, end - open - 1)});
        blank(end + close.size());
    }

    void quoted(char quote, std::vector<StringLiteral>* literals) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2 : 1;
        }
        if (literals != nullptr) literals->push_back({line_, text_.substr(at_ + 1, end - at_ - 1)});
        blank(end + 1);
    }

    // Directives carry no braces that count; continued lines belong to them.
    void preprocessor() {
        std::size_t end = text_.find('\n', at_);
        while (end != std::string::npos && end > 0 && text_[end - 1] == '\\') {
            end = text_.find('\n', end + 1);
        }
        blank(end == std::string::npos ? text_.size() : end);
    }

    const std::string& text_;
    std::string code_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

bool has_known_ending(const fs::path& path) {
    return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
        return path.filename().string().ends_with(ending);
    });
}

std::string read_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

SourceFile SourceFile::from_text(std::string path, std::string text) {
    SourceFile file{std::move(path), std::move(text), {}, {}};
    if (file.is_cpp()) Stripper(file.text).run(file.code, file.literals);
    return file;
}

bool SourceFile::is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

bool SourceFile::is_under(std::string_view folder) const {
    return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

std::vector<std::string> SourceFile::lines() const {
    std::vector<std::string> all;
    std::size_t start = 0;
    while (start < text.size()) {
        const auto end = std::min(text.find('\n', start), text.size());
        all.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return all;
}

std::size_t SourceFile::line_at(std::size_t offset) const {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

std::string report(const Violations& violations) {
    std::string all;
    for (const auto& one : violations) {
        all += one.path + ":" + std::to_string(one.line) + ": " + one.message + "\n";
    }
    return all;
}

std::vector<SourceFile> load_tree(const fs::path& root) {
    std::vector<SourceFile> files;
    for (const auto folder : kFolders) {
        if (!fs::is_directory(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (!entry.is_regular_file() || !has_known_ending(entry.path())) continue;
            const auto relative = entry.path().lexically_relative(root).generic_string();
            files.push_back(SourceFile::from_text(relative, read_all(entry.path())));
        }
    }
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) {
        return a.path < b.path;
    });
    return files;
}

}  // namespace sagaflow::tidy
