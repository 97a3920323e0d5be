#pragma once

#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/token.hpp>
#include <rwsplit/sql/word.hpp>

namespace rwsplit::detail {

/// A token together with what the word table says about it.
///
/// Its size is a power of two: a place in the ring of recent ones is asked for many times for each token.
struct alignas(64) ScannedToken {
  Token token{};
  /// Only of words that are neither quoted nor behind a `.`.
  Keyword keyword{Keyword::none};
  /// Of names; never null, but with an empty text for those that are not in the table.
  const Word* word{nullptr};

  [[nodiscard]] constexpr bool is_reserved() const noexcept {
    return keyword != Keyword::none && keyword < Keyword::first_unreserved;
  }
};

}  // namespace rwsplit::detail
