// Lets valijson run its patterns on RE2. Included once, before any header of valijson.
//
// valijson 1.0 has std::regex built in, which recurses for each character: a long string in an
// input ends the process. It names everything with `std::`, and inside its own namespace that name
// is looked up in valijson::std first; so the three names that it takes from <regex> are given
// there, and all others come from the standard library as before.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace valijson::std {
using namespace ::std;

class regex {
public:
    explicit regex(const ::std::string& pattern) {
        RE2::Options options;
        options.set_log_errors(false);
        compiled_ = ::std::make_shared<const RE2>(pattern, options);
        if (!compiled_->ok()) throw ::std::runtime_error("bad pattern: " + compiled_->error());
    }
    const RE2& compiled() const { return *compiled_; }

private:
    ::std::shared_ptr<const RE2> compiled_;
};

class smatch {
public:
    struct Group {
        ::std::string text;
        const ::std::string& str() const { return text; }
    };
    const Group& operator[](::std::size_t index) const { return groups_.at(index); }

    bool match(const ::std::string& text, const RE2& pattern) {
        const auto count = static_cast<::std::size_t>(pattern.NumberOfCapturingGroups()) + 1;
        ::std::vector<re2::StringPiece> pieces(count);
        const bool matched = pattern.Match(
            text, 0, text.size(), RE2::ANCHOR_BOTH, pieces.data(), static_cast<int>(count)
        );
        groups_.clear();
        for (const re2::StringPiece& piece : pieces) groups_.push_back({piece.as_string()});
        return matched;
    }

private:
    ::std::vector<Group> groups_;
};

inline bool regex_search(const ::std::string& text, const regex& pattern) {
    return RE2::PartialMatch(text, pattern.compiled());
}
inline bool regex_match(const ::std::string& text, const regex& pattern) {
    return RE2::FullMatch(text, pattern.compiled());
}
inline bool regex_match(const ::std::string& text, smatch& groups, const regex& pattern) {
    return groups.match(text, pattern.compiled());
}

}  // namespace valijson::std
