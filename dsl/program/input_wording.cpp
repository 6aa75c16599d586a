#include "dsl/program/input_wording.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sagaflow::dsl {
namespace {

constexpr std::size_t kListedMax = 10;

// All that a sentence may be made of.
struct Case {
    const Schemas& schemas;
    const Json& value;
    const std::string& found;
};

std::string in_marks(std::string_view name) { return to_text(Json(shortened(name))); }

std::string type_phrase(std::string_view type) {
    if (type == "null") return "null";
    const bool vowel = type == "integer" || type == "array" || type == "object";
    return (vowel ? "an " : "a ") + std::string(type);
}

std::string type_of(const Json& value) {
    if (value.is_number_float()) return "the number " + to_text(value);
    return type_phrase(value.is_number() ? "integer" : value.type_name());
}

// Short values themselves; of others what they are.
std::string shown(const Json& value) {
    if (value.is_structured()) return type_of(value);
    return value.is_string() ? in_marks(value.get_ref<const std::string&>()) : to_text(value);
}

std::string but_got(const Json& value) { return ", but got " + shown(value); }

std::string counted(std::size_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// "a, b and 2 more"
std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size() && i < kListedMax; ++i) {
        text += (i == 0 ? "" : ", ") + parts[i];
    }
    if (parts.size() > kListedMax) {
        text += " and " + std::to_string(parts.size() - kListedMax) + " more";
    }
    return text;
}

// "a, b or c"
std::string alternatives(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        text += (i == 0 ? "" : last ? " or " : ", ") + parts[i];
    }
    return text;
}

// The name that the library quotes: 'name'.
std::string name_in(const std::string& found, const char* before) {
    const std::size_t at = found.find(before);
    if (at == std::string::npos) return {};
    const std::size_t first = found.find('\'', at);
    const std::size_t last = found.rfind('\'');
    return first < last ? found.substr(first + 1, last - first - 1) : std::string();
}

// What the keyword says in the first schema for which `fails` holds; null when there is none.
template <typename Fails>
const Json* failed(const Schemas& schemas, const char* keyword, Fails fails) {
    for (const Json* schema : schemas) {
        if (!schema->is_object()) continue;
        const auto found = schema->find(keyword);
        if (found != schema->end() && fails(*found)) return &*found;
    }
    return nullptr;
}

bool is_of_type(const Json& value, const Json& type) {
    if (type == "integer") return value.is_number_integer();
    return type == value.type_name();  // "number" for both kinds of numbers
}

std::string wrong_type(const Case& c) {
    std::vector<std::string> expected;
    for (const Json* schema : c.schemas) {
        if (!schema->is_object() || !schema->contains("type")) continue;
        const Json& said = schema->at("type");
        const Json types = said.is_array() ? said : Json::array({said});
        const bool met = std::any_of(types.begin(), types.end(), [&](const Json& type) {
            return is_of_type(c.value, type);
        });
        if (met) continue;
        for (const Json& type : types) {
            if (!type.is_string()) continue;
            std::string phrase = type_phrase(type.get<std::string>());
            if (std::find(expected.begin(), expected.end(), phrase) == expected.end()) {
                expected.push_back(std::move(phrase));
            }
        }
    }
    if (expected.empty()) return {};
    return "expected " + alternatives(expected) + ", but got " + type_of(c.value);
}

std::string missing_member(const Case& c) {
    return "expected the member " + in_marks(name_in(c.found, "property")) + ", but it is missing";
}

std::string missing_dependency(const Case& c) {
    const std::string missing = name_in(c.found, "dependency");
    std::string beside;
    (void)failed(c.schemas, "dependencies", [&](const Json& dependencies) {
        for (const auto& [name, needed] : dependencies.items()) {
            if (!c.value.contains(name) || !needed.is_array()) continue;
            if (std::find(needed.begin(), needed.end(), missing) == needed.end()) continue;
            beside = " beside " + in_marks(name);
            return true;
        }
        return false;
    });
    return "expected the member " + in_marks(missing) + beside + ", but it is missing";
}

std::string unknown_member(const Case& c) {
    std::vector<std::string> allowed;
    for (const Json* schema : c.schemas) {
        if (!schema->is_object() || !schema->contains("properties")) continue;
        for (const auto& [name, unused] : schema->at("properties").items()) {
            const std::string text = in_marks(name);
            if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
                allowed.push_back(text);
            }
        }
    }
    return "unknown member " + in_marks(name_in(c.found, "constraints")) + "; the schema allows " +
           (allowed.empty() ? "no members here" : listed(allowed));
}

std::string not_in_enum(const Case& c) {
    const Json* values = failed(c.schemas, "enum", [&](const Json& list) {
        return std::find(list.begin(), list.end(), c.value) == list.end();
    });
    if (values == nullptr || values->empty()) return {};
    std::vector<std::string> texts;
    for (const Json& value : *values) {
        texts.push_back(value.is_structured() ? shortened(to_text(value)) : shown(value));
    }
    return (texts.size() == 1 ? "expected " : "expected one of ") + listed(texts) +
           but_got(c.value);
}

std::string not_const(const Case& c) {
    const Json* expected =
        failed(c.schemas, "const", [&](const Json& value) { return value != c.value; });
    if (expected == nullptr) return {};
    return "expected " + shortened(to_text(*expected)) + but_got(c.value);
}

std::string no_match(const Case& c) {
    // Which of several did not match is the library's secret, so all are named.
    std::vector<std::string> patterns;
    (void)failed(c.schemas, "pattern", [&](const Json& pattern) {
        patterns.push_back(shortened(pattern.get<std::string>(), 200));
        return false;
    });
    if (patterns.empty()) return {};
    return "expected a string that matches " + listed(patterns) + but_got(c.value);
}

std::string number_too_small(const Case& c) {
    if (const Json* limit =
            failed(c.schemas, "minimum", [&](const Json& minimum) { return c.value < minimum; })) {
        return "expected at least " + to_text(*limit) + but_got(c.value);
    }
    const Json* limit = failed(c.schemas, "exclusiveMinimum", [&](const Json& minimum) {
        return c.value <= minimum;
    });
    return limit == nullptr ? "" : "expected more than " + to_text(*limit) + but_got(c.value);
}

std::string number_too_large(const Case& c) {
    if (const Json* limit =
            failed(c.schemas, "maximum", [&](const Json& maximum) { return c.value > maximum; })) {
        return "expected at most " + to_text(*limit) + but_got(c.value);
    }
    const Json* limit = failed(c.schemas, "exclusiveMaximum", [&](const Json& maximum) {
        return c.value >= maximum;
    });
    return limit == nullptr ? "" : "expected less than " + to_text(*limit) + but_got(c.value);
}

std::string no_multiple(const Case& c) {
    const Json* divisor = c.value.is_number()
                              ? failed(c.schemas, "multipleOf", [](const Json&) { return true; })
                              : nullptr;
    return divisor == nullptr ? ""
                              : "expected a multiple of " + to_text(*divisor) + but_got(c.value);
}

struct Counting {
    const char* noun;
    const char* at_least;
    const char* at_most;
};

std::string wrong_count(const Case& c, const Counting& counting, std::size_t count) {
    const std::string got = ", but got " + std::to_string(count);
    if (const Json* limit = failed(c.schemas, counting.at_least, [&](const Json& minimum) {
            return Json(count) < minimum;
        })) {
        return "expected at least " + counted(limit->get<std::size_t>(), counting.noun) + got;
    }
    const Json* limit = failed(c.schemas, counting.at_most, [&](const Json& maximum) {
        return Json(count) > maximum;
    });
    if (limit == nullptr) return {};
    return "expected at most " + counted(limit->get<std::size_t>(), counting.noun) + got;
}

std::string wrong_length(const Case& c) {
    if (!c.value.is_string()) return {};
    const auto& text = c.value.get_ref<const std::string&>();
    const auto characters = std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    });
    return wrong_count(
        c, {"character", "minLength", "maxLength"}, static_cast<std::size_t>(characters)
    );
}

std::string wrong_item_count(const Case& c) {
    return wrong_count(c, {"item", "minItems", "maxItems"}, c.value.size());
}

std::string wrong_member_count(const Case& c) {
    return wrong_count(c, {"member", "minProperties", "maxProperties"}, c.value.size());
}

std::string too_many_items(const Case& c) {
    const Json* items = failed(c.schemas, "items", [&](const Json& list) {
        return list.is_array() && list.size() < c.value.size();
    });
    if (items == nullptr) return {};
    return "expected at most " + counted(items->size(), "item") + ", but got " +
           std::to_string(c.value.size());
}

std::string no_format(const Case& c) {
    const Json* format = failed(c.schemas, "format", [](const Json&) { return true; });
    if (format == nullptr) return {};
    const char* example = *format == "date"   ? "a date such as 2026-01-31"
                          : *format == "time" ? "a time such as 08:00:00Z"
                                              : "a date and time such as 2026-01-31T08:00:00Z";
    return std::string("expected ") + example + but_got(c.value);
}

std::string equal_items(const Case& c) {
    const std::size_t first = c.found.find('#');
    const std::size_t second = c.found.rfind('#');
    const auto number = [&](std::size_t at) {
        return c.found.substr(at + 1, c.found.find(' ', at) - at - 1);
    };
    if (first == std::string::npos) return {};
    return "expected items that all differ, but those at " + number(first) + " and " +
           number(second) + " are equal";
}

std::string no_item_contained(const Case&) {
    return "expected an item as \"contains\" says, but there is none";
}

std::string ruled_out(const Case&) { return "the value is what the schema rules out with \"not\""; }

std::string several_hold(const Case&) {
    return "expected exactly one of the schemas of \"oneOf\" to hold, but several do";
}

// The library has no words for the schema false and for propertyNames.
std::string not_as_said(const Case& c) {
    for (const Json* schema : c.schemas) {
        if (*schema == Json(false)) return "the schema allows no value here";
    }
    const auto any = [](const Json&) { return true; };
    if (c.value.is_object() && failed(c.schemas, "propertyNames", any) != nullptr) {
        return "expected members with names as \"propertyNames\" says";
    }
    return "the value is not as the schema says";
}

struct Sentence {
    std::string_view found;  // how the library's text begins
    std::string (*say)(const Case&);
};

// The first that fits.
constexpr std::array<Sentence, 21> kSentences{{
    {"Value type not permitted", wrong_type},
    {"Missing required property", missing_member},
    {"Missing dependency", missing_dependency},
    {"Object contains a property", unknown_member},
    {"Failed to match against any enum", not_in_enum},
    {"Failed to match expected value", not_const},
    {"Failed to match regex", no_match},
    {"Expected number greater", number_too_small},
    {"Expected number less", number_too_large},
    {"Value should be a multiple", no_multiple},
    {"String should be no", wrong_length},
    {"String should be a valid", no_format},
    {"Array should contain", wrong_item_count},
    {"Object should have", wrong_member_count},
    {"Array contains more items", too_many_items},
    {"Cannot validate item", too_many_items},
    {"Elements at indexes", equal_items},
    {"Failed to any values", no_item_contained},
    {"Target should not validate", ruled_out},
    {"Failed to validate against exactly one", several_hold},
    {"Failed to validate", not_as_said},
}};

}  // namespace

std::string worded(
    const Json& schema, const Json& input, const InputPath& path, const std::string& found
) {
    const Json* value = value_at(input, path);
    if (value == nullptr) return found;
    const Schemas schemas = schemas_at(schema, input, path);
    for (const Sentence& sentence : kSentences) {
        if (!found.starts_with(sentence.found)) continue;
        std::string words = sentence.say({schemas, *value, found});
        return words.empty() ? found : words;
    }
    return found;
}

}  // namespace sagaflow::dsl
