#pragma once

#include <cstdint>

#include <rwsplit/sql/text_span.hpp>

namespace rwsplit {

/// Where a hint wants its statement to run.
enum class HintTarget : std::uint8_t {
  none,     ///< says nothing about it
  master,   ///< `rwsplit: master`
  replica,  ///< `rwsplit: replica`
  engine,   ///< `rwsplit: engine=NAME`
};

/// How fresh a hint wants the answer to be.
enum class HintConsistency : std::uint8_t {
  none,      ///< says nothing about it
  eventual,  ///< `rwsplit: consistency=eventual`: an answer that lacks the session's own writes will do
  session,   ///< `rwsplit: consistency=session`: what the session has written and read
  strong,    ///< `rwsplit: consistency=strong`: everything that was committed before
};

/// What a comment before the first word of a statement asks for: `/* rwsplit: replica, consistency=eventual */`.
struct Hint {
  HintTarget target{HintTarget::none};
  HintConsistency consistency{HintConsistency::none};
  /// The name behind `engine=`.
  TextSpan engine{};
  /// The first item that is not understood, or contradicts one before it.
  TextSpan unknown{};

  [[nodiscard]] constexpr bool empty() const noexcept {
    return target == HintTarget::none && consistency == HintConsistency::none && unknown.empty();
  }
  friend constexpr bool operator==(const Hint&, const Hint&) noexcept = default;
};

}  // namespace rwsplit
