#pragma once

#include <cstddef>
#include <string_view>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/pragmas.hpp>
#include <rwsplit/sql/session_judgement.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// Turns what was found in a statement into its kind, facts and effects. Pure; whatever no rule claims stays `unknown`.
class Judgement {
 public:
  constexpr Judgement(const Findings& findings, std::string_view text, DialectSet dialects) noexcept
      : findings_{findings}, text_{text}, dialects_{dialects} {}

  [[nodiscard]] constexpr StatementInfo info() noexcept {
    copy_findings();
    const StatementKind kind = kind_of_statement();
    // What the first of several statements does to a transaction says nothing about the end of the text.
    if (findings_.text_stop.any()) info_.facts = StatementFacts{};
    add_common_facts(kind);
    settle(kind);
    return info_;
  }

 private:
  using K = Keyword;

  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept { return findings_.has(keyword); }
  [[nodiscard]] constexpr Keyword word(std::size_t index) const noexcept { return findings_.keyword_at(index); }
  constexpr void add(StatementFact fact) noexcept { info_.facts.add(fact); }

  constexpr void copy_findings() noexcept {
    info_.placeholders = findings_.placeholders;
    info_.digest = findings_.digest;
    info_.table_count = findings_.table_count;
    info_.tables = findings_.tables;
    info_.function_count = findings_.function_count;
    info_.functions = findings_.functions;
  }

  constexpr void add_common_facts(StatementKind kind) noexcept {
    StatementFacts facts = findings_.facts;
    SessionEffects effects = findings_.effects;
    // 'user'@'host' looks like a variable, ALTER TABLE … LOCK=NONE like a lock.
    if (kind == StatementKind::ddl || kind == StatementKind::administration) {
      facts.remove(StatementFact::takes_locks);
      facts.remove(StatementFact::uses_user_variables);
      facts.remove(StatementFact::assigns_user_variables);
      effects.remove(SessionEffect::user_variable);
    }
    info_.facts = info_.facts | facts;
    info_.effects = info_.effects | effects;
    if (!info_.effects.empty()) add(StatementFact::changes_session_state);
    if (returns_rows()) add(StatementFact::returns_rows);
  }

  /// What is a read but for its obstacles is one in the dialects that have none of them.
  constexpr void settle(StatementKind kind) noexcept {
    const Obstacle& text_stop = findings_.text_stop;
    const Obstacle& query_stop = findings_.query_stop;
    if (kind == StatementKind::read) {
      const DialectSet stopped = text_stop.dialects | query_stop.dialects;
      info_.read_in = without(stopped | findings_.function_stop.dialects);
      info_.read_if_functions_in = findings_.unknown_function_lost ? info_.read_in : without(stopped);
    }
    info_.kind = kind;
    const bool doubtful = kind == StatementKind::read || kind == StatementKind::locking_read ||
                          (is_query_ && kind != StatementKind::write && findings_.effects.empty());
    if (text_stop.any()) {
      doubt(text_stop);
    } else if (doubtful && (query_stop.any() || findings_.function_stop.any())) {
      doubt(query_stop.offset < findings_.function_stop.offset ? query_stop : findings_.function_stop);
    } else if (kind == StatementKind::unknown) {
      info_.doubt = findings_.verb() == K::none ? Doubt::first_word : Doubt::clause;
      info_.stopped_at = findings_.head_offset;
    }
  }

  constexpr void doubt(const Obstacle& obstacle) noexcept {
    info_.kind = StatementKind::unknown;
    info_.doubt = obstacle.doubt;
    info_.stopped_at = obstacle.offset;
  }

  [[nodiscard]] constexpr DialectSet without(DialectSet removed) const noexcept {
    DialectSet rest;
    for (const Dialect dialect : {Dialect::mysql, Dialect::mariadb, Dialect::sqlite}) {
      if (dialects_.has(dialect) && !removed.has(dialect)) rest.add(dialect);
    }
    return rest;
  }

  [[nodiscard]] constexpr bool returns_rows() const noexcept {
    const Keyword verb = findings_.verb();
    if (one_of(verb, K::insert_, K::replace_, K::delete_, K::update_)) return has(K::returning_);
    if (one_of(verb, K::select_, K::values_, K::table_)) return !has(K::into_);
    if (verb == K::with_) return !has(K::into_) && (!findings_.changes_rows || has(K::returning_));
    if (verb == K::xa_) return word(1) == K::recover_;
    if (verb == K::handler_) return has(K::read_);
    return one_of(verb, K::show_, K::explain_, K::describe_, K::desc_, K::analyze_, K::call_, K::help_, K::checksum_,
                  K::check_, K::optimize_, K::repair_, K::pragma_, K::execute_);
  }

  [[nodiscard]] constexpr StatementKind kind_of_statement() noexcept {
    const Keyword verb = findings_.verb();
    if (one_of(verb, K::select_, K::with_, K::values_, K::table_)) return query();
    if (one_of(verb, K::insert_, K::update_, K::delete_, K::replace_, K::merge_)) return StatementKind::write;
    if (verb == K::show_) return show();
    if (one_of(verb, K::explain_, K::describe_, K::desc_)) return explanation();
    if (one_of(verb, K::create_, K::drop_, K::alter_, K::truncate_, K::rename_)) return definition();
    if (verb == K::call_) return StatementKind::call;
    if (verb == K::load_) return load();
    if (verb == K::analyze_) return analysis();
    if (verb == K::do_) return beside_select();
    if (verb == K::help_) return query();
    if (verb == K::checksum_) return word(1) == K::table_ || word(1) == K::tables_ ? query() : StatementKind::unknown;
    if (verb == K::pragma_) return pragma();
    const StatementKind bound = bound_to_connection();
    return bound == StatementKind::unknown ? administration() : bound;
  }

  [[nodiscard]] constexpr StatementKind bound_to_connection() noexcept {
    SessionJudgement session{findings_, info_};
    const Keyword verb = findings_.verb();
    if (one_of(verb, K::begin_, K::start_, K::commit_, K::rollback_, K::end_, K::savepoint_, K::release_, K::xa_)) {
      return session.transaction_control();
    }
    if (verb == K::set_) return session.assignment();
    if (verb == K::lock_ || verb == K::unlock_) return session.locking();
    if (verb == K::handler_) return session.handler();
    if (verb == K::backup_) return session.backup();
    if (verb == K::flush_) return session.flush();
    if (verb == K::execute_) return session.execution();
    if (verb == K::get_) return session.diagnostics();
    if (verb == K::use_) return session.leaves(SessionEffect::current_schema);
    if (verb == K::prepare_) return session.leaves(SessionEffect::prepared_statement);
    if (verb == K::deallocate_) return session.leaves(SessionEffect::prepared_statement_dropped);
    if (verb == K::attach_ || verb == K::detach_) return session.leaves(SessionEffect::attached_database);
    return StatementKind::unknown;
  }

  /// What a query's own clauses say, whatever verb it has, and obstacles aside.
  [[nodiscard]] constexpr StatementKind query() noexcept {
    is_query_ = true;
    if (findings_.changes_rows) return has(K::with_) ? StatementKind::write : StatementKind::unknown;
    if (findings_.writes_sequence) return StatementKind::write;
    if (!findings_.effects.empty() || findings_.has(StatementFact::uses_user_variables)) {
      return StatementKind::session_state;
    }
    if (has(K::into_)) return into();
    if (findings_.has(StatementFact::takes_locks)) return StatementKind::locking_read;
    if (findings_.reads_session || findings_.has(StatementFact::reads_last_insert_id) ||
        findings_.has(StatementFact::reads_row_count) || findings_.has(StatementFact::reads_diagnostics)) {
      return StatementKind::session_state;
    }
    return findings_.has(StatementFact::per_server) ? StatementKind::per_server : StatementKind::read;
  }

  /// Servers lock the rows that a query within such a statement reads, as they do for a write.
  [[nodiscard]] constexpr StatementKind beside_select() noexcept {
    if (findings_.has_subquery) add(StatementFact::takes_locks);
    const StatementKind kind = query();
    return kind == StatementKind::read && findings_.has_subquery ? StatementKind::locking_read : kind;
  }

  /// The file is written on the disk of the server that runs the query.
  [[nodiscard]] constexpr StatementKind into() noexcept {
    if (!has(K::outfile_) && !has(K::dumpfile_)) return StatementKind::unknown;
    add(StatementFact::writes_files);
    return StatementKind::write;
  }

  [[nodiscard]] constexpr StatementKind show() noexcept {
    if (has(K::warnings_) || has(K::errors_)) {
      add(StatementFact::reads_diagnostics);
      return StatementKind::session_state;
    }
    if (one_of(word(1), K::profile_, K::profiles_)) return StatementKind::session_state;
    std::size_t at = 1;
    while (one_of(word(at), K::full_, K::extended_)) ++at;  // WHERE may call functions
    // MySQL looks into its own tables, and locks what it finds there.
    if (word(at) == K::create_ && word(at + 1) == K::user_) return shows_server();
    return shows_schema(word(at), word(at + 1)) ? beside_select() : shows_server();
  }

  [[nodiscard]] static constexpr bool shows_schema(Keyword subject, Keyword next) noexcept {
    if (one_of(subject, K::procedure_, K::function_, K::table_, K::package_)) return next == K::status_;
    if (subject == K::character_) return next == K::set_;
    if (subject == K::storage_) return next == K::engines_;
    return one_of(subject, K::tables_, K::columns_, K::fields_, K::index_, K::indexes_, K::keys_, K::databases_,
                  K::schemas_, K::create_, K::triggers_, K::events_, K::charset_, K::collation_, K::engines_,
                  K::grants_, K::privileges_);
  }

  [[nodiscard]] constexpr StatementKind shows_server() noexcept {
    add(StatementFact::per_server);
    const StatementKind expressions = query();
    if (expressions != StatementKind::read) return expressions;
    return findings_.function_stop.any() || findings_.query_stop.any() ? StatementKind::unknown
                                                                       : StatementKind::per_server;
  }

  [[nodiscard]] constexpr StatementKind explanation() noexcept {
    std::size_t at = 1;
    while (true) {
      if (one_of(word(at), K::analyze_, K::extended_, K::partitions_, K::query_, K::plan_)) {
        ++at;
      } else if (word(at) == K::format_ && symbol(at + 1) == '=') {
        at += 3;  // FORMAT = name
      } else if (word(at) == K::for_ && one_of(word(at + 1), K::schema_, K::database_)) {
        at += 3;
      } else {
        break;
      }
    }
    if (word(at) == K::for_ && word(at + 1) == K::connection_) {
      add(StatementFact::per_server);
      return StatementKind::per_server;
    }
    return explained(at);
  }

  /// Servers run functions and take locks while they explain, so what is explained must be a plain read itself.
  [[nodiscard]] constexpr StatementKind explained(std::size_t at) noexcept {
    if (one_of(word(at), K::select_, K::with_, K::values_, K::table_) || symbol(at) == '(') {
      return findings_.changes_rows ? StatementKind::unknown : query();
    }
    const bool describes = at == 1 && findings_.verb() != K::analyze_ && findings_.head_size > 1 &&
                           findings_.head_size <= max_described && is_name(findings_.head[1].kind) &&
                           !is_reserved(word(1)) && word(1) != K::pragma_;  // SQLite runs it to explain it
    if (!findings_.effects.empty()) return StatementKind::session_state;
    return describes && !findings_.changes_rows ? query() : StatementKind::unknown;
  }

  /// DESCRIBE database.table column
  static constexpr std::size_t max_described = 5;

  [[nodiscard]] constexpr char symbol(std::size_t index) const noexcept {
    return index < findings_.head_size ? findings_.head[index].symbol : '\0';
  }
  [[nodiscard]] static constexpr bool is_name(TokenKind kind) noexcept {
    return kind == TokenKind::word || kind == TokenKind::quoted_name || kind == TokenKind::double_quoted;
  }
  [[nodiscard]] static constexpr bool is_reserved(Keyword keyword) noexcept {
    return keyword != K::none && keyword < K::first_unreserved;
  }

  /// ANALYZE TABLE; in MariaDB, ANALYZE before another statement runs it.
  [[nodiscard]] constexpr StatementKind analysis() noexcept {
    const std::size_t at = word(1) == K::format_ && symbol(2) == '=' ? 4 : 1;
    const bool runs_query = one_of(word(at), K::select_, K::with_, K::values_) || symbol(at) == '(';
    if (runs_query) return findings_.changes_rows ? StatementKind::unknown : query();
    const bool writes = one_of(word(at), K::insert_, K::update_, K::delete_, K::replace_);
    return writes ? StatementKind::write : StatementKind::administration;
  }

  [[nodiscard]] constexpr StatementKind definition() noexcept {
    const std::size_t at = word(1) == K::or_ ? 3 : 1;  // CREATE OR REPLACE
    const Keyword object = word(at);
    const bool drops = findings_.verb() == K::drop_;
    SessionJudgement session{findings_, info_};
    if (one_of(object, K::temporary_, K::temp_)) {
      // Its functions are not told from the types of its columns.
      if (!drops && has(K::select_)) add(StatementFact::more_functions);
      return session.leaves(drops ? SessionEffect::temporary_table_dropped : SessionEffect::temporary_table);
    }
    if (object == K::prepare_) return session.leaves(SessionEffect::prepared_statement_dropped);
    const bool concerns_server =
        one_of(object, K::user_, K::role_, K::server_, K::tablespace_, K::instance_, K::resource_) &&
        findings_.verb() != K::truncate_;
    return concerns_server ? StatementKind::administration : StatementKind::ddl;
  }

  [[nodiscard]] constexpr StatementKind load() const noexcept {
    if (one_of(word(1), K::data_, K::xml_)) return StatementKind::write;
    return word(1) == K::index_ ? StatementKind::administration : StatementKind::unknown;
  }

  [[nodiscard]] constexpr StatementKind pragma() noexcept {
    return reads_only(text_.substr(findings_.head_offset)) ? query() : StatementKind::unknown;
  }

  [[nodiscard]] constexpr StatementKind administration() const noexcept {
    const bool administers =
        one_of(findings_.verb(), K::kill_, K::reset_, K::change_, K::purge_, K::shutdown_, K::restart_, K::clone_,
               K::install_, K::uninstall_, K::import_, K::stop_, K::binlog_, K::grant_, K::revoke_, K::cache_,
               K::vacuum_, K::reindex_, K::optimize_, K::repair_, K::check_);
    return administers ? StatementKind::administration : StatementKind::unknown;
  }

  const Findings& findings_;
  std::string_view text_;
  DialectSet dialects_;
  StatementInfo info_{};
  bool is_query_{false};
};

}  // namespace rwsplit::detail
