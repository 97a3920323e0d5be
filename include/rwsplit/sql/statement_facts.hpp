#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/detail/enum_set.hpp>

namespace rwsplit {

/// One thing that is true of a statement, beside its kind.
enum class StatementFact : std::uint8_t {
  takes_locks,             ///< asks for row, table, metadata or user-level locks
  writes_files,            ///< INTO OUTFILE, INTO DUMPFILE
  assigns_user_variables,  ///< SET @a, @a := …, INTO @a
  uses_user_variables,     ///< reads or assigns them
  reads_last_insert_id,    ///< LAST_INSERT_ID(), @@identity, last_insert_rowid()
  reads_row_count,         ///< ROW_COUNT(), FOUND_ROWS(), changes()
  reads_diagnostics,       ///< SHOW WARNINGS, SHOW ERRORS, GET DIAGNOSTICS, @@warning_count
  changes_session_state,   ///< `StatementInfo::effects` is not empty
  begins_transaction,      ///< BEGIN, START TRANSACTION; also COMMIT AND CHAIN, with `chains_transaction`
  ends_transaction,        ///< COMMIT, ROLLBACK (not ROLLBACK TO)
  chains_transaction,      ///< … AND CHAIN
  read_only_transaction,   ///< START TRANSACTION READ ONLY
  several_statements,      ///< more than one statement in one text
  executable_comment,      ///< holds `/*! … */` or `/*M! … */`
  returns_rows,            ///< answers with a result set
  per_server,              ///< the answer describes the server that gives it
  system_schema,           ///< names information_schema, performance_schema, mysql or sys
  more_tables,             ///< names more tables than `StatementInfo::tables` holds
  more_functions,          ///< calls more functions than `StatementInfo::functions` holds
};

/// A set of facts.
using StatementFacts = detail::EnumSet<StatementFact, std::uint32_t>;

[[nodiscard]] constexpr std::string_view to_string(StatementFact fact) noexcept {
  switch (fact) {
    case StatementFact::takes_locks: return "takes_locks";
    case StatementFact::writes_files: return "writes_files";
    case StatementFact::assigns_user_variables: return "assigns_user_variables";
    case StatementFact::uses_user_variables: return "uses_user_variables";
    case StatementFact::reads_last_insert_id: return "reads_last_insert_id";
    case StatementFact::reads_row_count: return "reads_row_count";
    case StatementFact::reads_diagnostics: return "reads_diagnostics";
    case StatementFact::changes_session_state: return "changes_session_state";
    case StatementFact::begins_transaction: return "begins_transaction";
    case StatementFact::ends_transaction: return "ends_transaction";
    case StatementFact::chains_transaction: return "chains_transaction";
    case StatementFact::read_only_transaction: return "read_only_transaction";
    case StatementFact::several_statements: return "several_statements";
    case StatementFact::executable_comment: return "executable_comment";
    case StatementFact::returns_rows: return "returns_rows";
    case StatementFact::per_server: return "per_server";
    case StatementFact::system_schema: return "system_schema";
    case StatementFact::more_tables: return "more_tables";
    case StatementFact::more_functions: return "more_functions";
  }
  return "unknown";
}

}  // namespace rwsplit
