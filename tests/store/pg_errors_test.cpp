// The classification as a table: every SQLSTATE that we know of, at every stage where it can come.
#include "engine/store/pg/pg_errors.hpp"

#include <gtest/gtest.h>

namespace sagaflow::store {
namespace {

struct Case {
    const char* sqlstate;
    bool session_ended;
    PgStage stage;
    CommitClass outcome;
};

constexpr Case kCases[]{
    // Nothing was sent: whatever the reason.
    {"", true, PgStage::kNotSent, CommitClass::kUnavailable},
    {"57P03", true, PgStage::kNotSent, CommitClass::kUnavailable},
    // The connection broke; COMMIT was on its way in the same pipeline.
    {"", true, PgStage::kStatement, CommitClass::kUnknown},
    {"", true, PgStage::kFence, CommitClass::kUnknown},
    {"", true, PgStage::kCommit, CommitClass::kUnknown},
    // The server ended the session: before COMMIT certainly without it.
    {"57P01", true, PgStage::kStatement, CommitClass::kNotCommitted},
    {"57P01", true, PgStage::kCommit, CommitClass::kUnknown},
    {"57P02", true, PgStage::kCommit, CommitClass::kUnknown},
    {"25P03", true, PgStage::kStatement, CommitClass::kNotCommitted},
    // Guards.
    {"22012", false, PgStage::kFence, CommitClass::kOwnershipLost},
    {"22012", false, PgStage::kGuard, CommitClass::kConflict},
    {"22012", false, PgStage::kStatement, CommitClass::kBug},
    {"23505", false, PgStage::kStatement, CommitClass::kConflict},
    {"23505", false, PgStage::kCommit, CommitClass::kConflict},
    // Try again.
    {"40001", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"40001", false, PgStage::kCommit, CommitClass::kNotCommitted},
    {"40P01", false, PgStage::kFence, CommitClass::kNotCommitted},
    {"55P03", false, PgStage::kFence, CommitClass::kNotCommitted},
    {"57014", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"57014", false, PgStage::kCommit, CommitClass::kNotCommitted},
    {"53100", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"53200", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"58030", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"25006", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"25P02", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"26000", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"0A000", false, PgStage::kStatement, CommitClass::kNotCommitted},
    {"XX000", false, PgStage::kStatement, CommitClass::kNotCommitted},
    // The server itself does not know.
    {"40003", false, PgStage::kStatement, CommitClass::kUnknown},
    {"08007", false, PgStage::kCommit, CommitClass::kUnknown},
    // Our fault.
    {"42601", false, PgStage::kStatement, CommitClass::kBug},
    {"42P01", false, PgStage::kStatement, CommitClass::kBug},
    {"42501", false, PgStage::kStatement, CommitClass::kBug},
    {"22021", false, PgStage::kStatement, CommitClass::kBug},
    {"23502", false, PgStage::kStatement, CommitClass::kBug},
    {"54000", false, PgStage::kStatement, CommitClass::kBug},
};

TEST(PgErrors, AreClassifiedByStateAndStage) {
    for (const Case& one : kCases) {
        const PgError error{one.sqlstate, one.session_ended, "text"};
        EXPECT_EQ(classify_commit(error, one.stage), one.outcome)
            << one.sqlstate << " at stage " << static_cast<int>(one.stage);
    }
}

TEST(PgErrors, OfReadsAreUnavailableOrOurFault) {
    EXPECT_EQ(read_error({"", true, ""}).code, ErrorCode::kUnavailable);
    EXPECT_EQ(read_error({"57014", false, "timeout"}).code, ErrorCode::kUnavailable);
    EXPECT_EQ(read_error({"57P01", true, "shutdown"}).code, ErrorCode::kUnavailable);
    EXPECT_EQ(read_error({"42P01", false, "no table"}).code, ErrorCode::kInternal);
}

TEST(PgErrors, TellWhenASessionIsOfNoUse) {
    EXPECT_TRUE(needs_new_session({"25006", false, ""}));
    EXPECT_TRUE(needs_new_session({"26000", false, ""}));
    EXPECT_FALSE(needs_new_session({"40001", false, ""}));
}

}  // namespace
}  // namespace sagaflow::store
