#include "dsl/cel/frame.hpp"

#include "dsl/cel/representation.hpp"

namespace sagaflow::cel {
namespace {

// A member or an item is never free, or a list of empty strings would weigh nothing.
constexpr std::size_t kItemBytes = 16;

void count_json(const Json& json, std::size_t bytes_max, std::size_t& total) {
    total += kItemBytes;
    if (json.is_string()) {
        total += json.get_ref<const std::string&>().size();
    } else if (json.is_object()) {
        for (auto member = json.begin(); member != json.end() && total <= bytes_max; ++member) {
            total += member.key().size();
            count_json(*member, bytes_max, total);
        }
    } else if (json.is_array()) {
        for (const Json& item : json) {
            if (total > bytes_max) return;
            count_json(item, bytes_max, total);
        }
    }
}

void count_value(const Value& value, std::size_t bytes_max, std::size_t& total) {
    if (const Json* json = ValueAccess::json_view(value))
        return count_json(*json, bytes_max, total);
    total += kItemBytes;
    if (value.kind() == Kind::kString || value.kind() == Kind::kBytes) {
        total += value.as_string().size();
    } else if (value.kind() == Kind::kList || value.kind() == Kind::kMap) {
        Elements elements(value);
        Value key;
        Value member;
        while (total <= bytes_max && elements.next(key, member)) {
            if (value.kind() == Kind::kMap) count_value(key, bytes_max, total);
            count_value(member, bytes_max, total);
        }
    }
}

// What is built on the way may exceed the output some times over; it is bounded all the same.
constexpr std::size_t kScratchFactor = 4;

}  // namespace

Frame::Frame(const Activation& activation, const Budget& budget, std::size_t local_count)
    : activation_(activation),
      budget_(budget),
      cost_left_(budget.cost_max),
      bytes_left_(budget.output_bytes_max * kScratchFactor),
      locals_(inline_locals_.data()) {
    if (local_count > kInlineLocals) {
        more_locals_.resize(local_count);
        locals_ = more_locals_.data();
    }
}

Value Frame::spent_error() const {
    if (spent_ == Spent::kBytes) {
        return Value::error(
            "Expected to build at most " + std::to_string(budget_.output_bytes_max) +
            " bytes, but the expression needs more (expression output limit)"
        );
    }
    return Value::error(
        "Expected to finish within " + std::to_string(budget_.cost_max) +
        " evaluation steps, but the expression needs more (expression cost limit)"
    );
}

Value make_string(Frame& frame, std::string text) {
    if (!frame.charge_memory(text.size())) return frame.spent_error();
    return Value::of_string(std::move(text));
}

Value make_bytes(Frame& frame, std::string bytes) {
    if (!frame.charge_memory(bytes.size())) return frame.spent_error();
    return Value::of_bytes(std::move(bytes));
}

Value make_list(Frame& frame, std::vector<Value> items) {
    if (!frame.charge_memory(items.size() * kValueBytes)) return frame.spent_error();
    return Value::of_list(std::move(items));
}

std::size_t output_size(const Value& value, std::size_t bytes_max) {
    std::size_t total = 0;
    count_value(value, bytes_max, total);
    return total;
}

}  // namespace sagaflow::cel
