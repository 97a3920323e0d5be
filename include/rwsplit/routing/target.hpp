#pragma once

#include <cstdint>

#include <rwsplit/routing/engine_state.hpp>

namespace rwsplit {

/// Where a statement is wanted: by nobody in particular, by role, or by engine.
class Target {
 public:
  enum class Kind : std::uint8_t {
    automatic,  ///< the router decides
    master,     ///< the master
    replica,    ///< any replica the balancer picks
    engine,     ///< one engine
  };

  constexpr Target() noexcept = default;
  [[nodiscard]] static constexpr Target automatic() noexcept { return {}; }
  [[nodiscard]] static constexpr Target master() noexcept { return Target{Kind::master, master_index}; }
  [[nodiscard]] static constexpr Target replica() noexcept { return Target{Kind::replica, master_index}; }
  [[nodiscard]] static constexpr Target engine(EngineIndex index) noexcept { return Target{Kind::engine, index}; }

  [[nodiscard]] constexpr Kind kind() const noexcept { return kind_; }
  /// Meaningful for `engine` and `master`.
  [[nodiscard]] constexpr EngineIndex index() const noexcept { return index_; }

  friend constexpr bool operator==(Target, Target) noexcept = default;

 private:
  constexpr Target(Kind kind, EngineIndex index) noexcept : kind_{kind}, index_{index} {}

  Kind kind_{Kind::automatic};
  EngineIndex index_{master_index};
};

}  // namespace rwsplit
