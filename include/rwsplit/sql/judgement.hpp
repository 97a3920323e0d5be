#pragma once

#include <cstddef>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// Turns what was found in a statement into its kind and facts. Pure; whatever no rule claims stays `unknown`.
class Judgement {
 public:
  constexpr explicit Judgement(const Findings& findings) noexcept : findings_{findings} {}

  [[nodiscard]] constexpr StatementInfo info() noexcept {
    info_.placeholders = findings_.placeholders;
    info_.digest = findings_.digest;
    info_.table_count = findings_.table_count;
    info_.tables = findings_.tables;
    info_.kind = kind();
    // What the first of several statements does to a transaction says nothing about the end of the text.
    if (findings_.text_stop != Findings::nowhere) info_.facts = StatementFacts{};
    add_common_facts();
    if (findings_.text_stop != Findings::nowhere) info_.kind = StatementKind::unknown;
    if (info_.kind == StatementKind::unknown) info_.stopped_at = stopped_at();
    if (info_.facts.has(StatementFact::changes_session_state)) info_.effects.add(SessionEffect::anything);
    return info_;
  }

 private:
  using K = Keyword;

  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept { return findings_.has(keyword); }
  [[nodiscard]] constexpr Keyword word(std::size_t index) const noexcept { return findings_.keyword_at(index); }
  constexpr void add(StatementFact fact) noexcept { info_.facts.add(fact); }

  [[nodiscard]] constexpr std::uint32_t stopped_at() const noexcept {
    if (findings_.text_stop != Findings::nowhere) return findings_.text_stop;
    return findings_.query_stop != Findings::nowhere ? findings_.query_stop : findings_.head_offset;
  }

  constexpr void add_common_facts() noexcept {
    if (findings_.several_statements) add(StatementFact::several_statements);
    if (findings_.executable_comment) add(StatementFact::executable_comment);
    if (findings_.more_tables) add(StatementFact::more_tables);
    // 'user'@'host' looks like a variable, ALTER TABLE … LOCK=NONE like a lock.
    if (info_.kind == StatementKind::ddl || info_.kind == StatementKind::administration) return;
    if (findings_.changes_session_state) add(StatementFact::changes_session_state);
    if (findings_.locks) add(StatementFact::takes_locks);
  }

  [[nodiscard]] constexpr StatementKind kind() noexcept {
    const Keyword verb = findings_.verb();
    if (one_of(verb, K::select_, K::with_, K::values_, K::table_)) return query();
    if (one_of(verb, K::insert_, K::update_, K::delete_, K::replace_, K::merge_)) return StatementKind::write;
    if (one_of(verb, K::begin_, K::start_, K::commit_, K::rollback_, K::end_, K::savepoint_, K::release_, K::xa_)) {
      return transaction_control();
    }
    if (verb == K::set_) return assignment();
    if (verb == K::show_) return show();
    if (one_of(verb, K::explain_, K::describe_, K::desc_)) return explanation();
    if (one_of(verb, K::create_, K::drop_, K::alter_, K::truncate_, K::rename_)) return definition();
    if (verb == K::call_) return StatementKind::call;
    if (verb == K::load_) return load();
    return other();
  }

  /// What a query's own clauses say, whatever verb it has.
  [[nodiscard]] constexpr StatementKind query() const noexcept {
    if (findings_.changes_rows) return has(K::with_) ? StatementKind::write : StatementKind::unknown;
    if (findings_.changes_session_state) return StatementKind::session_state;
    // The file is written on the disk of the server that runs the query.
    if (has(K::into_)) return has(K::outfile_) || has(K::dumpfile_) ? StatementKind::write : StatementKind::unknown;
    if (findings_.query_stop != Findings::nowhere) return StatementKind::unknown;
    if (findings_.locks) return StatementKind::locking_read;
    if (findings_.reads_session_state) return StatementKind::session_state;
    return findings_.per_server ? StatementKind::per_server : StatementKind::read;
  }

  [[nodiscard]] constexpr StatementKind transaction_control() noexcept {
    const Keyword verb = findings_.verb();
    if (verb == K::begin_ || verb == K::start_) return beginning();
    if (verb == K::end_ && findings_.head_size > 1 && word(1) != K::transaction_) return StatementKind::unknown;
    if (one_of(verb, K::commit_, K::rollback_, K::end_)) add_end();
    if (verb == K::xa_) {
      if (word(1) == K::recover_) return StatementKind::per_server;
      add(StatementFact::changes_session_state);
    }
    return StatementKind::transaction_control;
  }

  [[nodiscard]] constexpr StatementKind beginning() noexcept {
    if (findings_.verb() == K::start_ && word(1) != K::transaction_) return StatementKind::administration;
    // BEGIN NOT ATOMIC, and BEGIN under sql_mode=ORACLE, open a block of statements.
    const bool begins = findings_.verb() == K::start_ || findings_.head_size == 1 ||
                        one_of(word(1), K::work_, K::transaction_, K::deferred_, K::immediate_, K::exclusive_);
    if (!begins) return StatementKind::unknown;
    add(StatementFact::begins_transaction);
    if (findings_.verb() == K::start_ && has(K::read_) && has(K::only_)) add(StatementFact::read_only_transaction);
    return StatementKind::transaction_control;
  }

  constexpr void add_end() noexcept {
    if (has(K::to_)) return;  // ROLLBACK TO a savepoint
    add(StatementFact::ends_transaction);
    for (std::size_t i = 1; i < findings_.head_size; ++i) {
      if (word(i) == K::chain_ && word(i - 1) != K::no_) add(StatementFact::begins_transaction);
    }
  }

  [[nodiscard]] constexpr StatementKind assignment() noexcept {
    if (word(1) == K::statement_) return StatementKind::unknown;  // SET STATEMENT … FOR runs another statement
    add(StatementFact::changes_session_state);
    if (has(K::global_) || has(K::persist_) || has(K::persist_only_)) return StatementKind::administration;
    if (one_of(word(1), K::password_, K::resource_, K::default_)) return StatementKind::administration;
    if (has(K::autocommit_) || has(K::transaction_)) return StatementKind::transaction_control;
    return StatementKind::session_state;
  }

  [[nodiscard]] constexpr StatementKind show() const noexcept {
    if (has(K::warnings_) || has(K::errors_) || one_of(word(1), K::count_, K::profile_, K::profiles_)) {
      return StatementKind::session_state;
    }
    const bool modified = one_of(word(1), K::full_, K::extended_);
    const Keyword subject = word(modified ? 2 : 1);
    const bool routine_status = one_of(subject, K::procedure_, K::function_, K::table_) && word(2) == K::status_;
    const bool character_set = subject == K::character_ && word(2) == K::set_;
    if (routine_status || character_set ||
        one_of(subject, K::tables_, K::columns_, K::fields_, K::index_, K::indexes_, K::keys_, K::databases_,
               K::schemas_, K::create_, K::triggers_, K::events_, K::charset_, K::collation_)) {
      return query();  // WHERE may call functions
    }
    const StatementKind expressions = query();
    return expressions == StatementKind::read ? StatementKind::per_server : expressions;
  }

  [[nodiscard]] constexpr StatementKind explanation() const noexcept {
    std::size_t at = 1;
    while (one_of(word(at), K::analyze_, K::extended_, K::partitions_, K::query_, K::plan_, K::format_)) {
      at += word(at) == K::format_ ? 3 : 1;  // FORMAT = name
    }
    if (word(at) == K::for_ && word(at + 1) == K::connection_) return StatementKind::per_server;
    if (one_of(word(at), K::select_, K::with_, K::values_, K::table_) || opens_at(at)) {
      // MySQL runs functions and locks while it explains, so the explained text must be a plain read itself.
      return findings_.changes_rows ? StatementKind::unknown : query();
    }
    const bool names_table = at == 1 && findings_.head_size > 1 && findings_.head_size <= max_described &&
                             one_of_names(findings_.head[1].kind) && !is_reserved(word(1));
    return names_table && !findings_.changes_rows ? query() : StatementKind::unknown;
  }

  /// DESCRIBE database.table column
  static constexpr std::size_t max_described = 5;

  [[nodiscard]] constexpr bool opens_at(std::size_t index) const noexcept {
    return index < findings_.head_size && findings_.head[index].symbol == '(';
  }
  [[nodiscard]] static constexpr bool one_of_names(TokenKind kind) noexcept {
    return kind == TokenKind::word || kind == TokenKind::quoted_name || kind == TokenKind::double_quoted;
  }
  [[nodiscard]] static constexpr bool is_reserved(Keyword keyword) noexcept {
    return keyword != K::none && keyword < K::first_unreserved;
  }

  [[nodiscard]] constexpr StatementKind definition() noexcept {
    const std::size_t at = word(1) == K::or_ ? 3 : 1;  // CREATE OR REPLACE
    const Keyword object = word(at);
    if (one_of(object, K::temporary_, K::temp_, K::prepare_)) return bound_to_connection();
    const bool concerns_server =
        one_of(object, K::user_, K::role_, K::server_, K::tablespace_, K::instance_, K::resource_) &&
        findings_.verb() != K::truncate_;
    return concerns_server ? StatementKind::administration : StatementKind::ddl;
  }

  [[nodiscard]] constexpr StatementKind load() const noexcept {
    if (one_of(word(1), K::data_, K::xml_)) return StatementKind::write;
    return word(1) == K::index_ ? StatementKind::administration : StatementKind::unknown;
  }

  [[nodiscard]] constexpr StatementKind bound_to_connection() noexcept {
    add(StatementFact::changes_session_state);
    return StatementKind::session_state;
  }

  [[nodiscard]] constexpr StatementKind other() noexcept {
    const Keyword verb = findings_.verb();
    if (verb == K::execute_ && word(1) == K::immediate_) return StatementKind::unknown;
    if (one_of(verb, K::use_, K::prepare_, K::execute_, K::deallocate_, K::lock_, K::unlock_, K::handler_, K::attach_,
               K::detach_)) {
      return bound_to_connection();
    }
    if (verb == K::get_) return StatementKind::session_state;  // GET DIAGNOSTICS
    if (verb == K::analyze_) return analysis();
    if (verb == K::backup_ || (verb == K::flush_ && (has(K::lock_) || has(K::export_)))) {
      add(StatementFact::changes_session_state);
      add(StatementFact::takes_locks);
      return StatementKind::administration;
    }
    const bool administers =
        one_of(verb, K::kill_, K::flush_, K::reset_, K::change_, K::purge_, K::shutdown_, K::restart_, K::clone_,
               K::install_, K::uninstall_, K::import_, K::stop_, K::binlog_, K::grant_, K::revoke_, K::cache_,
               K::vacuum_, K::reindex_, K::optimize_, K::repair_, K::check_, K::checksum_);
    return administers ? StatementKind::administration : StatementKind::unknown;
  }

  /// ANALYZE TABLE; in MariaDB, ANALYZE before another statement runs it.
  [[nodiscard]] constexpr StatementKind analysis() const noexcept {
    const bool collects = findings_.head_size == 1 || word(1) == K::table_;
    return collects ? StatementKind::administration : StatementKind::unknown;
  }

  const Findings& findings_;
  StatementInfo info_{};
};

}  // namespace rwsplit::detail
