// What a node tells of its instances to those who look on. A port: the engine's side is the change
// desk, the other side serves the stream of the API.
#pragma once

#include <memory>
#include <vector>

#include "engine/kernel/why/why.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

// A committed state, as a list would show it.
struct InstanceChange {
    store::InstanceRow row;  // without an image
    kernel::Why why;
};

// Engine thread; must not block.
class ChangeFollower {
public:
    virtual ~ChangeFollower() = default;
    // Each instance at most once in a turn; a turn comes every quarter of a second, also an empty
    // one. `missed`: more happened than is told. False: nobody looks on any more.
    virtual bool turn(std::vector<InstanceChange> changes, bool missed, Timestamp now) = 0;
};

class ChangeSource {
public:
    virtual ~ChangeSource() = default;
    // From now on, until the follower says that it is enough. Any thread.
    virtual void follow(std::shared_ptr<ChangeFollower> follower) = 0;
};

}  // namespace sagaflow
