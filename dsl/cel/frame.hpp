// What one evaluation owns: its budget and the variables of its macros. Lives on the stack of one
// thread. Private to dsl/cel.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dsl/cel/cel.hpp"

namespace sagaflow::cel {

class Frame {
public:
    Frame(const Activation& activation, const Budget& budget, std::size_t local_count);
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

    const Activation& activation() const { return activation_; }

    // False once the budget is spent; it stays spent, so that && and || cannot absorb the error.
    bool charge(std::uint64_t cost) {
        if (cost > cost_left_) [[unlikely]] {
            cost_left_ = 0;
            spent_ = Spent::kCost;
            return false;
        }
        cost_left_ -= cost;
        return true;
    }
    // Reading text costs by its length: a step for each 64 bytes.
    bool charge_text(std::size_t bytes) { return charge(bytes / 64); }
    // Memory that the evaluation builds, and the work of filling it.
    bool charge_memory(std::size_t bytes) {
        if (bytes > bytes_left_) [[unlikely]] {
            bytes_left_ = 0;
            if (spent_ == Spent::kNo) spent_ = Spent::kBytes;
            return false;
        }
        bytes_left_ -= bytes;
        return charge_text(bytes);
    }
    bool is_spent() const { return spent_ != Spent::kNo; }
    // The error Value that names the budget which is spent.
    Value spent_error() const;

    Value& local(std::size_t index) { return locals_[index]; }

private:
    enum class Spent { kNo, kCost, kBytes };
    static constexpr std::size_t kInlineLocals = 8;

    const Activation& activation_;
    Budget budget_;
    std::uint64_t cost_left_;
    std::size_t bytes_left_;
    Spent spent_ = Spent::kNo;
    std::array<Value, kInlineLocals> inline_locals_;
    std::vector<Value> more_locals_;
    Value* locals_;
};

// A list or string that takes part in a result weighs this much beside its content.
inline constexpr std::size_t kValueBytes = sizeof(Value);

// A new string or byte string, charged to the frame.
Value make_string(Frame& frame, std::string text);
Value make_bytes(Frame& frame, std::string bytes);
Value make_list(Frame& frame, std::vector<Value> items);

// The bytes that `value` would take as output, counted no further than `bytes_max`.
std::size_t output_size(const Value& value, std::size_t bytes_max);

}  // namespace sagaflow::cel
