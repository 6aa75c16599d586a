// A machine is walked once, and the matrix then says what the machine does.
#include "engine/core/transition_matrix.hpp"

#include <gtest/gtest.h>

namespace sagaflow::lifecycle {
namespace {

enum class Light { kOff, kGreen, kYellow, kRed };
enum Command : std::size_t { kSwitchOn, kAdvance, kSwitchOff, kCommands };

// A traffic light that has, like the real machines, a status and a mark for what it refused.
struct TrafficLight {
    Light status = Light::kRed;  // wrong until start() was called
    bool refused = false;

    void start() { status = Light::kOff; }
    void go(Light from, Light to) {
        if (status == from) {
            status = to;
        } else {
            refused = true;
        }
    }
    static void switch_on(TrafficLight& light) { light.go(Light::kOff, Light::kYellow); }
    static void advance(TrafficLight& light) {
        switch (light.status) {
            case Light::kOff:
                light.refused = true;
                return;
            case Light::kGreen:
                light.status = Light::kYellow;
                return;
            case Light::kYellow:
                light.status = Light::kRed;
                return;
            case Light::kRed:
                light.status = Light::kGreen;
        }
    }
    static void switch_off(TrafficLight& light) {
        if (light.status == Light::kGreen) {
            light.refused = true;  // first it must turn red
        } else {
            light.status = Light::kOff;
        }
    }
};

using Matrix = TransitionMatrix<Light, 4, kCommands>;

Matrix traffic_lights() {
    return Matrix::read<TrafficLight>(
        {&TrafficLight::switch_on, &TrafficLight::advance, &TrafficLight::switch_off}
    );
}

TEST(TransitionMatrix, HoldsExactlyWhatTheMachineDoes) {
    constexpr std::nullopt_t kRefused = std::nullopt;
    struct Row {
        Light from;
        std::array<std::optional<Light>, kCommands> to;  // on, advance, off
    };
    const std::array<Row, 4> rows{{
        {Light::kOff, {Light::kYellow, kRefused, Light::kOff}},
        {Light::kGreen, {kRefused, Light::kYellow, kRefused}},
        {Light::kYellow, {kRefused, Light::kRed, Light::kOff}},
        {Light::kRed, {kRefused, Light::kGreen, Light::kOff}},
    }};
    const Matrix matrix = traffic_lights();
    for (const Row& row : rows) {
        for (std::size_t command = 0; command < kCommands; ++command) {
            EXPECT_EQ(matrix.next(row.from, command), row.to[command])
                << static_cast<int>(row.from) << " + " << command;
        }
    }
}

TEST(TransitionMatrix, RefusesAMachineWithAStatusThatNoPathLeadsTo) {
    // Without the second command red and green are out of reach.
    const auto refuse = [](TrafficLight& light) { light.refused = true; };
    EXPECT_DEATH(
        (void)Matrix::read<TrafficLight>({&TrafficLight::switch_on, refuse, refuse}),
        "a status that no path leads to"
    );
}

}  // namespace
}  // namespace sagaflow::lifecycle
