#include "cli/client/follow.hpp"

#include <poll.h>

#include <chrono>

#include "cli/output/waiting.hpp"

namespace sagaflow::cli {
namespace {

constexpr int kAskEveryMs = 300;

}  // namespace

bool HistoryReader::read_new(const std::function<void(const Json&)>& print) {
    while (true) {
        const std::string path = "/v1/instances/" + escaped(id_) + "/history" +
                                 query_of({{"limit", "200"}, {"cursor", cursor_}});
        const auto answer = session_.client().get(path);
        if (!session_.check(answer)) return false;
        for (const Json& event : answer.value().body.value("items", Json::array())) {
            const auto seq = event.value("seq", std::uint64_t{0});
            if (seq <= seen_) continue;
            seen_ = seq;
            print(event);
        }
        // The last page has no cursor yet: it is read again next time, and what was seen is
        // skipped.
        const Json next = answer.value().body.value("next", Json());
        if (!next.is_string()) return true;
        cursor_ = next.get<std::string>();
    }
}

void pause_ms(int ms) { (void)::poll(nullptr, 0, ms); }

std::optional<Answer> follow_to_end(
    Session& session,
    const std::string& id,
    std::optional<std::int64_t> patience_ms,
    const std::function<void(const Json&)>& each
) {
    const auto start = std::chrono::steady_clock::now();
    while (true) {
        auto answer = session.client().get("/v1/instances/" + escaped(id));
        if (!session.check(answer)) return std::nullopt;
        each(answer.value().body);
        const auto spent = std::chrono::steady_clock::now() - start;
        const bool over = patience_ms && spent >= std::chrono::milliseconds(*patience_ms);
        if (has_ended(answer.value().body) || over) return std::move(answer).value();
        pause_ms(kAskEveryMs);
    }
}

}  // namespace sagaflow::cli
