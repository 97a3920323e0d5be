#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/token.hpp>

namespace rwsplit::detail {

template <class... Others>
[[nodiscard]] constexpr bool one_of(Keyword keyword, Others... others) noexcept {
  return ((keyword == others) || ...);
}

/// A set of keywords.
class KeywordSet {
 public:
  constexpr void add(Keyword keyword) noexcept {
    const auto index = static_cast<std::size_t>(keyword);
    bits_[index / 64] |= std::uint64_t{1} << (index % 64);
  }
  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept {
    const auto index = static_cast<std::size_t>(keyword);
    return ((bits_[index / 64] >> (index % 64)) & 1U) != 0;
  }

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Keyword::count_of_keywords) / 64 + 1> bits_{};
};

/// One of the first tokens of a statement.
struct HeadToken {
  TokenKind kind{TokenKind::end};
  Keyword keyword{Keyword::none};
  char symbol{'\0'};
};

/// What a walk over a statement's tokens found; `judge` makes a verdict of it.
struct Findings {
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  /// The first tokens, opening parentheses at the very beginning left out.
  std::array<HeadToken, 8> head{};
  std::uint8_t head_size{0};
  std::uint32_t head_offset{0};
  /// Keywords that were not quoted and did not follow a `.`.
  KeywordSet keywords{};

  /// The first byte that servers may understand differently, or not at all, in whatever statement.
  std::uint32_t text_stop{nowhere};
  /// The first byte that keeps a query from being a plain read: an unknown function, an odd clause.
  std::uint32_t query_stop{nowhere};

  bool several_statements{false};
  bool executable_comment{false};
  bool open_quote{false};
  bool open_comment{false};
  bool escaped_quote{false};
  bool locks{false};
  bool changes_rows{false};
  bool changes_session_state{false};
  bool reads_session_state{false};
  bool per_server{false};

  bool more_tables{false};
  std::uint8_t table_count{0};
  std::uint16_t placeholders{0};
  std::uint64_t digest{0};
  /// The digest up to the first string whose end depends on how backslashes are read.
  std::uint64_t certain_digest{0};
  std::array<TextSpan, StatementInfo::max_tables> tables{};

  [[nodiscard]] constexpr Keyword keyword_at(std::size_t index) const noexcept {
    return index < head_size ? head[index].keyword : Keyword::none;
  }
  [[nodiscard]] constexpr Keyword verb() const noexcept { return keyword_at(0); }
  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept { return keywords.has(keyword); }

  constexpr void stop_text(std::uint32_t offset) noexcept {
    if (text_stop == nowhere) text_stop = offset;
  }
  constexpr void stop_query(std::uint32_t offset) noexcept {
    if (query_stop == nowhere) query_stop = offset;
  }
};

}  // namespace rwsplit::detail
