#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/statement_scan.hpp>
#include <rwsplit/sql/judgement.hpp>

namespace rwsplit::detail {

/// What `analyze` finds: the public facts, and what only the check of constants needs.
struct Analysis {
  StatementInfo info{};
  /// The text ends within a quote or a comment, whichever way it is read.
  bool unterminated{false};
};

/// One reading of a text.
struct Reading {
  StatementInfo info{};
  bool unterminated{false};
  bool escaped_quote{false};
  /// A server that reads the text this way refuses it without running a part of it.
  bool is_refused{false};
  std::uint64_t certain_digest{0};
};

[[nodiscard]] constexpr Reading read_with(std::string_view text, Backslash backslash) noexcept {
  const Findings findings = StatementScan{text, backslash}.run();
  return Reading{.info = Judgement{findings}.info(),
                 .unterminated = findings.open_quote || findings.open_comment,
                 .escaped_quote = findings.escaped_quote,
                 .is_refused = findings.open_quote && !findings.several_statements,
                 .certain_digest = findings.certain_digest};
}

/// The two readings of a text whose strings hold escaped quotes agree, or one of them is no statement, or it is
/// unknown.
[[nodiscard]] constexpr StatementInfo merge(const Reading& escaped, const Reading& plain) noexcept {
  if (escaped.is_refused) return plain.info;
  if (plain.is_refused) return escaped.info;
  StatementInfo info = escaped.info;
  const bool agree = escaped.info.kind == plain.info.kind && escaped.info.facts == plain.info.facts &&
                     escaped.info.placeholders == plain.info.placeholders;
  // Where they part, one reading's names are the other's values, which a digest must not depend on.
  info.digest = escaped.certain_digest;
  if (!agree) info.kind = StatementKind::unknown;
  return info;
}

[[nodiscard]] constexpr Analysis analyze(std::string_view text, DialectSet dialects = all_dialects) noexcept {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return Analysis{};
  const Reading escaped = read_with(text, Backslash::escapes);
  Analysis analysis{.info = escaped.info, .unterminated = escaped.unterminated};
  if (escaped.escaped_quote) {
    const Reading plain = read_with(text, Backslash::plain);
    analysis = Analysis{.info = merge(escaped, plain), .unterminated = escaped.unterminated && plain.unterminated};
  }
  if (analysis.info.kind == StatementKind::read) analysis.info.read_in = dialects;
  return analysis;
}

}  // namespace rwsplit::detail
