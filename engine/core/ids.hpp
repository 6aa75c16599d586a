// Identities that cross module boundaries, each a type of its own.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/time.hpp"

namespace sagaflow {

// A slice of all instances; owned by one node at a time. 0 … shard_count-1.
struct ShardId {
    std::uint16_t value = 0;
    auto operator<=>(const ShardId&) const = default;
};

// Grows with every change of a shard's owner; each write checks it (a fencing token).
struct Epoch {
    std::int64_t value = 0;
    auto operator<=>(const Epoch&) const = default;
};

// A UUID version 7 (RFC 9562): 48 bits of time, 12 bits that hold the shard, 62 random bits. It
// sorts by start time and tells its shard without a lookup.
struct InstanceId {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const InstanceId&) const = default;

    static InstanceId make(Timestamp at, ShardId shard, std::uint64_t random);
    // Canonical lower-case form with hyphens; nullopt for anything else.
    static std::optional<InstanceId> parse(std::string_view text);

    std::string text() const;
    ShardId shard() const;
    Timestamp created_at() const;
};

// The shard of a business key: every node computes the same one.
ShardId shard_of_key(std::string_view saga, std::string_view key, std::size_t shard_count);

// FNV-1a, 64 bits: stable across builds and machines, for shards and content hashes of plans.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325ULL);

}  // namespace sagaflow

template <>
struct std::hash<sagaflow::InstanceId> {
    std::size_t operator()(const sagaflow::InstanceId& id) const noexcept {
        std::uint64_t low = 0;
        for (int i = 8; i < 16; ++i) low = (low << 8) | id.bytes[static_cast<std::size_t>(i)];
        return static_cast<std::size_t>(low * 0x9e3779b97f4a7c15ULL);
    }
};
template <>
struct std::hash<sagaflow::ShardId> {
    std::size_t operator()(sagaflow::ShardId id) const noexcept { return id.value; }
};
