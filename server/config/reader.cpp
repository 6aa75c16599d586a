#include "server/config/reader.hpp"

#include <algorithm>

#include "server/config/nearest_name.hpp"

namespace sagaflow::config {
namespace {

std::string escaped(const std::string& token) {
    std::string out;
    for (const char c : token) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

void Problems::add(const std::string& pointer, std::string_view what) {
    const Position at = position_of(text_, pointer);
    std::string& line = lines_.emplace_back(at, name_).second;
    line.append(":").append(std::to_string(at.line));
    line.append(":").append(std::to_string(at.column)).append(": ");
    line.append(pointer.empty() ? "/" : pointer).append(": ").append(what);
}

std::string Problems::text() const {
    auto ordered = lines_;
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    std::string all;
    for (const auto& [position, line] : ordered) {
        if (!all.empty()) all += '\n';
        all += line;
    }
    return all;
}

ObjectReader::ObjectReader(const Json& value, std::string pointer, Problems& problems)
    : object_(value.is_object() ? value : Json::object()),
      pointer_(std::move(pointer)),
      problems_(problems) {
    if (!value.is_object()) {
        problems_.add(pointer_, std::string("expected an object, but got ") + value.type_name());
    }
}

std::string ObjectReader::pointer_to(const std::string& name) const {
    return pointer_ + "/" + escaped(name);
}

void ObjectReader::problem(const std::string& name, std::string_view what) {
    problems_.add(name.empty() ? pointer_ : pointer_to(name), what);
}

const Json* ObjectReader::find(const std::string& name) {
    known_.push_back(name);
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

const Json* ObjectReader::of_kind(
    const std::string& name, bool (Json::*is)() const, std::string_view kind
) {
    const Json* value = find(name);
    if (value == nullptr || (value->*is)()) return value;
    problem(
        name, std::string("expected ").append(kind).append(", but got ").append(value->type_name())
    );
    return nullptr;
}

void ObjectReader::text(const std::string& name, std::string& target) {
    if (const Json* value = of_kind(name, &Json::is_string, "a text")) {
        target = value->get<std::string>();
    }
}

void ObjectReader::text(const std::string& name, std::optional<std::string>& target) {
    if (const Json* value = of_kind(name, &Json::is_string, "a text")) {
        target = value->get<std::string>();
    }
}

void ObjectReader::flag(const std::string& name, bool& target) {
    if (const Json* value = of_kind(name, &Json::is_boolean, "true or false")) {
        target = value->get<bool>();
    }
}

void ObjectReader::flag(const std::string& name, std::optional<bool>& target) {
    if (const Json* value = of_kind(name, &Json::is_boolean, "true or false")) {
        target = value->get<bool>();
    }
}

void ObjectReader::count(
    const std::string& name, std::size_t& target, std::size_t min, std::size_t max
) {
    const Json* value = of_kind(name, &Json::is_number_integer, "a whole number");
    if (value == nullptr) return;
    const auto number = value->get<std::int64_t>();
    if (number < static_cast<std::int64_t>(min) || number > static_cast<std::int64_t>(max)) {
        problem(
            name,
            std::string("expected a number from ") + std::to_string(min) + " to " +
                std::to_string(max) + ", but got " + std::to_string(number)
        );
        return;
    }
    target = static_cast<std::size_t>(number);
}

void ObjectReader::duration(const std::string& name, Duration& target, Duration min, Duration max) {
    const Json* value = of_kind(name, &Json::is_string, "a duration such as \"5s\"");
    if (value == nullptr) return;
    const Result<Duration> parsed = parse_duration(value->get<std::string>());
    if (!parsed) {
        problem(name, parsed.error().message);
    } else if (*parsed < min || *parsed > max) {
        problem(
            name,
            std::string("expected a duration from ") + format_duration(min) + " to " +
                format_duration(max) + ", but got " + format_duration(*parsed)
        );
    } else {
        target = *parsed;
    }
}

void ObjectReader::object(const std::string& name, const std::function<void(ObjectReader&)>& read) {
    const Json* value = find(name);
    if (value == nullptr) return;
    ObjectReader inner(*value, pointer_to(name), problems_);
    read(inner);
    if (value->is_object()) inner.finish();
}

void ObjectReader::each(
    const std::string& name,
    const std::function<void(const std::string&, const Json&, const std::string&)>& read
) {
    const Json* value = of_kind(name, &Json::is_object, "an object");
    if (value == nullptr) return;
    for (const auto& [key, member] : value->items()) {
        read(key, member, pointer_to(name) + "/" + escaped(key));
    }
}

void ObjectReader::require(const std::string& name) {
    if (!object_.contains(name)) {
        problem("", std::string("expected the member \"") + name + "\", but it is missing");
    }
}

void ObjectReader::finish() {
    for (const auto& [name, value] : object_.items()) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        const std::string near = nearest_name(name, known_);
        std::string what = "unknown member \"" + shortened(name) + "\"";
        if (!near.empty()) what += "; did you mean \"" + near + "\"?";
        problem(name, what);
    }
}

}  // namespace sagaflow::config
