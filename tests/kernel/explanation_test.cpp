// The participant's own words in what the API shows of an error, and the error that matters now.
#include "engine/kernel/why/explanation.hpp"

#include <gtest/gtest.h>

#include "engine/kernel/document.hpp"

namespace sagaflow::kernel {
namespace {

StepError error_with(const char* body) {
    StepError error;
    error.type = "http.409";
    error.message = "the answer was 409";
    error.body = Json::parse(body);
    return error;
}
std::string words(const char* body) { return explanation_of(error_with(body)); }

TEST(Explanation, IsFoundWhereParticipantsPutIt) {
    EXPECT_EQ(words(R"({"title": "No", "detail": "card is frozen"})"), "card is frozen");
    EXPECT_EQ(words(R"({"message": "card is frozen", "id": 7})"), "card is frozen");
    EXPECT_EQ(words(R"({"error": "card_frozen"})"), "card_frozen");
    EXPECT_EQ(words(R"({"error": {"code": 7, "message": "card is frozen"}})"), "card is frozen");
    EXPECT_EQ(words(R"({"errors": [{"detail": "no stock"}, {"detail": "x"}]})"), "no stock");
    EXPECT_EQ(words(R"("card is frozen")"), "card is frozen");
    EXPECT_EQ(words(R"({"detail": "", "title": "Conflict"})"), "Conflict");
}

TEST(Explanation, IsNothingWhereNothingReadsAsWords) {
    EXPECT_EQ(words("null"), "");
    EXPECT_EQ(words("[]"), "");
    EXPECT_EQ(words("7"), "");
    EXPECT_EQ(words(R"({"stock": 7})"), "");
    EXPECT_EQ(words(R"("<html><body>Bad gateway</body></html>")"), "");
    EXPECT_EQ(words(R"("{\"cut\": ")"), "");
    EXPECT_EQ(words(R"("  \n ")"), "");
    EXPECT_EQ(words(R"([[[[[["too deep"]]]]]])"), "");
}

TEST(Explanation, IsOneHarmlessLineThatIsCut) {
    EXPECT_EQ(
        words("\"  card is\\r\\nfrozen\\u001b[31m \\u202edlo\\n\""), "card is frozen [31m dlo"
    );
    const std::string line = words(("\"" + std::string(10'000, 'x') + "\"").c_str());
    EXPECT_LE(line.size(), limits::kExplanationBytesMax);
    EXPECT_TRUE(line.ends_with("x…")) << line;
}

TEST(Explanation, IsShownAndNotStored) {
    const StepError error = error_with(R"({"message": "card is frozen"})");
    EXPECT_EQ(shown_error(error).at("explanation"), "card is frozen");
    EXPECT_EQ(shown_error(error).at("body"), error.body);
    EXPECT_FALSE(to_json(error).contains("explanation"));
    EXPECT_FALSE(shown_error(error_with("{}")).contains("explanation"));
}

// What began the undo is the error of the instance; what needs an operator is another one.
TEST(CurrentError, OfAStuckInstanceIsThatOfTheUndo) {
    InstanceState state;
    state.status = InstanceStatus::kStuck;
    state.error = error_with(R"({"message": "no courier"})");
    UndoEntry& undo = state.undos.emplace_back();
    undo.state = "charge_card";
    undo.phase = UndoPhase::kFailed;
    undo.error = error_with(R"({"message": "card is frozen"})");
    undo.error->type = "http.503";
    const Json document = instance_document(state);
    EXPECT_EQ(document.at("error").at("explanation"), "no courier");
    const Json& current = document.at("currentError");
    EXPECT_EQ(current.at("type"), "http.503");
    EXPECT_EQ(current.at("explanation"), "card is frozen");
    EXPECT_EQ(current.at("undo"), true);
    EXPECT_FALSE(current.contains("body"));
}

TEST(CurrentError, IsThatOfThePlaceThatWaitsForAnOperator) {
    InstanceState state;
    state.status = InstanceStatus::kParked;
    for (const Phase phase : {Phase::kBackoff, Phase::kParked}) {
        ActiveState& active = state.active.emplace_back();
        active.state = phase == Phase::kParked ? "charge_card" : "book_courier";
        active.phase = phase;
        active.error = error_with("null");
        active.error->state = active.state;
    }
    const Json document = instance_document(state);
    EXPECT_TRUE(document.at("error").is_null());
    EXPECT_EQ(document.at("currentError").at("state"), "charge_card");
    EXPECT_EQ(document.at("currentError").at("undo"), false);
}

TEST(CurrentError, IsThatOfTheInstanceWhereNothingElseFailed) {
    InstanceState state;
    EXPECT_TRUE(instance_document(state).at("currentError").is_null());
    state.status = InstanceStatus::kCompensated;
    state.error = error_with(R"({"message": "no courier"})");
    EXPECT_EQ(instance_document(state).at("currentError").at("explanation"), "no courier");
}

}  // namespace
}  // namespace sagaflow::kernel
