// Writes the Prometheus text format (version 0.0.4). Label values are escaped.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace sagaflow::api {

struct Label {
    std::string_view name;
    std::string_view value;
};

class PrometheusText {
public:
    // Starts a family; its samples must follow before the next one.
    void family(std::string_view name, std::string_view type, std::string_view help);
    void sample(
        double value, std::initializer_list<Label> labels = {}, std::string_view suffix = {}
    );
    void sample(
        std::uint64_t value, std::initializer_list<Label> labels = {}, std::string_view suffix = {}
    );
    // A family with one sample.
    void counter(std::string_view name, std::string_view help, std::uint64_t value);
    void gauge(std::string_view name, std::string_view help, std::uint64_t value);

    std::string take() { return std::move(text_); }

private:
    void start_sample(std::initializer_list<Label> labels, std::string_view suffix);

    std::string text_;
    std::string name_;
};

}  // namespace sagaflow::api
