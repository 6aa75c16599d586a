#include "api/metrics/prometheus_text.hpp"

#include <fmt/format.h>

namespace sagaflow::api {
namespace {

void append_escaped(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == '\\') text += "\\\\";
        else if (c == '"') text += "\\\"";
        else if (c == '\n') text += "\\n";
        else text += c;
    }
}

}  // namespace

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void PrometheusText::start_sample(std::initializer_list<Label> labels, std::string_view suffix) {
    text_ += name_;
    text_ += suffix;
    if (labels.size() > 0) {
        char separator = '{';
        for (const Label& label : labels) {
            text_ += separator;
            text_ += label.name;
            text_ += "=\"";
            append_escaped(text_, label.value);
            text_ += '"';
            separator = ',';
        }
        text_ += '}';
    }
    text_ += ' ';
}

void PrometheusText::sample(
    double value, std::initializer_list<Label> labels, std::string_view suffix
) {
    start_sample(labels, suffix);
    text_ += fmt::format("{}\n", value);
}

void PrometheusText::sample(
    std::uint64_t value, std::initializer_list<Label> labels, std::string_view suffix
) {
    start_sample(labels, suffix);
    text_ += std::to_string(value);
    text_ += '\n';
}

void PrometheusText::counter(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "counter", help);
    sample(value);
}

void PrometheusText::gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "gauge", help);
    sample(value);
}

}  // namespace sagaflow::api
