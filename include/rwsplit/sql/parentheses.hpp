#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/scanned_token.hpp>

namespace rwsplit::detail {

/// What is known about one pair of parentheses; the outermost one stands for the whole statement.
struct ParenthesisFrame {
  bool function{false};    ///< arguments of a function: FROM names no table there
  bool has_for{false};     ///< arguments of SUBSTRING, which may be told apart by FOR
  bool cte_list{false};    ///< the list that WITH begins, up to the query it serves
  bool table_list{false};  ///< a comma is followed by the next table
};

/// What an opening parenthesis begins.
enum class Opening : std::uint8_t {
  group,     ///< an expression, a list of columns, a sub-query
  function,  ///< the arguments of a function that is known
  refused,   ///< the arguments of a function nobody vouches for
};

/// The open parentheses of a statement.
class Parentheses {
 public:
  static constexpr std::size_t max_depth = 63;

  [[nodiscard]] constexpr ParenthesisFrame& top() noexcept { return frames_[depth_]; }
  [[nodiscard]] constexpr const ParenthesisFrame& top() const noexcept { return frames_[depth_]; }
  [[nodiscard]] constexpr std::size_t depth() const noexcept { return depth_; }

  /// False when there are more than this keeps.
  constexpr bool push(const ParenthesisFrame& frame) noexcept {
    if (depth_ == max_depth) return false;
    frames_[++depth_] = frame;
    return true;
  }

  /// False when none is open.
  constexpr bool pop() noexcept {
    if (depth_ == 0) return false;
    --depth_;
    return true;
  }

  /// What `(` begins behind `previous`, in front of which `before` stands. `subquery` and `star` tell what follows it.
  [[nodiscard]] constexpr Opening judge(const ScannedToken& before, const ScannedToken& previous,
                                        const Token& parenthesis, bool subquery, bool star) const noexcept {
    switch (previous.token.kind) {
      case TokenKind::end:
      case TokenKind::assignment: return Opening::group;
      case TokenKind::symbol: return behind_symbol(previous.token);
      case TokenKind::word:
      case TokenKind::quoted_name:
      case TokenKind::double_quoted:
        if (names_columns(before, previous)) return Opening::group;
        // No server takes f(SELECT …) for a call.
        if (subquery && previous.token.kind == TokenKind::word) return Opening::group;
        return behind_name(before, previous, parenthesis.adjacent || star);
      case TokenKind::string:
      case TokenKind::number:
      case TokenKind::placeholder:
      case TokenKind::user_variable:
      case TokenKind::system_variable:
      case TokenKind::executable_begin:
      case TokenKind::executable_end:
      case TokenKind::misfit:
      case TokenKind::open_quote:
      case TokenKind::open_comment: return Opening::refused;
    }
    return Opening::refused;
  }

 private:
  /// Two groups in a row are only between a list of common table expressions and its query.
  [[nodiscard]] constexpr Opening behind_symbol(const Token& symbol) const noexcept {
    return symbol.is(')') && !top().cte_list ? Opening::refused : Opening::group;
  }

  /// `WITH c (a, b) AS`, `… ) AS t (a, b)`, `CAST(x AS type(10))`: what follows AS is never a function.
  [[nodiscard]] constexpr bool names_columns(const ScannedToken& before, const ScannedToken& previous) const noexcept {
    if (before.keyword == Keyword::as_) return true;
    if (!top().cte_list || previous.is_reserved()) return false;
    return one_of(before.keyword, Keyword::with_, Keyword::recursive_) || before.token.is(',') ||
           previous.keyword == Keyword::materialized_;
  }

  [[nodiscard]] static constexpr Opening behind_name(const ScannedToken& before, const ScannedToken& previous,
                                                     bool is_call_in_any_mode) noexcept {
    const auto function_if = [](bool condition) { return condition ? Opening::function : Opening::refused; };
    const auto group_if = [](bool condition) { return condition ? Opening::group : Opening::refused; };
    const bool quoted = previous.token.kind != TokenKind::word;
    switch (previous.call) {
      case Call::pure: return function_if(!quoted);
      case Call::pure_if_adjacent: return function_if(!quoted && is_call_in_any_mode);
      case Call::grouping: return group_if(!quoted);
      case Call::after_parenthesis: return group_if(!quoted && before.token.is(')'));
      case Call::after_string: return group_if(!quoted && before.token.kind == TokenKind::string);
      case Call::changes_session_state:
      case Call::reads_session_state:
      case Call::per_server: return Opening::function;
      case Call::unknown: return Opening::refused;
    }
    return Opening::refused;
  }

  std::array<ParenthesisFrame, max_depth + 1> frames_{};
  std::size_t depth_{0};
};

}  // namespace rwsplit::detail
