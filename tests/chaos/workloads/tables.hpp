#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "chaos/history/log.hpp"
#include "chaos/workloads/stage.hpp"

namespace rwsplit::chaos {

/// The rows of one phase; every phase has its own.
///
/// Thread safety: `list()` may be called by any thread.
class Tables {
 public:
  static constexpr Key registers = 24;
  /// More registers, of which no history knows.
  static constexpr Key unrecorded = 2;
  static constexpr Key accounts = 8;
  static constexpr Value balance = 100;
  static constexpr std::size_t active_lists = 10;
  static constexpr std::uint64_t appends_per_list = 200;

  static void create(const Database& database);

  /// Makes the rows, on all replicas as well.
  Tables(const Database& database, Key phase);

  [[nodiscard]] Key register_key(Key number) const noexcept { return base_ + number; }
  [[nodiscard]] Key account(Key number) const noexcept { return base_ + number; }
  /// One of the lists that are appended to now.
  [[nodiscard]] Key list_to_append(std::uint64_t random) noexcept;
  [[nodiscard]] Key list_to_read(std::uint64_t random) const noexcept;

  /// Reads everything once more, with a strong promise.
  [[nodiscard]] Log read_all(Stage& stage, Tally& tally) const;

 private:
  [[nodiscard]] Key list(std::size_t slot, std::uint64_t appends) const noexcept;

  Key base_;
  std::array<std::atomic<std::uint64_t>, active_lists> appends_{};
};

}  // namespace rwsplit::chaos
