#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/pragmas.hpp>
#include <rwsplit/sql/scanned_token.hpp>

namespace rwsplit::detail {

/// Tells what an opening parenthesis begins, and keeps the functions that a statement calls.
class CallScan {
 public:
  /// A parenthesis and what stands around it.
  struct Place {
    const ScannedToken& before;
    const ScannedToken& name;
    const Token& parenthesis;
    const ScannedToken& next;
    /// In front of `before`: the database, when `before` is a dot.
    const Token& qualifier;
    std::string_view text;
    DialectSet dialects;
    bool within_cte_list;
    /// The name stands where a table is expected.
    bool names_table;
    std::size_t depth;

    [[nodiscard]] constexpr std::string_view name_text() const noexcept {
      return text.substr(name.token.offset, name.token.length);
    }
  };

  /// True once a call means something else to some of the dialects.
  [[nodiscard]] constexpr bool dialects_differ() const noexcept { return dialects_differ_; }

  /// True when the parenthesis holds the arguments of a function.
  constexpr bool open(const Place& place, Findings& findings) noexcept {
    if (place.name.token.is_name()) return open_behind_name(place, findings);
    if (!may_precede_group(place)) findings.query_stop.add(place.name.token.offset, Doubt::clause, place.dialects);
    return false;
  }

  constexpr void take_commas(std::uint32_t count, std::size_t depth) noexcept {
    if (depth == counted_depth_) commas_ += count;
  }

  /// `depth` is that of the parenthesis that is closed.
  constexpr void close(std::size_t depth, DialectSet dialects, Findings& findings) noexcept {
    if (counted_depth_ == 0 || depth != counted_depth_) return;
    counted_depth_ = 0;
    if (commas_ == 1) return;
    findings.function_stop.add(counted_offset_, Doubt::function, dialects);
    if (findings.has(StatementFact::more_functions)) findings.unknown_function_lost = true;
  }

 private:
  [[nodiscard]] static constexpr bool may_precede_group(const Place& place) noexcept {
    switch (place.name.token.kind) {
      case TokenKind::end:
      case TokenKind::assignment: return true;
      // Two groups in a row are only between a list of common table expressions and its query.
      case TokenKind::symbol: return !place.name.token.is(')') || place.within_cte_list;
      case TokenKind::word:
      case TokenKind::quoted_name:
      case TokenKind::double_quoted:
      case TokenKind::string:
      case TokenKind::number:
      case TokenKind::placeholder:
      case TokenKind::user_variable:
      case TokenKind::system_variable:
      case TokenKind::misfit:
      case TokenKind::illegal:
      case TokenKind::open_quote:
      case TokenKind::open_comment: break;
    }
    return false;
  }

  constexpr bool open_behind_name(const Place& place, Findings& findings) noexcept {
    if (names_columns(place, findings) || findings.verb() == Keyword::pragma_) return false;
    const bool quoted = place.name.token.kind != TokenKind::word;
    // No server takes f(SELECT …) for a call.
    if (!quoted && one_of(place.next.keyword, Keyword::select_, Keyword::with_)) return false;
    const Word& word = *place.name.word;
    if (word.call >= Call::takes_user_lock) return call_with_effect(word, place, findings);
    // (SELECT …) d (a, b): no expression goes on with a call behind a parenthesis.
    if (place.before.token.is(')')) return false;
    if (word.call == Call::after_parenthesis && place.before.keyword == Keyword::nulls_)
      return false;  // IGNORE NULLS OVER
    if (quoted) return call(place, place.dialects, findings);
    if (place.names_table && is_pragma_table(place.name_text())) {
      return call(place, without(place.dialects, DialectSet{Dialect::sqlite}), findings);
    }
    const DialectSet known = word.call_holds_in(place.parenthesis.adjacent || place.next.token.is('*'));
    return call_by_name(word.call, place, known, findings);
  }

  /// What follows AS, or a table that is written to, is never a function: `WITH c (a, b) AS`, `… ) AS t (a, b)`,
  /// `CAST(x AS type(10))`, `INSERT INTO t (a, b)`.
  [[nodiscard]] static constexpr bool names_columns(const Place& place, const Findings& findings) noexcept {
    if (place.before.keyword == Keyword::as_) return true;
    if (place.names_table && one_of(findings.verb(), Keyword::insert_, Keyword::replace_)) return true;
    if (!place.within_cte_list || place.name.is_reserved()) return false;
    return one_of(place.before.keyword, Keyword::with_, Keyword::recursive_) || place.before.token.is(',') ||
           place.name.keyword == Keyword::materialized_;
  }

  /// `known` are the dialects in which the name is no stored function.
  constexpr bool call_by_name(Call kind, const Place& place, DialectSet known, Findings& findings) noexcept {
    switch (kind) {
      case Call::pure: return call(place, without(place.dialects, known), findings);
      case Call::pure_with_arguments:
        return call(place, place.next.token.is(')') ? place.dialects : without(place.dialects, known), findings);
      case Call::pure_with_two_arguments: return call_with_two_arguments(place, known, findings);
      case Call::pure_as_table:
        return call(place, place.names_table ? without(place.dialects, known) : place.dialects, findings);
      case Call::grouping: return group(place, known, findings);
      case Call::after_string: {
        const TokenKind before = place.before.token.kind;
        const bool groups = before == TokenKind::string || before == TokenKind::double_quoted;
        return group(place, groups ? known : DialectSet{}, findings);
      }
      case Call::unknown:
      case Call::after_parenthesis:
      case Call::takes_user_lock:
      case Call::releases_user_lock:
      case Call::releases_user_locks:
      case Call::reads_user_locks:
      case Call::reads_last_insert_id:
      case Call::reads_row_count:
      case Call::reads_sequence:
      case Call::writes:
      case Call::per_server: break;
    }
    return call(place, place.dialects, findings);
  }

  [[nodiscard]] static constexpr DialectSet without(DialectSet from, DialectSet removed) noexcept {
    DialectSet rest;
    if (removed.includes(from)) return rest;
    for (const Dialect dialect : {Dialect::mysql, Dialect::mariadb, Dialect::sqlite}) {
      if (from.has(dialect) && !removed.has(dialect)) rest.add(dialect);
    }
    return rest;
  }

  constexpr bool group(const Place& place, DialectSet known, Findings& findings) noexcept {
    const DialectSet unknown = without(place.dialects, known);
    return !unknown.empty() && call(place, unknown, findings);
  }

  constexpr bool call_with_two_arguments(const Place& place, DialectSet known, Findings& findings) noexcept {
    const bool counts = counted_depth_ == 0;
    if (counts) {
      counted_depth_ = place.depth + 1;
      counted_offset_ = place.name.token.offset;
      commas_ = 0;
    }
    return call(place, counts ? without(place.dialects, known) : place.dialects, findings);
  }

  constexpr bool call_with_effect(const Word& word, const Place& place, Findings& findings) noexcept {
    const DialectSet known = word.call_holds_in(true) & place.dialects;
    if (known.empty()) return call(place, place.dialects, findings);
    if (known != place.dialects) dialects_differ_ = true;
    note_effect(word.call, place.next.token.is(')'), findings);
    return call(place, DialectSet{}, findings);
  }

  static constexpr void note_effect(Call kind, bool without_arguments, Findings& findings) noexcept {
    switch (kind) {
      case Call::takes_user_lock:
        findings.effects.add(SessionEffect::user_lock);
        findings.facts.add(StatementFact::takes_locks);
        break;
      case Call::releases_user_lock: findings.effects.add(SessionEffect::user_lock_released); break;
      case Call::releases_user_locks: findings.effects.add(SessionEffect::user_locks_released); break;
      case Call::reads_last_insert_id:
        if (without_arguments) {
          findings.facts.add(StatementFact::reads_last_insert_id);
        } else {
          findings.effects.add(SessionEffect::last_insert_id);
        }
        break;
      case Call::reads_row_count: findings.facts.add(StatementFact::reads_row_count); break;
      case Call::reads_user_locks:
      case Call::reads_sequence: findings.reads_session = true; break;
      case Call::writes: findings.writes_sequence = true; break;
      case Call::per_server: findings.facts.add(StatementFact::per_server); break;
      case Call::unknown:
      case Call::pure:
      case Call::pure_with_arguments:
      case Call::pure_with_two_arguments:
      case Call::pure_as_table:
      case Call::grouping:
      case Call::after_parenthesis:
      case Call::after_string: break;
    }
  }

  /// Keeps the function's name. `unknown` are the dialects in which nobody vouches for it.
  constexpr bool call(const Place& place, DialectSet unknown, Findings& findings) noexcept {
    findings.function_stop.add(place.name.token.offset, Doubt::function, unknown);
    const Keyword verb = findings.verb();
    if (verb == Keyword::create_ || verb == Keyword::alter_) return true;
    if (verb == Keyword::call_ && place.depth == 0) return true;
    keep(span_of(place), !unknown.empty(), are_several(place.dialects), findings);
    return true;
  }

  [[nodiscard]] static constexpr bool are_several(DialectSet dialects) noexcept {
    return dialects != DialectSet{Dialect::mysql} && dialects != DialectSet{Dialect::mariadb} &&
           dialects != DialectSet{Dialect::sqlite};
  }

  [[nodiscard]] static constexpr TextSpan span_of(const Place& place) noexcept {
    const Token& name = place.name.token;
    const bool qualified = place.before.token.is('.') && place.qualifier.is_name();
    const std::uint32_t begin = qualified ? place.qualifier.offset : name.offset;
    return {.offset = begin, .length = name.offset + name.length - begin};
  }

  /// Functions that nobody vouches for take the places of others when there are too many.
  constexpr void keep(TextSpan span, bool unknown, bool several_dialects, Findings& findings) noexcept {
    if (findings.function_count < findings.functions.size()) {
      if (unknown) unknown_kept_ |= 1U << findings.function_count;
      findings.functions[findings.function_count++] = span;
      return;
    }
    findings.facts.add(StatementFact::more_functions);
    if (!unknown) return;
    for (std::size_t i = 0; i < findings.functions.size(); ++i) {
      if (((unknown_kept_ >> i) & 1U) != 0) continue;
      unknown_kept_ |= 1U << i;
      findings.functions[i] = span;
      return;
    }
    findings.unknown_function_lost = true;
    // What is lost for one of them may be kept for another.
    if (several_dialects) dialects_differ_ = true;
  }

  bool dialects_differ_{false};
  unsigned unknown_kept_{0};
  std::size_t counted_depth_{0};
  std::uint32_t counted_offset_{0};
  std::uint32_t commas_{0};
};

}  // namespace rwsplit::detail
