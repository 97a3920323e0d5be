#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/doubt.hpp>
#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/session_effect.hpp>
#include <rwsplit/sql/statement_facts.hpp>
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

/// The first place that keeps a statement from being something, and the dialects for which it does.
struct Obstacle {
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  DialectSet dialects{};
  std::uint32_t offset{nowhere};
  Doubt doubt{Doubt::none};

  constexpr void add(std::uint32_t at, Doubt why, DialectSet where) noexcept {
    dialects = dialects | where;
    if (offset != nowhere || where.empty()) return;
    offset = at;
    doubt = why;
  }
  [[nodiscard]] constexpr bool any() const noexcept { return offset != nowhere; }
};

/// What a walk over a statement's tokens found; `Judgement` makes a verdict of it.
struct Findings {
  /// The first tokens, opening parentheses at the very beginning left out.
  static constexpr std::size_t max_head = 8;
  HeadToken head[max_head]{};
  std::uint8_t head_size{0};
  std::uint32_t head_offset{0};
  /// Keywords that were not quoted and did not follow a `.`.
  KeywordSet keywords{};

  /// What servers may understand differently, or not at all, in whatever statement.
  Obstacle text_stop{};
  /// What keeps a query from being a plain read: an odd clause.
  Obstacle query_stop{};
  /// The same, of functions that nobody vouches for.
  Obstacle function_stop{};
  /// One of those is not in `functions`.
  bool unknown_function_lost{false};

  /// Every server that reads the text this way refuses it without running a part of it.
  bool refused{false};
  bool unterminated{false};
  bool changes_rows{false};
  bool writes_sequence{false};
  /// A query within parentheses.
  bool has_subquery{false};
  /// Answers from its connection's past in a way that has no fact of its own.
  bool reads_session{false};
  /// SET of something that is not of this connection.
  /// SET STATEMENT … FOR was in front of what is in `head`.
  bool behind_set_statement{false};
  bool sets_global{false};
  /// SET TRANSACTION, or what is the same.
  bool sets_transaction{false};
  StatementFacts facts{};
  SessionEffects effects{};

  std::uint8_t table_count{0};
  std::uint8_t function_count{0};
  std::uint16_t placeholders{0};
  std::uint64_t digest{0};
  std::array<TextSpan, StatementInfo::max_tables> tables{};
  std::array<TextSpan, StatementInfo::max_functions> functions{};

  [[nodiscard]] constexpr Keyword keyword_at(std::size_t index) const noexcept {
    return index < head_size ? head[index].keyword : Keyword::none;
  }
  [[nodiscard]] constexpr Keyword verb() const noexcept { return head[0].keyword; }
  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept { return keywords.has(keyword); }
  [[nodiscard]] constexpr bool has(StatementFact fact) const noexcept { return facts.has(fact); }
};

}  // namespace rwsplit::detail
