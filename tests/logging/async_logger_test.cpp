#include "server/logging/async_logger.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace sagaflow::server {
namespace {

class Pipe {
public:
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        read_ = ends[0];
        write_ = ends[1];
    }
    ~Pipe() {
        ::close(read_);
        close_writer();
    }
    int writer() const { return write_; }
    void close_writer() {
        if (write_ >= 0) ::close(write_);
        write_ = -1;
    }
    std::string read_all() {
        std::string text;
        std::array<char, 4096> buffer{};
        ssize_t got = 0;
        while ((got = ::read(read_, buffer.data(), buffer.size())) > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    int read_ = -1;
    int write_ = -1;
};

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

LogOptions options_for(const Pipe& pipe) {
    LogOptions options;
    options.descriptor = pipe.writer();
    return options;
}

const SystemClock& clock_of_tests() {
    static const SystemClock clock;
    return clock;
}

TEST(AsyncLogger, WritesWhatIsQueuedBeforeItIsGone) {
    Pipe pipe;
    {
        AsyncLogger logger(options_for(pipe), clock_of_tests());
        for (int i = 0; i < 100; ++i) {
            logger.write(LogLevel::kInfo, "line", {{"n", std::int64_t{i}}});
        }
    }
    pipe.close_writer();
    const std::string text = pipe.read_all();
    EXPECT_EQ(lines_in(text), 100u);
    EXPECT_NE(text.find("n=99"), std::string::npos);
}

TEST(AsyncLogger, LeavesOutWhatIsBelowItsLevel) {
    Pipe pipe;
    LogOptions options = options_for(pipe);
    options.level = LogLevel::kWarning;
    {
        AsyncLogger logger(options, clock_of_tests());
        logger.write(LogLevel::kInfo, "quiet");
        logger.write(LogLevel::kError, "loud");
        EXPECT_FALSE(logger.enabled(LogLevel::kInfo));
    }
    pipe.close_writer();
    const std::string text = pipe.read_all();
    EXPECT_EQ(lines_in(text), 1u);
    EXPECT_NE(text.find("loud"), std::string::npos);
}

TEST(AsyncLogger, DropsAndCountsInsteadOfWaitingForAFullPipe) {
    Pipe pipe;
    LogOptions options = options_for(pipe);
    options.queue_lines_max = 10;
    const std::string big(1'500, 'x');
    std::string text;
    {
        AsyncLogger logger(options, clock_of_tests());
        // The pipe holds 64 KiB and nobody reads: the writer blocks and the queue fills up.
        for (int i = 0; i < 1'000; ++i) {
            logger.write(LogLevel::kInfo, "line", {{"big", std::string_view(big)}});
        }
        EXPECT_GT(logger.dropped(), 0u);
        std::thread reader([&] { text = pipe.read_all(); });
        logger.flush();
        // What was dropped is told with the next line.
        logger.write(LogLevel::kInfo, "after");
        logger.flush();
        pipe.close_writer();
        reader.join();
    }
    EXPECT_NE(text.find("log lines dropped"), std::string::npos);
    EXPECT_NE(text.find("after"), std::string::npos);
}

TEST(AsyncLogger, TakesLinesFromManyThreadsWhole) {
    Pipe pipe;
    {
        AsyncLogger logger(options_for(pipe), clock_of_tests());
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&logger] {
                for (int i = 0; i < 50; ++i) logger.write(LogLevel::kInfo, "from a thread");
            });
        }
        for (std::thread& thread : threads) thread.join();
    }
    pipe.close_writer();
    const std::string text = pipe.read_all();
    EXPECT_EQ(lines_in(text), 200u);
}

}  // namespace
}  // namespace sagaflow::server
