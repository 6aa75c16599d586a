// A world in memory with blocking forms of the engine's commands, for tests of the shard core.
#pragma once

#include <gtest/gtest.h>

#include "engine/kernel/document.hpp"
#include "tests/engine_rig/world.hpp"

namespace sagaflow::testing {

class Installation : public ::testing::Test {
protected:
    World& world() { return world_; }

    // Asks once and lets everything happen that can happen now.
    template <typename T>
    std::optional<Result<T>> ask(const std::function<void(Engine::Reply<T>)>& question) {
        auto answer = std::make_shared<std::optional<Result<T>>>();
        question([answer](Result<T> result) { answer->emplace(std::move(result)); });
        world_.run_ready();
        return *answer;
    }

    Result<Started> start(TestNode& node, const std::string& saga, Json input = Json::object()) {
        StartInstance command;
        command.saga = saga;
        command.input = std::move(input);
        auto answer = ask<Started>([&](auto reply) { node.engine().start(command, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }

    Result<Delivered> send(TestNode& node, const std::string& type, const std::string& key) {
        EventMessage event;
        event.identity = {"test", std::to_string(++events_)};
        event.address = {type, key};
        event.attributes = Json::object();
        auto answer = ask<Delivered>([&](auto reply) { node.engine().deliver({event}, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }

    Result<Acted> act(TestNode& node, InstanceId id, Action action, Json arguments = {}) {
        ActOnInstance command;
        command.id = id;
        command.action = action;
        command.actor = "tester";
        command.reason = "because";
        command.arguments = std::move(arguments);
        auto answer = ask<Acted>([&](auto reply) { node.engine().act(command, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }

    std::string status(InstanceId id) {
        const auto state = world_.stored_state(id);
        return state ? std::string(to_string(state->status)) : "none";
    }

    // One task, then the end; `key` gives the business key.
    static Json one_task(const std::string& name) {
        return Json{
            {"saga", name},
            {"key", "${has(input.key) ? input.key : null}"},
            {"start", "work"},
            {"states",
             {{"work",
               {{"type", "task"},
                {"call", "noop"},
                {"compensate", {{"call", "noop"}}},
                {"next", "done"}}},
              {"done", {{"type", "succeed"}}}}}};
    }
    // Waits for `ping` with the input's key.
    static Json one_receive(const std::string& name) {
        return Json{
            {"saga", name},
            {"start", "listen"},
            {"states",
             {{"listen",
               {{"type", "receive"},
                {"timeout", {{"after", "7d"}, {"error", "Late"}}},
                {"on",
                 {{{"event", "ping"},
                   {"key", "${input.key}"},
                   {"when", "!has(input.deaf) || !input.deaf"},
                   {"next", "done"}}}}}},
              {"done", {{"type", "succeed"}}}}}};
    }

private:
    World world_{in_memory};
    int events_ = 0;
};

}  // namespace sagaflow::testing
