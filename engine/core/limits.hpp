// Every limit of the product, in one place, each with its reason. docs/limits.md lists them for
// users; a refusal names the limit that it met.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sagaflow::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// --- edges -------------------------------------------------------------------------------------
inline constexpr std::size_t kRequestBytesMax = 1 * kMiB;  // start, event and action bodies
inline constexpr std::size_t kBatchBytesMax = 4 * kMiB;    // batch routes
inline constexpr std::size_t kBatchItemsMax = 1'000;       // items of one batch request
inline constexpr std::size_t kDefinitionBytesMax = 1 * kMiB;
inline constexpr std::size_t kDefinitionStatesMax = 2'000;
inline constexpr std::size_t kDiagnosticsMax = 500;       // problems of one definition shown
inline constexpr std::size_t kJsonDepthMax = 64;          // dump() recurses: keep far below 50,000
inline constexpr std::size_t kNameBytesMax = 64;          // saga and state names
inline constexpr std::size_t kBusinessKeyBytesMax = 512;  // stays well inside a B-tree entry
inline constexpr std::size_t kEventFieldBytesMax = 512;   // type, source, id and key of an event
inline constexpr std::size_t kReasonBytesMax = 2 * kKiB;  // operators' reasons
inline constexpr std::size_t kEvidenceBytesMax = 4 * kKiB;  // that an undo was done outside
inline constexpr std::size_t kEvidenceBytesKept = 120;      // of it, beside the undo
inline constexpr std::size_t kPlanHashBytesMax = 200;       // ours have some 50
inline constexpr std::size_t kWhyBytesMax = 600;  // the sentence that tells where an instance is
inline constexpr std::size_t kExplanationBytesMax = 300;      // of a participant's own words, shown
inline constexpr std::size_t kAttentionInstancesMax = 5'000;  // of each status, grouped at once
inline constexpr std::size_t kAttentionGroupsMax = 200;       // listed; the rest is counted
inline constexpr std::size_t kPageSizeMax = 200;
inline constexpr std::size_t kPageSizeDefault = 50;

// --- expressions -------------------------------------------------------------------------------
inline constexpr std::size_t kExpressionBytesMax = 4 * kKiB;
inline constexpr std::size_t kExpressionDepthMax = 64;        // the parser and evaluator recurse
inline constexpr std::size_t kExpressionTreeHeightMax = 256;  // chains of members add to the depth
inline constexpr std::uint64_t kExpressionCostMax = 100'000;  // evaluation steps
inline constexpr std::size_t kExpressionOutputBytesMax = 1 * kMiB;
inline constexpr std::int64_t kRegexBytesMax = 1 * kMiB;  // compiled, with its automaton
inline constexpr std::size_t kExpressionRegexesMax = 16;  // each may take 10 ms to compile
inline constexpr std::size_t kTimeZonesKeptMax = 1'000;   // there are some 600 names

// --- instances ---------------------------------------------------------------------------------
inline constexpr std::size_t kStepOutputBytesMax = 1 * kMiB;
inline constexpr std::size_t kInstanceImageBytesMax = 4 * kMiB;
inline constexpr std::uint64_t kHistoryEventsMax = 100'000;
inline constexpr int kStepsPerInputMax = 256;      // local transitions in one step, then it yields
inline constexpr std::size_t kPlanUndosMax = 200;  // undos that a plan shows one by one
inline constexpr std::size_t kStoredEventsPerInstanceMax = 1'000;         // arrived while paused
inline constexpr std::size_t kStoredEventBytesPerInstanceMax = 1 * kMiB;  // they are in the image

// --- engine ------------------------------------------------------------------------------------
inline constexpr std::size_t kMailboxCommandsMax = 50'000;  // requests waiting in the engine
inline constexpr std::size_t kBatchTransitionsMax = 512;    // instances in one commit
inline constexpr std::size_t kBatchPayloadBytesMax = 4 * kMiB;
inline constexpr std::size_t kResidentBytesMax = 256 * kMiB;  // images kept in memory
inline constexpr std::size_t kSettledBytesMax = 8 * kMiB;     // images that just wait
inline constexpr std::size_t kLoadBatchMax = 1'000;           // instances read by one query
inline constexpr std::size_t kTimersInMemoryMax = 100'000;
inline constexpr std::size_t kShardCountMax = 4'096;  // the id carries 12 bits of shard
inline constexpr std::size_t kShardCountDefault = 64;

// --- PostgreSQL --------------------------------------------------------------------------------
inline constexpr std::int64_t kPgStatementTimeoutMs = 10'000;   // commits take milliseconds
inline constexpr std::int64_t kPgReadTimeoutMs = 5'000;         // statements of the API
inline constexpr std::int64_t kPgLockTimeoutMs = 5'000;         // a lock is held for one commit
inline constexpr std::int64_t kPgIdleInTransactionMs = 10'000;  // ours never idle in one
inline constexpr std::int64_t kPgAnswerTimeoutMs = 15'000;      // longer than any timeout it has
inline constexpr std::int64_t kPgConnectTimeoutMs = 5'000;
inline constexpr std::int64_t kPgReconnectMsMin = 50;
inline constexpr std::int64_t kPgReconnectMsMax = 5'000;
inline constexpr std::size_t kPgReadConnections = 8;       // of the API's threads
inline constexpr std::int64_t kPruneRowsMax = 10'000;      // deleted by one statement
inline constexpr std::uint64_t kLiveCountMax = 1'000'000;  // counted for the dashboard

// --- bulk jobs ---------------------------------------------------------------------------------
inline constexpr std::size_t kBulkInstancesMax = 100'000;  // of one job
inline constexpr std::size_t kBulkPlannedMax = 500;        // of them, each planned for a bulk plan
inline constexpr std::size_t kBulkActionsPerSecond = 100;  // so that live work goes on beside it
inline constexpr std::size_t kBulkJobsAtOnce = 4;          // of one node; they share that pace
inline constexpr std::int64_t kBulkPatienceMs = 60'000;    // with an instance nobody can ask
inline constexpr std::int64_t kBulkLeaseMs = 10'000;       // then another node goes on with a job
inline constexpr std::int64_t kBulkPlanMsMax = 3'600'000;  // how long a plan may be acted on
inline constexpr std::size_t kBulkPlansKept = 50;          // of all that were looked at, the newest
inline constexpr std::int64_t kBulkDaysKept = 30;          // after a job's end, with its results
inline constexpr std::size_t kPgBulkConnections = 2;       // of the jobs and their lists

// --- http connector ----------------------------------------------------------------------------
inline constexpr std::size_t kResponseBytesMax = 1 * kMiB;
inline constexpr std::size_t kResponseHeaderBytesMax = 64 * kKiB;
inline constexpr std::size_t kResponseHeadersMax = 200;
inline constexpr std::size_t kConnectionConcurrencyDefault = 256;
inline constexpr std::int64_t kConnectTimeoutMs = 5'000;
inline constexpr std::int64_t kAttemptTimeoutMsDefault = 30'000;
inline constexpr std::size_t kConnectionConcurrencyMax = 10'000;  // sockets of one connection
inline constexpr std::size_t kConnectionQueueCallsMax = 50'000;   // waiting for a place
inline constexpr std::size_t kConnectionQueueBytesMax = 64 * kMiB;
inline constexpr std::size_t kOutgoingUrlBytesMax = 16 * kKiB;  // servers refuse longer ones
inline constexpr std::size_t kOutgoingHeaderBytesMax = 32 * kKiB;
inline constexpr std::size_t kErrorBodyBytesMax = 16 * kKiB;  // kept of the answer in an error
inline constexpr long kLowSpeedBytesPerSecond = 10;           // of an answer that has begun
inline constexpr long kLowSpeedSeconds = 60;
inline constexpr std::int64_t kRetryAfterMsMax = 365LL * 86'400'000;  // absurd wishes end here
inline constexpr std::size_t kIdleTransfersMax = 1'024;     // pooled handles, some 20 KiB each
inline constexpr std::size_t kOutgoingSocketsMax = 16'384;  // kept open over all participants
inline constexpr long kIdleSocketSecondsMax = 60;    // older ones are likely dead at the far end
inline constexpr std::size_t kNameLookupsMax = 32;   // at once, a thread each; others wait
inline constexpr std::size_t kNamesKeptMax = 1'024;  // host names with their addresses
inline constexpr long kNameKeptSeconds = 60;         // then a name is looked up anew

// --- configuration file ------------------------------------------------------------------------
inline constexpr std::size_t kConfigurationBytesMax = 4 * kMiB;
inline constexpr std::size_t kSecretBytesMax = 64 * kKiB;

// --- api server --------------------------------------------------------------------------------
inline constexpr std::size_t kHttpThreadsMax = 128;        // each may block on one commit
inline constexpr std::size_t kHttpQueueMax = 1'024;        // connections waiting for a thread
inline constexpr std::int64_t kRequestDeadlineMs = 5'000;  // waiting for a commit, then 503
inline constexpr std::int64_t kStartWaitMsMax = 60'000;    // ?wait=
inline constexpr std::size_t kHttpWaitsMax = 2'048;        // requests in ?wait=; then 202 at once
inline constexpr std::size_t kHttpInlineBodyBytesMax = 64 * kKiB;  // longer bodies get a thread
inline constexpr std::size_t kHttpConnectionsMax = 4'096;  // open at once, idle ones included
inline constexpr std::size_t kHttpConnectionsPerAddressMax = 1'024;  // one client cannot take all
inline constexpr std::size_t kHttpHeaderBytesMax = 32 * kKiB;  // request line and headers together
inline constexpr std::size_t kHttpTargetBytesMax = 8'000;      // path and query
inline constexpr std::size_t kHttpKeepAliveRequestsMax = 10'000;  // then the connection is renewed
inline constexpr std::int64_t kHttpIdleMsMax = 30'000;   // between two requests of a connection
inline constexpr std::int64_t kHttpHeaderMsMax = 5'000;  // from the first byte to the last header
inline constexpr std::int64_t kHttpBodyMsMax = 30'000;   // for the whole body (slow senders)
inline constexpr std::size_t kHttpBodyWaitsMax = 32;     // threads that may wait for a slow body
inline constexpr std::int64_t kHttpBodyGraceMs = 200;    // for a body when that many wait already
inline constexpr std::size_t kHttpChunkLineBytesMax = 4'096;  // a chunk's head; trailers together
inline constexpr std::int64_t kHttpWriteMsMax = 30'000;       // for a whole answer (slow readers)
inline constexpr int kHttpBacklog = 1'024;                    // connections the kernel holds for us
inline constexpr std::size_t kStreamsMax = 256;               // of changes, open at once
inline constexpr std::size_t kStreamChangesPerTurnMax = 500;  // told of a quarter of a second
inline constexpr std::size_t kStreamKeptChangesMax = 4'096;   // for streams that resume
inline constexpr std::size_t kStreamKeptBytesMax = 16 * kMiB;   // of them
inline constexpr std::size_t kStreamPieceBytesMax = 64 * kKiB;  // waiting for one slow reader
inline constexpr std::size_t kStreamEventBytesMax = 1 * kMiB;   // one change, between nodes
inline constexpr std::int64_t kStreamHeartbeatMs = 10'000;      // between signs of life
inline constexpr std::int64_t kStreamStallMs = 10'000;          // of a reader, then it is cut
inline constexpr std::int64_t kStreamLingerMs = 60'000;         // changes are kept unread
inline constexpr std::int64_t kPeerReconnectMsMin = 1'000;  // first pause, to another node's stream
inline constexpr std::int64_t kPeerReconnectMsMax = 30'000;  // then each is twice as long
inline constexpr std::size_t kLogQueueLinesMax = 8'192;  // waiting for the disk; more are dropped

// --- private PostgreSQL ------------------------------------------------------------------------
inline constexpr std::size_t kPostgresLogBytesMax = 16 * kMiB;  // then one older file is kept

}  // namespace sagaflow::limits
