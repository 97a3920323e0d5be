#pragma once

#include <cstdint>

namespace rwsplit {

/// One thing that is true of a statement, beside its kind.
enum class StatementFact : std::uint16_t {
  takes_locks = 1U << 0U,  ///< asks for row or table locks
  changes_session_state =
      1U << 1U,                   ///< leaves something on its connection that later statements of the session may need
  begins_transaction = 1U << 2U,  ///< BEGIN, START TRANSACTION
  ends_transaction = 1U << 3U,    ///< COMMIT, ROLLBACK (not ROLLBACK TO)
  read_only_transaction = 1U << 4U,  ///< START TRANSACTION READ ONLY
  several_statements = 1U << 5U,     ///< more than one statement in one text
  executable_comment = 1U << 6U,     ///< holds `/*! … */` or `/*M! … */`: what it says depends on the server
  more_tables = 1U << 7U,            ///< names more tables than `StatementInfo::tables` holds
};

/// A set of facts.
class StatementFacts {
 public:
  constexpr StatementFacts() noexcept = default;

  constexpr void add(StatementFact fact) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | static_cast<std::uint16_t>(fact));
  }
  [[nodiscard]] constexpr bool has(StatementFact fact) const noexcept {
    return (bits_ & static_cast<std::uint16_t>(fact)) != 0;
  }

  friend constexpr bool operator==(StatementFacts, StatementFacts) noexcept = default;

 private:
  std::uint16_t bits_{0};
};

}  // namespace rwsplit
