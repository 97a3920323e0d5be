#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rwsplit::detail {

/// Tells the keys of a fixed set apart by their 64-bit hashes without a collision: the compiler searches, for each
/// bucket of keys, a multiplier that sends them to slots which are free.
///
/// Thread safety: immutable. A lookup has neither loop nor branch.
template <std::size_t KeyCount>
class PerfectHash {
 public:
  static_assert(KeyCount < 0xFFFF);
  using Hashes = std::array<std::uint64_t, KeyCount>;

  /// Does not compile if two keys have one hash, or a bucket finds no multiplier.
  consteval explicit PerfectHash(const Hashes& hashes) {
    // Keys count from 1; those of a bucket are a list.
    std::uint16_t first[bucket_count]{};
    std::uint16_t next[KeyCount + 1]{};
    for (std::size_t key = 1; key <= KeyCount; ++key) {
      std::uint16_t& head = first[bucket_of(hashes[key - 1])];
      next[key] = head;
      head = static_cast<std::uint16_t>(key);
    }
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
      if (first[bucket] != 0) multipliers_[bucket] = place(hashes, next, first[bucket]);
    }
  }

  /// The only key that may have this hash, counted from 1; 0 if none has.
  [[nodiscard]] constexpr std::size_t candidate(std::uint64_t hash) const noexcept {
    return slots_[slot_of(hash, multipliers_[bucket_of(hash)])];
  }

 private:
  static constexpr unsigned bits_for(std::size_t count) noexcept {
    unsigned bits = 0;
    while ((std::size_t{1} << bits) < count) ++bits;
    return bits;
  }
  static constexpr unsigned slot_bits = bits_for(KeyCount * 3 / 2 + 1);
  static constexpr std::size_t slot_count = std::size_t{1} << slot_bits;
  static constexpr std::size_t bucket_count = slot_count / 2;

  [[nodiscard]] static constexpr std::size_t bucket_of(std::uint64_t hash) noexcept {
    return static_cast<std::size_t>(hash ^ (hash >> 32U)) % bucket_count;
  }
  [[nodiscard]] static constexpr std::size_t slot_of(std::uint64_t hash, std::uint16_t multiplier) noexcept {
    return static_cast<std::size_t>((hash * (2 * std::uint64_t{multiplier} + 1)) >> (64U - slot_bits));
  }

  /// Finds the multiplier for a bucket, and gives its keys their slots.
  constexpr std::uint16_t place(const Hashes& hashes, const std::uint16_t* next, std::uint16_t first) {
    for (std::uint16_t multiplier = 0; multiplier < 0xFFFF; ++multiplier) {
      std::uint16_t key = first;
      for (; key != 0; key = next[key]) {
        std::uint16_t& slot = slots_[slot_of(hashes[key - 1U], multiplier)];
        if (slot != 0) break;
        slot = key;
      }
      if (key == 0) return multiplier;
      for (std::uint16_t taken = first; taken != key; taken = next[taken]) {
        slots_[slot_of(hashes[taken - 1U], multiplier)] = 0;
      }
    }
    throw "two keys have one hash, or the hash function is no good";
  }

  // Plain arrays: compilers index them, while they compile, in half the time.
  std::uint16_t multipliers_[bucket_count]{};
  std::uint16_t slots_[slot_count]{};
};

}  // namespace rwsplit::detail
