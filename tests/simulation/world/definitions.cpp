#include "tests/simulation/world/definitions.hpp"

#include "dsl/definition.hpp"
#include "tests/simulation/world/random.hpp"

namespace sagaflow::simulation {
namespace {

constexpr const char* kEnd = "finish";
constexpr const char* kBroken = "broken";

class Writer {
public:
    Writer(std::size_t number, int version)
        : number_(number),
          version_(version),
          random_(mix(number * 2 + static_cast<unsigned>(version)), "saga") {}

    Json write() {
        const auto steps = static_cast<int>(random_.between(1, 5));
        const bool loops = random_.percent(15);
        for (int i = 0; i < steps; ++i)
            names_.push_back(std::string(1, static_cast<char>('a' + i)));
        Json definition = frame(loops);
        for (int i = 0; i < steps; ++i) {
            const auto at = static_cast<std::size_t>(i);
            states_[names_[at]] = state(at);
        }
        if (loops) add_loop();
        states_[kEnd] = {{"type", "succeed"}, {"output", {{"version", version_}}}};
        if (last_ == kBroken) states_[kBroken] = {{"type", "fail"}, {"error", "Broken"}};
        definition["states"] = states_;
        return definition;
    }

private:
    Json frame(bool loops) {
        // A loop's own way out decides; without one a quarter of the sagas fails in the end.
        // A pivot is drawn first, because behind it nothing may fail for good.
        pivot_at_ = random_.percent(20) ? random_.below(names_.size()) : names_.size();
        last_ = !loops && pivot_at_ == names_.size() && random_.percent(25) ? kBroken : kEnd;
        if (loops) pivot_at_ = names_.size();
        Json definition{
            {"saga", "saga-" + std::to_string(number_)},
            {"start", loops ? "begin" : names_.front()}};
        if (random_.percent(40)) definition["key"] = "${input.key}";
        if (random_.percent(15)) definition["timeout"] = random_.percent(50) ? "6s" : "20s";
        if (random_.percent(20)) definition["onFailure"] = "park";
        if (random_.percent(30)) {
            definition["compensation"] = {{"order", "sequential"}, {"concurrency", 1}};
        }
        if (loops) last_ = "count";
        return definition;
    }

    void add_loop() {
        states_["begin"] = {{"type", "set"}, {"assign", {{"n", 0}}}, {"next", names_.front()}};
        states_["count"] = {
            {"type", "set"}, {"assign", {{"n", "${vars.n + 1}"}}}, {"next", "again"}};
        states_["again"] = {
            {"type", "choice"},
            {"choices", {{{"when", "vars.n < 2"}, {"next", names_.front()}}}},
            {"otherwise", random_.percent(50) ? kEnd : kBroken}};
        if (states_["again"]["otherwise"] == kBroken) last_ = kBroken;
    }

    std::string next_of(std::size_t at) const {
        return at + 1 < names_.size() ? names_[at + 1] : last_;
    }
    bool behind_pivot(std::size_t at) const { return at > pivot_at_; }

    Json state(std::size_t at) {
        if (at == pivot_at_) return task(at, "pivot");
        const auto kind = random_.between(1, 100);
        if (behind_pivot(at)) {
            if (kind <= 60) return task(at, "retriable");
            return kind <= 80 ? task(at, "none") : wait(at);
        }
        if (kind <= 62) return task(at, "");
        if (kind <= 68) return task(at, "none");
        if (kind <= 77) return wait(at);
        if (kind <= 93) return receive(at);
        return choice(at);
    }

    Json call(std::size_t at, const char* what, const char* timeout_default) {
        const Json with{
            {"connection", connection_},
            {"method", "POST"},
            {"path", "/" + names_[at] + "/" + what},
            {"body", {{"for", "${step.key}"}}}};
        return {{"call", "http"}, {"with", with}, {"timeout", timeout_default}};
    }

    Json task(std::size_t at, const std::string& effect) {
        connection_ = random_.percent(50) ? kDedupConnection : kPlainConnection;
        Json task = call(at, "do", random_.percent(50) ? "400ms" : "1s");
        task["type"] = "task";
        task["with"]["body"] = {{"key", "${input.key}"}, {"step", names_[at]}};
        task["next"] = next_of(at);
        task["retry"] = {
            {"maxAttempts", random_.between(1, 4)},
            {"initial", "50ms"},
            {"max", "400ms"},
            {"jitter", random_.percent(50) ? "full" : "none"}};
        if (!effect.empty()) task["effect"] = effect;
        if (effect.empty()) add_undo(at, task);
        if (random_.percent(35) && effect != "none") add_probe(at, task);
        if (effect.empty() && random_.percent(15)) {
            task["catch"] = {{{"errors", {"http.409", "timeout"}}, {"next", next_of(at)}}};
        }
        if (effect.empty() && random_.percent(10)) task["onExhausted"] = "park";
        return task;
    }

    void add_undo(std::size_t at, Json& task) {
        task["compensate"] = call(at, "undo", "400ms");
        task["compensate"]["with"]["body"]["was"] = "${output}";
        task["compensate"]["retry"] = {
            {"maxAttempts", random_.percent(30) ? 2 : 12}, {"initial", "50ms"}, {"max", "800ms"}};
        if (random_.percent(10)) task["undoOnFailed"] = true;
    }

    void add_probe(std::size_t at, Json& task) {
        task["probe"] = call(at, "probe", "400ms");
        task["probe"]["ok"] = "result.applied";
        task["probe"]["retry"] = {{"maxAttempts", 3}, {"initial", "50ms"}, {"max", "200ms"}};
    }

    Json wait(std::size_t at) {
        const std::vector<std::string> spans{"200ms", "1s", "3s"};
        return {{"type", "wait"}, {"for", random_.pick(spans)}, {"next", next_of(at)}};
    }

    Json receive(std::size_t at) {
        Json go{{"event", kGoEvent}, {"key", "${input.key}"}, {"next", next_of(at)}};
        if (random_.percent(30)) go["when"] = "event.data.ok";
        Json on = Json::array({go});
        if (random_.percent(30)) {
            on.push_back({{"event", kRefuseEvent}, {"key", "${input.key}"}, {"error", "Refused"}});
        }
        Json timeout;
        if (random_.percent(60)) {
            timeout = {{"after", "30m"}, {"error", "Late"}};
        } else if (random_.percent(50)) {
            timeout = {{"after", "2s"}, {"error", "Late"}};
        } else {
            timeout = {{"after", "2s"}, {"next", next_of(at)}};
        }
        return {{"type", "receive"}, {"on", on}, {"timeout", timeout}};
    }

    Json choice(std::size_t at) {
        const std::string beyond = at + 1 < names_.size() ? next_of(at + 1) : last_;
        return {
            {"type", "choice"},
            {"choices", {{{"when", "input.flag"}, {"next", beyond}}}},
            {"otherwise", next_of(at)}};
    }

    std::size_t number_;
    int version_;
    Random random_;
    std::vector<std::string> names_;
    std::size_t pivot_at_ = 0;
    std::string last_;
    std::string connection_;
    Json states_ = Json::object();
};

Definition make(std::size_t number, int version) {
    const Json json = Writer(number, version).write();
    Definition made;
    made.source = json.dump();
    made.content_hash = dsl::content_hash(json);
    const auto checked = dsl::check_definition(made.source);
    ENSURE(checked.ok(), "a generated definition is JSON");
    if (checked->program == nullptr) {
        for (const dsl::Diagnostic& problem : checked->problems) {
            std::fprintf(stderr, "%s: %s\n", problem.pointer.c_str(), problem.message.c_str());
        }
        std::fprintf(stderr, "%s\n", json.dump(2).c_str());
        ENSURE(false, "a generated definition has problems");
    }
    auto program = std::make_shared<dsl::Program>(*checked->program);
    program->version = version;
    made.program = program;
    return made;
}

}  // namespace

const Definition& definition(std::size_t number, int version) {
    static std::map<std::pair<std::size_t, int>, Definition> kept;
    auto found = kept.find({number, version});
    if (found == kept.end())
        found = kept.emplace(std::pair(number, version), make(number, version)).first;
    return found->second;
}

}  // namespace sagaflow::simulation
