#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/parentheses.hpp>
#include <rwsplit/sql/pragmas.hpp>
#include <rwsplit/sql/scanned_token.hpp>
#include <rwsplit/sql/server_schemas.hpp>
#include <rwsplit/sql/table_names.hpp>

namespace rwsplit::detail {

/// What keywords and names mean by the few tokens before them: the rules that `StatementScan` asks for each word.
class WordRules {
 protected:
  static constexpr unsigned for_head = 1;         ///< collects the first tokens
  static constexpr unsigned for_parenthesis = 2;  ///< the last token was an opening one
  static constexpr unsigned for_word = 4;         ///< the last token was a word that only the next one explains
  static constexpr unsigned for_assignments = 8;  ///< within SET
  static constexpr unsigned behind_end = 16;      ///< behind the `;` that ended the statement

  constexpr WordRules(std::string_view text, DialectSet dialects) noexcept : text_{text}, dialects_{dialects} {}

  /// For what SQLite takes for a name like any other: true if this reading is SQLite's. One for all of them ends here.
  [[nodiscard]] constexpr bool means_nothing() noexcept {
    if (!dialects_.has(Dialect::sqlite)) return false;
    dialects_differ_ = dialects_ != DialectSet{Dialect::sqlite};
    return true;
  }

  /// The token `count` places before the one at hand.
  [[nodiscard]] constexpr const ScannedToken& back(std::size_t count) const noexcept {
    return recent_[(newest_ - count) % recent_size];
  }

  [[nodiscard]] constexpr bool ended() const noexcept { return (waiting_ & behind_end) != 0; }

  [[nodiscard]] static constexpr TextSpan span_of(const Token& token) noexcept {
    const bool quoted = token.kind == TokenKind::quoted_name || token.kind == TokenKind::double_quoted;
    if (!quoted) return {.offset = token.offset, .length = token.length};
    return {.offset = token.offset + 1, .length = token.length - 2};
  }
  [[nodiscard]] constexpr std::string_view name_of(const Token& token) const noexcept {
    const TextSpan span = span_of(token);
    return {text_.data() + span.offset, span.length};
  }

  constexpr void judge_for(const ScannedToken& item) noexcept {
    if (one_of(item.keyword, Keyword::update_, Keyword::share_)) return findings_.facts.add(StatementFact::takes_locks);
    // The time of system versioned tables, FOR of index hints, a column of JSON_TABLE.
    if (one_of(item.keyword, Keyword::system_time_, Keyword::join_, Keyword::order_, Keyword::group_,
               Keyword::ordinality_) ||
        shows_account()) {
      return;
    }
    if (explains() && one_of(item.keyword, Keyword::schema_, Keyword::database_)) return;
    if (back(2).keyword == Keyword::value_) return judge_sequence(back(3).keyword);
    // SUBSTRING(x FROM 1 FOR 2)
    if (!parentheses_.has_for.top()) findings_.query_stop.add(back(1).token.offset, Doubt::clause, dialects_);
  }

  /// NEXT VALUE FOR, PREVIOUS VALUE FOR
  constexpr void judge_sequence(Keyword which) noexcept {
    if (which == Keyword::next_) findings_.writes_sequence = true;
    if (which == Keyword::previous_) findings_.reads_session = true;
    findings_.query_stop.add(back(1).token.offset, Doubt::clause, dialects_);
  }

  /// SHOW GRANTS FOR 'user'@'host', SHOW CREATE USER 'user'@'host'
  [[nodiscard]] constexpr bool shows_account() const noexcept {
    if (findings_.verb() != Keyword::show_) return false;
    return findings_.keyword_at(1) == Keyword::grants_ ||
           (findings_.keyword_at(1) == Keyword::create_ && findings_.keyword_at(2) == Keyword::user_);
  }

  constexpr void take_table_name(const Token& token) noexcept {
    const std::string_view name = name_of(token);
    if (dialects_.has(Dialect::sqlite) && belongs_to_connection(name, tables_.behind_dot())) {
      findings_.query_stop.add(token.offset, Doubt::clause, dialects_ & DialectSet{Dialect::sqlite});
    }
    tables_.take_name(span_of(token), findings_);
  }

  /// The same where SQLite takes a name for a table although no list of tables is there: `x IN name`, `x IN temp.name`.
  constexpr void judge_name_after_in(const Token& token) noexcept {
    constexpr std::uint64_t in = hash_of("IN");  // of so few characters no other word has it
    if (!dialects_.has(Dialect::sqlite) || back(1).token.hash != in) return;
    if (belongs_to_connection(name_of(token), false) || equals_folded(name_of(token), "TEMP")) {
      findings_.query_stop.add(token.offset, Doubt::clause, dialects_ & DialectSet{Dialect::sqlite});
    }
  }

  /// SQLite's `temp.name`, `sqlite_temp_schema` and `pragma_name` tell what only one connection has.
  [[nodiscard]] constexpr bool belongs_to_connection(std::string_view name, bool qualified) const noexcept {
    if (qualified && equals_folded(name_of(back(2).token), "TEMP")) return true;
    return (equals_folded(name.substr(0, 7), "PRAGMA_") && !is_pragma_table(name)) ||
           equals_folded(name.substr(0, 12), "SQLITE_TEMP_");
  }

  constexpr void judge_qualified_name(const Token& token) noexcept {
    const std::string_view name = name_of(token);
    // Under sql_mode=ORACLE, MariaDB takes s.NEXTVAL, quoted or not, for a sequence's function.
    if (name.size() == 7 && (equals_folded(name, "NEXTVAL") || equals_folded(name, "CURRVAL"))) {
      findings_.query_stop.add(token.offset, Doubt::clause, dialects_ & DialectSet{Dialect::mariadb});
    }
    const Token& qualifier = back(2).token;
    const ServerSchema schema = qualifier.is_name() ? server_schema(name_of(qualifier)) : ServerSchema::none;
    if (schema == ServerSchema::none || means_nothing()) return;
    findings_.facts.add(StatementFact::system_schema);
    if (describes_server(schema, name)) findings_.facts.add(StatementFact::per_server);
  }

  constexpr void judge_keyword(const ScannedToken& item) noexcept {
    const Keyword word = item.keyword;
    const bool is_lock_clause = back(1).keyword == Keyword::for_;
    if (word == Keyword::delete_ || (word == Keyword::update_ && !is_lock_clause)) findings_.changes_rows = true;
    if (word == Keyword::lock_ && !means_nothing()) findings_.facts.add(StatementFact::takes_locks);
    if (word == Keyword::sql_calc_found_rows_) findings_.effects.add(SessionEffect::found_rows);
    // PROCEDURE ANALYSE runs a procedure, SHOW only names one.
    if (word == Keyword::procedure_ && findings_.verb() != Keyword::show_ && !means_nothing()) {
      findings_.query_stop.add(item.token.offset, Doubt::clause, dialects_);
    }
  }

  constexpr void follow_tables(const ScannedToken& item) noexcept {
    const Keyword word = item.keyword;
    const bool may_stand_before_table =
        one_of(word, Keyword::if_, Keyword::not_, Keyword::exists_, Keyword::low_priority_, Keyword::high_priority_,
               Keyword::delayed_, Keyword::ignore_);
    if (item.is_reserved() && !may_stand_before_table) tables_.take_other(findings_);
    if (one_of(word, Keyword::where_, Keyword::group_, Keyword::order_, Keyword::having_, Keyword::limit_,
               Keyword::union_, Keyword::set_, Keyword::values_, Keyword::select_, Keyword::for_)) {
      parentheses_.table_list.set_top(false);
    }
    if (parentheses_.function.top() || findings_.verb() == Keyword::show_) return;
    const bool begins_list = begins_table_list(word);
    if (begins_list) parentheses_.table_list.set_top(true);
    if (begins_list || begins_table(word)) tables_.expect();
  }

  [[nodiscard]] constexpr bool begins_table_list(Keyword word) const noexcept {
    const Keyword verb = findings_.verb();
    if (word == Keyword::from_) return back(1).keyword != Keyword::distinct_;  // IS DISTINCT FROM
    if (word == Keyword::update_) {
      return is_first_word() || (verb == Keyword::with_ && parentheses_.depth() == 0 && back(1).token.is(')'));
    }
    return one_of(word, Keyword::table_, Keyword::tables_) &&
           one_of(verb, Keyword::drop_, Keyword::lock_, Keyword::checksum_);
  }

  [[nodiscard]] constexpr bool begins_table(Keyword word) const noexcept {
    if (word == Keyword::straight_join_) return back(1).keyword != Keyword::select_;
    if (one_of(word, Keyword::join_, Keyword::into_, Keyword::table_)) return true;
    return is_first_word() && one_of(word, Keyword::insert_, Keyword::replace_, Keyword::truncate_, Keyword::handler_,
                                     Keyword::describe_, Keyword::desc_, Keyword::explain_);
  }

  [[nodiscard]] constexpr bool is_first_word() const noexcept { return !ended() && findings_.head_size == 1; }

  [[nodiscard]] constexpr bool explains() const noexcept {
    return one_of(findings_.verb(), Keyword::explain_, Keyword::describe_, Keyword::desc_, Keyword::analyze_);
  }

  constexpr void follow_cte_list(Keyword word) noexcept {
    if (one_of(word, Keyword::select_, Keyword::values_, Keyword::table_)) parentheses_.cte_list.set_top(false);
    if (word == Keyword::with_ && may_begin_query()) parentheses_.cte_list.set_top(true);
  }

  /// Tells the WITH of a query from WITH ROLLUP and its like.
  [[nodiscard]] constexpr bool may_begin_query() const noexcept {
    if (back(1).token.kind == TokenKind::end || back(1).token.is('(')) return true;
    return explains() && parentheses_.depth() == 0 && !findings_.has(Keyword::select_);
  }

  std::string_view text_;
  DialectSet dialects_;
  Findings findings_{};
  TableNames tables_{};
  Parentheses parentheses_{};
  static constexpr std::size_t recent_size = 8;
  ScannedToken recent_[recent_size]{};  // plain arrays: compilers charge for each call
  std::size_t newest_{7};
  unsigned waiting_{for_head};
  bool dialects_differ_{false};
};

}  // namespace rwsplit::detail
