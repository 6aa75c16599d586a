// Result<T>: either a value or an error, never both, and asking for the other one is a bug.
#include "engine/core/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace sagaflow {
namespace {

TEST(Result, HoldsAValue) {
    Result<std::string> result(std::string("text"));
    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(static_cast<bool>(result));
    EXPECT_EQ(*result, "text");
    EXPECT_EQ(result->size(), 4U);
    result->push_back('s');
    EXPECT_EQ(result.value(), "texts");
}

TEST(Result, HoldsAnError) {
    const Result<int> result(Error{ErrorCode::kTooLarge, "Expected less"});
    ASSERT_FALSE(result.ok());
    EXPECT_FALSE(static_cast<bool>(result));
    EXPECT_EQ(result.error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(result.error().message, "Expected less");
}

TEST(Result, TellsAnErrorThatIsTheValueFromAFailure) {
    const Status fine = ok_status();
    const Status failed = Error{ErrorCode::kNotFound, "gone"};
    EXPECT_TRUE(fine.ok());
    EXPECT_FALSE(failed.ok());
    EXPECT_EQ(Error{}.code, ErrorCode::kInternal) << "an error that says nothing is our bug";
}

TEST(Result, GivesUpAValueThatOnlyMoves) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = std::move(result).value();
    ASSERT_NE(taken, nullptr);
    EXPECT_EQ(*taken, 7);
}

TEST(Result, EndsTheProcessWhenTheWrongSideIsAsked) {
    Result<int> value(7);
    Result<int> error(Error{ErrorCode::kInternal, "no"});
    EXPECT_DEATH((void)value.error(), "error\\(\\) of a value");
    EXPECT_DEATH((void)error.value(), "value\\(\\) of an error");
    EXPECT_DEATH((void)*error, "value\\(\\) of an error");
}

TEST(Ensure, SaysWhereAndWhatWasExpected) {
    const int one = 1;
    ENSURE(one == 1, "passes in silence");
    EXPECT_DEATH(ENSURE(one == 2, "numbers"), "result_test.cpp:[0-9]+: one == 2 \\(numbers\\)");
}

}  // namespace
}  // namespace sagaflow
