#pragma once

#include <cstdint>
#include <utility>

#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/consistency/position.hpp>

namespace rwsplit::detail {

/// What a unit of work's reads must see. Remembers which replica was found to have it: as long as neither changes, the
/// next read there asks nobody and takes no lock.
class RequiredPosition {
 public:
  RequiredPosition() = default;
  RequiredPosition(Position position) noexcept : position_{std::move(position)} {}  // NOLINT(*-explicit-*)

  [[nodiscard]] const Position& get() const noexcept { return position_; }
  [[nodiscard]] bool empty() const noexcept { return position_.empty(); }

  void merge(const Position& more) {
    if (more.empty()) return;
    covered_by_ = 0;
    position_.merge(more);
  }
  void fill_gaps(const Position& known) {
    covered_by_ = 0;
    position_.fill_gaps(known);
  }

  [[nodiscard]] bool is_covered_by(Engine& replica) {
    const KnownPosition& known = replica.known_position();
    const std::uint64_t generation = known.generation();
    if (covered_by_ == replica.id() && generation_ == generation) return true;
    if (!known.covers(position_)) return false;
    covered_by_ = replica.id();
    generation_ = generation;
    return true;
  }

 private:
  Position position_{};
  /// `Engine::id`, 0: none is known; and `KnownPosition::generation` of then.
  std::uint64_t covered_by_{0};
  std::uint64_t generation_{0};
};

}  // namespace rwsplit::detail
