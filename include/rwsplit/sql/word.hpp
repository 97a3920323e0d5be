#pragma once

#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/keyword.hpp>

namespace rwsplit::detail {

/// What the classifier knows about one word.
struct Word {
  /// In upper case; empty for a word that is not known.
  std::string_view text{};
  Keyword keyword{Keyword::none};
  /// What the word means when `(` follows and it is neither quoted nor behind a dot, in the dialects below; elsewhere
  /// it is an unknown function.
  Call call{Call::unknown};
  /// Dialects in which that holds under every `sql_mode`.
  DialectSet builtin_in{};
  /// Dialects in which it holds under every `sql_mode` if nothing is between the word and the parenthesis.
  DialectSet builtin_if_adjacent_in{};

  [[nodiscard]] constexpr DialectSet call_holds_in(bool adjacent) const noexcept {
    return adjacent ? builtin_in | builtin_if_adjacent_in : builtin_in;
  }
};

}  // namespace rwsplit::detail
