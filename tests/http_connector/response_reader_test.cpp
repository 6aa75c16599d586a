// Answers read from bytes, however the network cuts them.
#include "connectors/http/plain/response_reader.hpp"

#include <gtest/gtest.h>

#include <random>

#include "connectors/http/plain/lenient_head.hpp"

namespace sagaflow::testing {
namespace {

using http::Answer;
using http::ResponseReader;
using State = ResponseReader::State;

struct ReadAnswer {
    State state = State::kMore;
    Answer answer;
    bool keeps_alive = false;
    std::string problem;
};

ReadAnswer outcome_of(ResponseReader& reader, State state) {
    ReadAnswer out{state, {}, false, reader.problem()};
    if (state == State::kDone) {
        out.keeps_alive = reader.keeps_alive();
        out.answer = reader.take_answer();
    }
    return out;
}

// In two pieces; `cut` is where the second begins.
ReadAnswer read_cut(std::string_view bytes, std::size_t cut, bool then_ends = false) {
    const http::Options options;
    ResponseReader reader(options);
    reader.begin(false);
    State state = reader.take(bytes.substr(0, cut));
    if (state == State::kMore && cut < bytes.size()) state = reader.take(bytes.substr(cut));
    if (state == State::kMore && then_ends) state = reader.end();
    return outcome_of(reader, state);
}

ReadAnswer read_whole(std::string_view bytes, bool then_ends = false) {
    return read_cut(bytes, bytes.size(), then_ends);
}

struct GoodAnswer {
    std::string_view bytes;
    int status;
    std::string_view body;
    bool keeps_alive;
    bool ends = false;  // the connection, which is how the body ends
};

const std::vector<GoodAnswer>& good_answers() {
    static const std::vector<GoodAnswer> all{
        {"HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true},
        {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, "", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
         "3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: t\r\n\r\n",
         200,
         "hello",
         true},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX-E: 1\r\n\r\n"
         "HTTP/1.1 201 Made\r\nContent-Length: 2\r\n\r\n[]",
         201,
         "[]",
         true},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 200, "x", false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", false},
        {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", 101, "", false},
        {"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end", false, true},
        // What participants get away with.
        {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true},
        {"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok", true},
        {"HTTP/1.1 200 OK\r\nno header\r\nBad Name: 1\r\nContent-Length: 2\r\n\r\nok",
         200,
         "ok",
         true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
         "2\r\nok\r\n0\r\n\r\n",
         200,
         "ok",
         false},
    };
    return all;
}

TEST(ResponseReader, ReadsTheSameWhereverTheBytesAreCut) {
    for (const GoodAnswer& good : good_answers()) {
        for (std::size_t cut = 0; cut <= good.bytes.size(); ++cut) {
            SCOPED_TRACE(std::string(good.bytes) + " at " + std::to_string(cut));
            const ReadAnswer read = read_cut(good.bytes, cut, good.ends);
            ASSERT_EQ(read.state, State::kDone) << read.problem;
            ASSERT_EQ(read.answer.status, good.status);
            ASSERT_EQ(read.answer.body, good.body);
            ASSERT_EQ(read.keeps_alive, good.keeps_alive);
            ASSERT_FALSE(read.answer.headers.contains("x-trailer"));
            ASSERT_FALSE(read.answer.headers.contains("x-e"));
        }
    }
}

TEST(ResponseReader, ReadsByteByByteAndAnswerAfterAnswer) {
    const http::Options options;
    ResponseReader reader(options);
    for (const GoodAnswer& good : good_answers()) {
        SCOPED_TRACE(good.bytes);
        reader.begin(false);
        State state = State::kMore;
        for (const char& byte : good.bytes) {
            ASSERT_EQ(state, State::kMore);
            state = reader.take({&byte, 1});
        }
        if (good.ends) state = reader.end();
        const ReadAnswer read = outcome_of(reader, state);
        EXPECT_EQ(read.state, State::kDone) << read.problem;
        EXPECT_EQ(read.answer.body, good.body);
    }
}

// Bytes changed, left out, doubled: whatever it makes of them, it makes the same of their pieces.
std::string spoilt(std::string bytes, std::mt19937& random) {
    constexpr std::string_view kOften = "\r\n :0123456789abfHT\t\x01\xff";
    for (auto changes = random() % 4; changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = random() % bytes.size();
        const auto way = random() % 3;
        if (way == 0) bytes[at] = kOften[random() % kOften.size()];
        if (way == 1) bytes.erase(at, 1 + random() % 3);
        if (way == 2) bytes.insert(at, bytes.substr(at, random() % 20));
    }
    return bytes;
}

TEST(ResponseReader, ReadsAnyBytesTheSameWhereverTheyAreCut) {
    std::mt19937 random(11);  // the same in every run
    for (int round = 0; round < 20'000; ++round) {
        const GoodAnswer& good = good_answers()[random() % good_answers().size()];
        const std::string bytes = spoilt(std::string(good.bytes), random);
        const std::size_t cut = random() % (bytes.size() + 1);
        SCOPED_TRACE(bytes + " at " + std::to_string(cut));
        const ReadAnswer whole = read_whole(bytes, true);
        const ReadAnswer pieces = read_cut(bytes, cut, true);
        ASSERT_EQ(whole.state, pieces.state) << whole.problem << pieces.problem;
        ASSERT_EQ(whole.answer.status, pieces.answer.status);
        ASSERT_EQ(whole.answer.headers, pieces.answer.headers);
        ASSERT_EQ(whole.answer.body, pieces.answer.body);
    }
}

TEST(ResponseReader, HeadersAreInLowerCaseTrimmedAndJoined) {
    const ReadAnswer read = read_whole(
        "HTTP/1.1 200 OK\r\nX-Many: a\r\nx-many:  b \r\nX-Folded: one\r\n  two\r\n"
        "Content-Length: 0\r\n\r\n"
    );
    ASSERT_EQ(read.state, State::kDone);
    EXPECT_EQ(read.answer.headers.at("x-many"), "a, b");
    EXPECT_EQ(read.answer.headers.at("x-folded"), "one two");
}

TEST(ResponseReader, TheAnswerToAHeadHasNoBody) {
    const http::Options options;
    ResponseReader reader(options);
    reader.begin(true);
    EXPECT_EQ(reader.take("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"), State::kDone);
    EXPECT_TRUE(reader.keeps_alive());
}

TEST(ResponseReader, WhatCannotBeTrustedIsNoAnswer) {
    for (const std::string_view bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n",
          "HTTP/2 200\r\n\r\n",
          "HTTP/1.1 OK\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"}) {
        const ReadAnswer read = read_whole(bytes, true);
        EXPECT_EQ(read.state, State::kBroken) << bytes;
        EXPECT_FALSE(read.problem.empty()) << bytes;
    }
}

TEST(ResponseReader, AnAnswerThatBreaksOffIsNone) {
    for (const std::string_view bytes :
         {"",
          "HTT",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 200 OK\r\nX: 1\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
          "HTTP/1.1 103 Early\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"}) {
        EXPECT_EQ(read_whole(bytes, true).state, State::kBroken) << bytes;
    }
}

TEST(ResponseReader, BytesBehindTheAnswerEndTheConnection) {
    const ReadAnswer read = read_whole("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy");
    EXPECT_EQ(read.state, State::kDone);
    EXPECT_EQ(read.answer.body, "x");
    EXPECT_FALSE(read.keeps_alive);
}

TEST(ResponseReader, EndlessHeadsChunkHeadsAndInterimAnswersAreCut) {
    const std::string line(http::Options{}.response_header_bytes_max + 1, 'x');
    EXPECT_EQ(read_whole("HTTP/1.1 200 " + line).state, State::kHeadersTooLong);
    EXPECT_EQ(
        read_whole("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + line).state,
        State::kHeadersTooLong
    );
    std::string interim;
    for (int i = 0; i < 200; ++i) interim += "HTTP/1.1 103 Early\r\n\r\n";
    EXPECT_EQ(read_whole(interim).state, State::kHeadersTooLong);
}

TEST(LenientHead, EndsAtTheFirstEmptyLine) {
    EXPECT_EQ(http::head_length("A\r\n\r\nB", 0), 5U);
    EXPECT_EQ(http::head_length("A\n\nB", 0), 3U);
    EXPECT_EQ(http::head_length("A\n\r\nB", 0), 4U);
    EXPECT_EQ(http::head_length("A\r\nB\r\n", 0), 0U);
    const std::string_view bytes = "A\r\nB\r\n\r\n";
    for (std::size_t from = 0; from < bytes.size(); ++from) {
        EXPECT_EQ(http::head_length(bytes, from), bytes.size()) << from;
    }
}

TEST(LenientHead, KeepsWhatIsAHeaderAndNothingElse) {
    const auto made = http::lenient_head(
        "HTTP/1.1 200\nX-A : 1\nX-B: a\x01"
        "b\n folded\nnonsense\n\n"
    );
    ASSERT_TRUE(made);
    EXPECT_EQ(made->text, "HTTP/1.1 200 \r\nX-A: 1\r\nX-B: a b folded\r\n\r\n");
    EXPECT_FALSE(made->ambiguous);
    EXPECT_FALSE(http::lenient_head("HTTP/1.1 20\n\n"));
}

}  // namespace
}  // namespace sagaflow::testing
