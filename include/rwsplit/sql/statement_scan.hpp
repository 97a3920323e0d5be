#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/lexer.hpp>
#include <rwsplit/sql/parentheses.hpp>
#include <rwsplit/sql/scanned_token.hpp>
#include <rwsplit/sql/server_schemas.hpp>
#include <rwsplit/sql/table_names.hpp>
#include <rwsplit/sql/word_table.hpp>

namespace rwsplit::detail {

/// One walk over a statement's tokens: looks at every token once, with the two before it, and keeps what matters.
///
/// It knows no grammar. It knows which words are reserved everywhere, and which combinations cannot be a plain read.
/// Thread safety: one object per text and thread. Linear, allocates nothing.
class StatementScan {
 public:
  constexpr StatementScan(std::string_view text, Backslash backslash) noexcept : text_{text}, lexer_{text, backslash} {}

  constexpr Findings run() noexcept {
    for (Token token = lexer_.next(); token.kind != TokenKind::end; token = lexer_.next()) {
      note_escaped_quote();
      if (token.is(';') && !within_body()) {
        ended_ = findings_.head_size > 0;
        continue;
      }
      if (ended_) {
        findings_.several_statements = true;
        findings_.stop_text(token.offset);
      }
      take(token);
    }
    note_escaped_quote();
    finish();
    return findings_;
  }

 private:
  constexpr void note_escaped_quote() noexcept {
    if (!lexer_.escaped_quote() || findings_.escaped_quote) return;
    findings_.escaped_quote = true;
    findings_.certain_digest = findings_.digest;
  }

  /// A stored program holds `;` and is one statement all the same.
  [[nodiscard]] constexpr bool within_body() const noexcept {
    return findings_.verb() == Keyword::create_ && findings_.has(Keyword::begin_) &&
           (findings_.has(Keyword::procedure_) || findings_.has(Keyword::function_) ||
            findings_.has(Keyword::trigger_) || findings_.has(Keyword::event_) || findings_.has(Keyword::package_));
  }

  constexpr void take(const Token& token) noexcept {
    add_to_digest(token);
    if (token.kind == TokenKind::executable_begin || token.kind == TokenKind::executable_end) {
      findings_.executable_comment = true;
      findings_.stop_text(token.offset);
      return;
    }
    const ScannedToken item = look_up(token);
    add_to_head(item);
    judge_word_before(item);
    take_item(item);
    before_ = previous_;
    previous_ = item;
  }

  [[nodiscard]] constexpr ScannedToken look_up(const Token& token) const noexcept {
    ScannedToken item{.token = token};
    const bool qualified = previous_.token.is('.');
    // SET names variables as @@session.autocommit.
    const bool is_part = qualified && findings_.verb() != Keyword::set_;
    if (!token.is_name() || is_part) return item;
    const Word& word = word_table.find(name_of(token), token.hash);
    item.call = qualified ? Call::unknown : word.call;
    if (token.kind == TokenKind::word) item.keyword = word.keyword;
    return item;
  }

  [[nodiscard]] constexpr TextSpan span_of(const Token& token) const noexcept {
    if (token.kind == TokenKind::word) return {.offset = token.offset, .length = token.length};
    return {.offset = token.offset + 1, .length = token.length - 2};
  }
  [[nodiscard]] constexpr std::string_view text_of(const Token& token) const noexcept {
    return text_.substr(token.offset, token.length);
  }
  [[nodiscard]] constexpr std::string_view name_of(const Token& token) const noexcept {
    return span_of(token).in(text_);
  }

  constexpr void add_to_digest(const Token& token) noexcept {
    if (digest_ended_) return;
    const auto kind = static_cast<std::uint64_t>(token.kind);
    std::uint64_t value = kind;
    if (token.kind == TokenKind::word || token.kind == TokenKind::quoted_name) value = token.hash;
    if (token.kind == TokenKind::symbol) value = (static_cast<std::uint64_t>(token.symbol) << 8U) | kind;
    if (token.kind == TokenKind::user_variable) value = hash_of(text_of(token));
    const bool literal = token.kind == TokenKind::string || token.kind == TokenKind::number ||
                         token.kind == TokenKind::double_quoted || token.kind == TokenKind::placeholder;
    if (literal) value = static_cast<std::uint64_t>(TokenKind::placeholder);
    findings_.digest = (std::rotl(findings_.digest, 5) ^ value) * fnv_prime;
  }

  constexpr void add_to_head(const ScannedToken& item) noexcept {
    if (ended_ || findings_.head_size == findings_.head.size()) return;
    if (findings_.head_size == 0) {
      if (item.token.is('(')) return;
      findings_.head_offset = item.token.offset;
    }
    findings_.head[findings_.head_size++] = {
        .kind = item.token.kind, .keyword = item.keyword, .symbol = item.token.symbol};
  }

  /// Words whose meaning only the next token tells.
  constexpr void judge_word_before(const ScannedToken& item) noexcept {
    const Keyword word = previous_.keyword;
    if (word == Keyword::for_) return judge_for(item);
    const bool is_call = item.token.is('(');
    if (one_of(word, Keyword::insert_, Keyword::replace_) && !is_call) findings_.changes_rows = true;
  }

  constexpr void judge_for(const ScannedToken& item) noexcept {
    if (one_of(item.keyword, Keyword::update_, Keyword::share_)) {
      findings_.locks = true;
      return;
    }
    // The time of system versioned tables, and FOR of index hints.
    if (one_of(item.keyword, Keyword::system_time_, Keyword::join_, Keyword::order_, Keyword::group_)) return;
    // SUBSTRING(x FROM 1 FOR 2), but not SUBSTRING(NEXT VALUE FOR s FROM 1).
    if (parentheses_.top().has_for && before_.keyword != Keyword::value_) return;
    findings_.stop_query(previous_.token.offset);
  }

  constexpr void take_item(const ScannedToken& item) noexcept {
    switch (item.token.kind) {
      case TokenKind::word:
      case TokenKind::quoted_name:
      case TokenKind::double_quoted: return take_name(item);
      case TokenKind::symbol: return take_symbol(item.token);
      case TokenKind::placeholder: count_placeholder(item.token); break;
      case TokenKind::user_variable:
      case TokenKind::assignment: findings_.changes_session_state = true; break;
      case TokenKind::system_variable: findings_.per_server = true; break;
      case TokenKind::misfit:
      case TokenKind::open_quote:
      case TokenKind::open_comment: stop(item.token); break;
      case TokenKind::string:
      case TokenKind::number:
      case TokenKind::executable_begin:
      case TokenKind::executable_end:
      case TokenKind::end: break;
    }
    tables_.take_other(findings_);
  }

  constexpr void stop(const Token& token) noexcept {
    findings_.stop_text(token.offset);
    // Names from here on may be a part of a value when the text is read differently.
    digest_ended_ = true;
    if (token.kind == TokenKind::open_quote) findings_.open_quote = true;
    if (token.kind == TokenKind::open_comment) findings_.open_comment = true;
  }

  constexpr void count_placeholder(const Token& token) noexcept {
    if (findings_.placeholders == std::numeric_limits<std::uint16_t>::max()) return findings_.stop_text(token.offset);
    ++findings_.placeholders;
  }

  constexpr void take_name(const ScannedToken& item) noexcept {
    if (previous_.token.is('.')) judge_qualified_name(item.token);
    if (!item.is_reserved()) tables_.take_name(span_of(item.token), findings_);
    if (item.keyword == Keyword::none) return;
    findings_.keywords.add(item.keyword);
    judge_keyword(item);
    follow_tables(item);
    follow_cte_list(item.keyword);
  }

  /// `previous_` is the dot, `before_` the name in front of it.
  constexpr void judge_qualified_name(const Token& token) noexcept {
    const std::string_view name = name_of(token);
    // Under sql_mode=ORACLE, MariaDB takes s.NEXTVAL, quoted or not, for a sequence's function.
    if (equals_folded(name, "NEXTVAL") || equals_folded(name, "CURRVAL")) findings_.stop_query(token.offset);
    if (before_.token.is_name() && describes_server(name_of(before_.token), name)) findings_.per_server = true;
  }

  constexpr void judge_keyword(const ScannedToken& item) noexcept {
    const Keyword word = item.keyword;
    const bool is_lock_clause = previous_.keyword == Keyword::for_;
    if (word == Keyword::delete_ || (word == Keyword::update_ && !is_lock_clause)) findings_.changes_rows = true;
    if (word == Keyword::lock_) findings_.locks = true;
    if (word == Keyword::sql_calc_found_rows_) findings_.changes_session_state = true;
    // PROCEDURE ANALYSE runs a procedure, SHOW only names one; SQL%ROWCOUNT is MariaDB's under sql_mode=ORACLE.
    const bool runs_procedure = word == Keyword::procedure_ && findings_.verb() != Keyword::show_;
    if (runs_procedure || word == Keyword::sql_) findings_.stop_query(item.token.offset);
  }

  constexpr void follow_tables(const ScannedToken& item) noexcept {
    const Keyword word = item.keyword;
    const bool may_stand_before_table =
        one_of(word, Keyword::if_, Keyword::not_, Keyword::exists_, Keyword::low_priority_, Keyword::high_priority_,
               Keyword::delayed_, Keyword::ignore_);
    if (item.is_reserved() && !may_stand_before_table) tables_.take_other(findings_);
    if (one_of(word, Keyword::where_, Keyword::group_, Keyword::order_, Keyword::having_, Keyword::limit_,
               Keyword::union_, Keyword::set_, Keyword::values_, Keyword::select_, Keyword::for_)) {
      parentheses_.top().table_list = false;
    }
    if (parentheses_.top().function || findings_.verb() == Keyword::show_) return;
    if (begins_table_list(word)) parentheses_.top().table_list = true;
    if (begins_table_list(word) || begins_table(word)) tables_.expect();
  }

  [[nodiscard]] constexpr bool begins_table_list(Keyword word) const noexcept {
    const Keyword verb = findings_.verb();
    if (word == Keyword::from_) return !equals_folded(text_of(previous_.token), "DISTINCT");  // IS DISTINCT FROM
    if (word == Keyword::update_) {
      return is_first_word() || (verb == Keyword::with_ && parentheses_.depth() == 0 && previous_.token.is(')'));
    }
    return one_of(word, Keyword::table_, Keyword::tables_) && one_of(verb, Keyword::drop_, Keyword::lock_);
  }

  [[nodiscard]] constexpr bool begins_table(Keyword word) const noexcept {
    if (word == Keyword::straight_join_) return previous_.keyword != Keyword::select_;
    if (one_of(word, Keyword::join_, Keyword::into_, Keyword::table_)) return true;
    return is_first_word() && one_of(word, Keyword::insert_, Keyword::replace_, Keyword::truncate_, Keyword::handler_,
                                     Keyword::describe_, Keyword::desc_, Keyword::explain_);
  }

  [[nodiscard]] constexpr bool is_first_word() const noexcept { return !ended_ && findings_.head_size == 1; }

  constexpr void follow_cte_list(Keyword word) noexcept {
    if (one_of(word, Keyword::select_, Keyword::values_, Keyword::table_)) parentheses_.top().cte_list = false;
    if (word == Keyword::with_ && may_begin_query()) parentheses_.top().cte_list = true;
  }

  /// Tells the WITH of a query from WITH ROLLUP and its like.
  [[nodiscard]] constexpr bool may_begin_query() const noexcept {
    if (previous_.token.kind == TokenKind::end || previous_.token.is('(')) return true;
    const bool explains = one_of(findings_.verb(), Keyword::explain_, Keyword::describe_, Keyword::desc_);
    return explains && parentheses_.depth() == 0 && !findings_.has(Keyword::select_);
  }

  constexpr void take_symbol(const Token& token) noexcept {
    if (token.is('(')) return open(token);
    if (token.is('.')) return tables_.take_dot();
    tables_.take_other(findings_);
    if (token.is(',') && parentheses_.top().table_list) tables_.expect();
    if (token.is(')') && !parentheses_.pop()) findings_.stop_query(token.offset);
  }

  constexpr void open(const Token& parenthesis) noexcept {
    Lexer ahead = lexer_;
    const Token next = ahead.next();
    const bool subquery =
        next.kind == TokenKind::word && one_of(look_up(next).keyword, Keyword::select_, Keyword::with_);
    const Opening opening = parentheses_.judge(before_, previous_, parenthesis, subquery, next.is('*'));
    if (opening == Opening::refused) findings_.stop_query(previous_.token.offset);
    if (opening == Opening::function) note_call();
    ParenthesisFrame frame;
    frame.function = opening == Opening::function;
    frame.has_for = frame.function && takes_for(text_of(previous_.token));
    frame.table_list = tables_.expecting();
    if (!tables_.expecting()) end_table_name(opening);
    if (previous_.token.is(')')) parentheses_.top().cte_list = false;
    if (!parentheses_.push(frame)) findings_.stop_text(parenthesis.offset);
  }

  constexpr void note_call() noexcept {
    if (previous_.call == Call::changes_session_state) findings_.changes_session_state = true;
    if (previous_.call == Call::reads_session_state) findings_.reads_session_state = true;
    if (previous_.call == Call::per_server) findings_.per_server = true;
  }

  /// FROM f(…) reads no table f.
  constexpr void end_table_name(Opening opening) noexcept {
    if (opening == Opening::function) {
      tables_.drop();
    } else {
      tables_.take_other(findings_);
    }
  }

  [[nodiscard]] static constexpr bool takes_for(std::string_view function) noexcept {
    return equals_folded(function, "SUBSTRING") || equals_folded(function, "SUBSTR") || equals_folded(function, "MID");
  }

  constexpr void finish() noexcept {
    tables_.take_other(findings_);
    if (previous_.keyword == Keyword::for_ || parentheses_.depth() > 0) findings_.stop_query(previous_.token.offset);
  }

  std::string_view text_;
  Lexer lexer_;
  Findings findings_{};
  TableNames tables_{};
  Parentheses parentheses_{};
  ScannedToken before_{};
  ScannedToken previous_{};
  bool ended_{false};
  bool digest_ended_{false};
};

}  // namespace rwsplit::detail
