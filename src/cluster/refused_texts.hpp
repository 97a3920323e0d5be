#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rwsplit::detail {

/// Statements that a replica refused as writes although their text looked like a read.
///
/// Remembers a text by its hash: two texts that share one are both remembered, and all that comes of it is a read on
/// the master. Of more than `capacity` texts some are forgotten; a replica then refuses them once more.
/// Thread safety: every member may be called by any thread. Takes no lock, allocates nothing.
class RefusedTexts {
 public:
  static constexpr std::size_t capacity = 1024;

  void add(std::string_view text) noexcept;
  /// One relaxed load for a text that is as long as none of them.
  [[nodiscard]] bool has(std::string_view text) const noexcept {
    return (lengths_.load(std::memory_order_relaxed) & bit_of(text.size())) != 0 && find(text);
  }
  /// How often `add` was called.
  [[nodiscard]] std::uint64_t added() const noexcept { return added_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t group_size = 4;
  using Group = std::array<std::atomic<std::uint64_t>, group_size>;

  [[nodiscard]] static constexpr std::uint64_t bit_of(std::size_t length) noexcept {
    return std::uint64_t{1} << (length % 64);
  }
  [[nodiscard]] static std::uint64_t hash_of(std::string_view text) noexcept;
  [[nodiscard]] bool find(std::string_view text) const noexcept;

  /// One bit per length modulo 64: keeps every other statement from being hashed.
  std::atomic<std::uint64_t> lengths_{0};
  std::atomic<std::uint64_t> added_{0};
  std::array<Group, capacity / group_size> groups_{};
};

}  // namespace rwsplit::detail
