#pragma once

#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/token.hpp>

namespace rwsplit::detail {

/// A token together with what the word table says about it.
struct ScannedToken {
  Token token{};
  /// Only of words that are neither quoted nor behind a `.`.
  Keyword keyword{Keyword::none};
  /// Of names that are not behind a `.`.
  Call call{Call::unknown};

  [[nodiscard]] constexpr bool is_reserved() const noexcept {
    return keyword != Keyword::none && keyword < Keyword::first_unreserved;
  }
};

}  // namespace rwsplit::detail
