#pragma once

#include <cstdint>
#include <optional>

#include <rwsplit/routing/engine_state.hpp>
#include <rwsplit/session/required_position.hpp>

namespace rwsplit::detail {

/// What a unit of work has written and seen, as far as its next reads depend on it.
struct CausalState {
  /// Something was seen on an engine, or changed on the master, whose position is not in `required` yet.
  struct Mark {
    EngineIndex engine{master_index};
    /// `Engine::id` of what had that place then.
    std::uint64_t engine_id{0};
    /// Of `MasterHistory`, after it was seen.
    std::uint64_t round{0};
    /// `ServerIdentity::origin` of that server.
    std::uint32_t origin{0};
    /// A change of this unit's own is part of it.
    bool changed{false};

    /// No position of the master of that origin (0: nobody knows which) stands for it.
    [[nodiscard]] bool is_of_other_master(std::uint32_t master) const noexcept {
      return engine == master_index && origin != 0 && master != 0 && origin != master;
    }
  };

  /// What its reads must see.
  RequiredPosition required{};
  /// The newest; what came before it is covered by it.
  std::optional<Mark> mark{};
  /// Sessions with a write on its way, or with one in an open transaction.
  std::uint32_t pending{0};
  /// The position of some write will never be known: it may even happen later, or the server names none.
  bool unknown{false};
  /// Part of `required` is from elsewhere, and was never compared with the master.
  bool foreign{false};
  /// The master that `required` was last compared with, 0: none yet; and `MasterHistory::doubts` of then.
  std::uint32_t origin{0};
  std::uint64_t doubts{0};

  /// Whether reads on replicas can be told to see every write so far.
  [[nodiscard]] bool knows_its_writes() const noexcept { return pending == 0 && !unknown; }
  /// It relies on nothing yet of which it matters what master it is of.
  [[nodiscard]] bool is_new() const noexcept { return origin == 0 && !mark && (required.empty() || foreign); }
};

}  // namespace rwsplit::detail
