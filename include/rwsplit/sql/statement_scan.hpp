#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include <rwsplit/sql/call_scan.hpp>
#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/lexer.hpp>
#include <rwsplit/sql/scanned_token.hpp>
#include <rwsplit/sql/set_items.hpp>
#include <rwsplit/sql/system_variable.hpp>
#include <rwsplit/sql/word_rules.hpp>
#include <rwsplit/sql/word_table.hpp>

namespace rwsplit::detail {

/// One walk over a statement's tokens: looks at every token once, with the few before it, and keeps what matters.
///
/// It knows no grammar. It knows which words are reserved, and which combinations cannot be a plain read.
/// Thread safety: one object per text and thread. Linear, allocates nothing.
class StatementScan : private WordRules {
 public:
  constexpr StatementScan(std::string_view text, const Reading& reading) noexcept
      : WordRules{text, reading.dialects}, lexer_{text, reading} {}

  /// To be called once.
  constexpr const Findings& run() noexcept {
    while (true) {
      ScannedToken& item = recent_[(newest_ + 1) % recent_size];
      lexer_.next(item.token);
      if (item.token.kind == TokenKind::end) break;
      item.keyword = Keyword::none;
      if (item.token.symbol == ';' && !within_body()) {
        if (findings_.head_size > 0) waiting_ |= behind_end;
        continue;
      }
      ++newest_;
      take(item);
      if (dialects_differ_) break;
    }
    finish();
    return findings_;
  }

  /// What other readings may take differently.
  [[nodiscard]] constexpr Partings partings() const noexcept {
    Partings partings = lexer_.partings();
    partings.dialects = parted();
    return partings;
  }

 private:
  [[nodiscard]] constexpr bool parted() const noexcept { return lexer_.partings().dialects || dialects_differ_; }

  constexpr void note_several_statements(const Token& token) noexcept {
    findings_.facts.add(StatementFact::several_statements);
    findings_.text_stop.add(token.offset, Doubt::several_statements, dialects_);
  }

  /// A stored program holds `;` and is one statement all the same.
  [[nodiscard]] constexpr bool within_body() const noexcept {
    return findings_.verb() == Keyword::create_ && findings_.has(Keyword::begin_) &&
           (findings_.has(Keyword::procedure_) || findings_.has(Keyword::function_) ||
            findings_.has(Keyword::trigger_) || findings_.has(Keyword::event_) || findings_.has(Keyword::package_));
  }

  [[gnu::always_inline]] constexpr void take(ScannedToken& item) noexcept {
    if (!digest_ended_) add_to_digest(item.token);
    const TokenKind kind = item.token.kind;
    if (kind == TokenKind::word || kind == TokenKind::quoted_name) look_up(item);
    if (waiting_ == for_parenthesis) {
      open_parenthesis();
    } else if (waiting_ != 0) {
      take_waiting(item);
    }
    if (item.token.symbol != '\0') {
      take_symbol(item.token);
    } else if (kind == TokenKind::string || kind == TokenKind::number) {
      if (tables_.expecting()) judge_text_as_table(item.token);
      end_names();
    } else if (item.token.is_name()) {
      take_name(item);
    } else {
      take_other(item.token);
    }
  }

  /// What looks at every token for some time only.
  constexpr void take_waiting(ScannedToken& item) noexcept {
    if ((waiting_ & behind_end) != 0) note_several_statements(item.token);
    if ((waiting_ & for_head) != 0) add_to_head(item);
    if ((waiting_ & for_parenthesis) != 0) open_parenthesis();
    if ((waiting_ & for_word) != 0) judge_word_before(item);
    if ((waiting_ & for_assignments) != 0) {
      set_items_.take(item, name_of(item.token), parentheses_.depth(), findings_);
    }
    if (findings_.head_size == 1 && findings_.verb() == Keyword::set_) waiting_ |= for_assignments;
  }

  constexpr void look_up(ScannedToken& item) const noexcept {
    const Token& token = item.token;
    const Token& previous = back(1).token;
    item.word = &unknown_word;
    if (previous.symbol == '.') return;
    if (previous.kind == TokenKind::system_variable && findings_.verb() != Keyword::set_) return;
    item.word = &word_table.find(name_of(token), token.hash);
    if (token.kind == TokenKind::word) item.keyword = item.word->keyword;
  }

  constexpr void add_to_digest(const Token& token) noexcept {
    digest_ended_ = lexer_.partings().any;
    if (!digest_ended_) add_hash_to_digest(token.hash);
  }

  constexpr void add_hash_to_digest(std::uint64_t hash) noexcept {
    findings_.digest = ((findings_.digest << 5U | findings_.digest >> 59U) ^ hash) * hash_factor;
  }

  constexpr void add_to_head(ScannedToken& item) noexcept {
    if (ended()) return;
    if (within_set_statement_) {
      if (item.keyword == Keyword::for_ && parentheses_.depth() == 0) return begin_again(item);
      judge_setting(item.token);
    }
    if (findings_.head_size == Findings::max_head) {
      if (!within_set_statement_) waiting_ &= ~for_head;
      return;
    }
    if (findings_.head_size == 0) {
      if (item.token.is('(')) return;
      findings_.head_offset = item.token.offset;
    }
    findings_.head[findings_.head_size++] = {
        .kind = item.token.kind, .keyword = item.keyword, .symbol = item.token.symbol};
    if (item.keyword == Keyword::statement_ && findings_.head_size == 2 && findings_.verb() == Keyword::set_) {
      within_set_statement_ = true;
    }
  }

  /// With it `id IS NULL` asks for the last insert's id.
  constexpr void judge_setting(const Token& token) noexcept {
    if (token.is_name() && equals_folded(name_of(token), "SQL_AUTO_IS_NULL")) findings_.reads_session = true;
  }

  /// What SET STATEMENT … FOR makes its settings for is the statement.
  constexpr void begin_again(ScannedToken& item) noexcept {
    within_set_statement_ = false;
    findings_.behind_set_statement = true;
    waiting_ &= ~for_assignments;
    for (HeadToken& token : findings_.head) token = HeadToken{};
    findings_.head_size = 0;
    findings_.keywords = {};
    item = ScannedToken{};
  }

  /// Words whose meaning only the next token tells.
  constexpr void judge_word_before(const ScannedToken& item) noexcept {
    waiting_ &= ~for_word;
    const Keyword word = back(1).keyword;
    if (word == Keyword::for_) return judge_for(item);
    if (one_of(word, Keyword::insert_, Keyword::replace_) && !item.token.is('(')) findings_.changes_rows = true;
    // SQL%ROWCOUNT is MariaDB's under sql_mode=ORACLE.
    if (word == Keyword::sql_ && item.token.is('%')) {
      findings_.query_stop.add(back(1).token.offset, Doubt::clause, dialects_ & DialectSet{Dialect::mariadb});
    }
  }

  /// Anything that does not continue a name ends it.
  constexpr void end_names() noexcept {
    if (tables_.busy()) tables_.take_other(findings_);
    if (variable_.pending()) variable_.end(findings_);
  }

  /// SQLite takes a string for a table's name there.
  constexpr void judge_text_as_table(const Token& token) noexcept {
    if (token.kind != TokenKind::string) return;
    findings_.query_stop.add(token.offset, Doubt::clause, dialects_ & DialectSet{Dialect::sqlite});
  }

  constexpr void take_other(const Token& token) noexcept {
    end_names();
    switch (token.kind) {
      case TokenKind::placeholder: return count_placeholder(token);
      case TokenKind::user_variable: return take_user_variable();
      case TokenKind::assignment: return note_assignment();
      case TokenKind::system_variable:
        if (findings_.verb() != Keyword::set_) variable_.begin();
        return;
      case TokenKind::misfit:
      case TokenKind::illegal:
      case TokenKind::open_quote:
      case TokenKind::open_comment: return stop(token);
      case TokenKind::word:
      case TokenKind::quoted_name:
      case TokenKind::double_quoted:
      case TokenKind::symbol:
      case TokenKind::string:
      case TokenKind::number:
      case TokenKind::end: return;
    }
  }

  constexpr void stop(const Token& token) noexcept {
    // Names from here on may be a part of a value when the text is read differently.
    digest_ended_ = true;
    const bool open_quote = token.kind == TokenKind::open_quote;
    const bool open_comment = token.kind == TokenKind::open_comment;
    if (open_quote || open_comment) findings_.unterminated = true;
    // SQLite takes it for a whole one.
    if (open_comment && dialects_ == DialectSet{Dialect::sqlite}) return;
    if (token.kind != TokenKind::misfit && !ended()) findings_.refused = true;
    const Doubt doubt = open_quote ? Doubt::open_quote : open_comment ? Doubt::open_comment : Doubt::odd_text;
    findings_.text_stop.add(token.offset, doubt, dialects_);
  }

  constexpr void count_placeholder(const Token& token) noexcept {
    if (findings_.placeholders < std::numeric_limits<std::uint16_t>::max()) {
      ++findings_.placeholders;
    } else {
      findings_.text_stop.add(token.offset, Doubt::odd_text, dialects_);
    }
  }

  constexpr void take_user_variable() noexcept {
    if (shows_account()) return;
    findings_.facts.add(StatementFact::uses_user_variables);
    const Keyword verb = findings_.verb();
    const bool fills = one_of(verb, Keyword::call_, Keyword::get_, Keyword::load_);
    const bool selects_into =
        findings_.has(Keyword::into_) && !one_of(verb, Keyword::insert_, Keyword::replace_, Keyword::merge_);
    if (fills || selects_into) note_assignment();
  }

  constexpr void note_assignment() noexcept {
    findings_.facts.add(StatementFact::uses_user_variables);
    findings_.facts.add(StatementFact::assigns_user_variables);
    findings_.effects.add(SessionEffect::user_variable);
  }

  [[gnu::always_inline]] constexpr void take_name(const ScannedToken& item) noexcept {
    if (variable_.pending()) {
      variable_.take_name(name_of(item.token), findings_);
      tables_.take_other(findings_);
      return;
    }
    if (back(1).token.symbol == '.') judge_qualified_name(item.token);
    const Keyword word = item.keyword;
    if (tables_.busy() && !item.is_reserved()) take_table_name(item.token);
    if (back(1).token.length == 2 && back(1).token.kind == TokenKind::word) judge_name_after_in(item.token);
    if (word == Keyword::none) return;
    findings_.keywords.add(word);
    if (one_of(word, Keyword::for_, Keyword::insert_, Keyword::replace_, Keyword::sql_)) waiting_ |= for_word;
    judge_keyword(item);
    follow_tables(item);
    follow_cte_list(word);
  }

  [[gnu::always_inline]] constexpr void take_symbol(const Token& token) noexcept {
    if (token.symbol == '.') return variable_.pending() ? variable_.take_dot() : tables_.take_dot();
    if (token.symbol == '(') {
      if (variable_.pending()) variable_.end(findings_);
      waiting_ |= for_parenthesis;
      return;
    }
    end_names();
    if (token.symbol == ')') return close_parenthesis(token);
    if (token.symbol != ',') return;
    calls_.take_commas(1, parentheses_.depth());
    if (parentheses_.table_list.top()) return tables_.expect();
    // Lists that compilers see are short.
    if (!std::is_constant_evaluated() && waiting_ == 0 && back(1).token.is_value()) skip_values();
  }

  /// Passes over the middle of a list of values. The last value is always left: no rule looks at what is behind one.
  constexpr void skip_values() noexcept {
    const SkippedValues skipped =
        lexer_.skip_values(std::numeric_limits<std::uint16_t>::max() - std::size_t{findings_.placeholders});
    findings_.placeholders = static_cast<std::uint16_t>(findings_.placeholders + skipped.placeholders);
    calls_.take_commas(skipped.count, parentheses_.depth());
    if (digest_ended_) return;
    for (std::uint32_t i = 0; i < skipped.count; ++i) {
      add_hash_to_digest(Lexer::hash_of_kind(TokenKind::number));
      add_hash_to_digest(',');
    }
  }

  /// Called with the token behind the parenthesis at hand, which helps to tell what it opens.
  constexpr void open_parenthesis() noexcept {
    waiting_ &= ~for_parenthesis;
    if (one_of(back(0).keyword, Keyword::select_, Keyword::with_, Keyword::table_, Keyword::values_)) {
      findings_.has_subquery = true;
    }
    const bool function = !opens_group() && opens_call();
    const bool lists_tables = tables_.expecting();
    if (tables_.busy() && !lists_tables) end_table_name();
    const ScannedToken& name = back(2);
    if (name.token.symbol == ')') parentheses_.cte_list.set_top(false);
    const bool takes_for = function && takes_for_clause(name_of(name.token));
    if (!parentheses_.push(function, takes_for, lists_tables)) {
      findings_.text_stop.add(back(1).token.offset, Doubt::parentheses, dialects_);
    }
  }

  /// Most parentheses stand behind an operator or a word that all dialects reserve: nothing to look into.
  [[nodiscard]] constexpr bool opens_group() const noexcept {
    const ScannedToken& name = back(2);
    if (name.token.symbol != '\0') return name.token.symbol != ')';
    return name.token.kind == TokenKind::word && name.word->call == Call::grouping &&
           name.word->builtin_in.includes(dialects_);
  }

  constexpr bool opens_call() noexcept {
    look_up_quoted(recent_[(newest_ - 2) % recent_size], text_);
    const CallScan::Place place{.before = back(3),
                                .name = back(2),
                                .parenthesis = back(1).token,
                                .next = back(0),
                                .qualifier = back(4).token,
                                .text = text_,
                                .dialects = dialects_,
                                .within_cte_list = parentheses_.cte_list.top(),
                                .names_table = tables_.named(),
                                .depth = parentheses_.depth()};
    const bool function = calls_.open(place, findings_);
    dialects_differ_ = dialects_differ_ || calls_.dialects_differ();
    return function;
  }

  /// What stands between double quotes is a name only if something like a parenthesis says so.
  static constexpr void look_up_quoted(ScannedToken& item, std::string_view text) noexcept {
    if (item.token.kind != TokenKind::double_quoted) return;
    const std::string_view name = span_of(item.token).in(text);
    item.word = &word_table.find(name, hash_of(name));
  }

  /// What a query has in front of a parenthesis is no table.
  constexpr void end_table_name() noexcept {
    const Keyword verb = findings_.verb();
    const bool names_columns = one_of(verb, Keyword::insert_, Keyword::replace_, Keyword::create_, Keyword::load_);
    names_columns ? tables_.take_other(findings_) : tables_.drop();
  }

  [[nodiscard]] static constexpr bool takes_for_clause(std::string_view function) noexcept {
    if (function.empty() || (to_upper(function[0]) != 'S' && to_upper(function[0]) != 'M')) return false;
    return equals_folded(function, "SUBSTRING") || equals_folded(function, "SUBSTR") || equals_folded(function, "MID");
  }

  constexpr void close_parenthesis(const Token& token) noexcept {
    calls_.close(parentheses_.depth(), dialects_, findings_);
    if (!parentheses_.pop()) findings_.query_stop.add(token.offset, Doubt::parentheses, dialects_);
  }

  constexpr void finish() noexcept {
    tables_.take_other(findings_);
    variable_.end(findings_);
    if (lexer_.executable_comment()) findings_.facts.add(StatementFact::executable_comment);
    const Token& last = back(0).token;
    if (parentheses_.depth() > 0 || (waiting_ & for_parenthesis) != 0) {
      findings_.query_stop.add(last.offset, Doubt::parentheses, dialects_);
    }
    if (back(0).keyword == Keyword::for_) findings_.query_stop.add(last.offset, Doubt::clause, dialects_);
  }

  static constexpr Word unknown_word{};

  Lexer lexer_;
  SystemVariable variable_{};
  SetItems set_items_{};
  CallScan calls_{};
  bool digest_ended_{false};
  bool within_set_statement_{false};
};

}  // namespace rwsplit::detail
