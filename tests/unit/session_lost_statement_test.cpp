#include "session/lost_statement.hpp"

#include <rwsplit/sql/classify.hpp>

#include "session/statement_effects.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::detail {
namespace {

using K = StatementKind;
using O = Outcome;

struct LostRow {
  const char* text;
  K kind;
  O outside;  ///< lost outside of a transaction
  O inside;
};

}  // namespace

TEST_CASE("a lost statement's outcome follows from whether it may have committed", "[session]") {
  const LostRow rows[] = {
      {"SELECT a FROM t", K::read, O::not_executed, O::rolled_back},
      {"SELECT a FROM t FOR UPDATE", K::locking_read, O::not_executed, O::rolled_back},
      {"SELECT @@server_id", K::per_server, O::not_executed, O::rolled_back},
      {"SET @x = 1", K::session_state, O::outcome_unknown, O::outcome_unknown},
      {"INSERT INTO t VALUES (1)", K::write, O::outcome_unknown, O::rolled_back},
      {"EXECUTE s", K::session_state, O::outcome_unknown, O::outcome_unknown},
      {"LOCK TABLES t WRITE", K::session_state, O::outcome_unknown, O::outcome_unknown},
      {"BEGIN", K::transaction_control, O::not_executed, O::outcome_unknown},
      {"SET autocommit = 1", K::transaction_control, O::outcome_unknown, O::outcome_unknown},
      {"XA COMMIT 'a'", K::transaction_control, O::outcome_unknown, O::outcome_unknown},
      {"START TRANSACTION READ ONLY", K::transaction_control, O::not_executed, O::outcome_unknown},
      {"SAVEPOINT a", K::transaction_control, O::not_executed, O::rolled_back},
      {"ROLLBACK TO SAVEPOINT a", K::transaction_control, O::not_executed, O::rolled_back},
      {"COMMIT", K::transaction_control, O::outcome_unknown, O::outcome_unknown},
      {"/* bye */ rollback", K::transaction_control, O::not_executed, O::rolled_back},
      {"ROLLBACK AND CHAIN", K::transaction_control, O::not_executed, O::rolled_back},
      {"XA ROLLBACK 'a'", K::transaction_control, O::outcome_unknown, O::outcome_unknown},
      {"CREATE TABLE u (a INT)", K::ddl, O::outcome_unknown, O::outcome_unknown},
      {"CALL p()", K::call, O::outcome_unknown, O::outcome_unknown},
      {"FLUSH TABLES", K::administration, O::outcome_unknown, O::outcome_unknown},
      {"NONSENSE", K::unknown, O::outcome_unknown, O::outcome_unknown},
  };
  for (const LostRow& row : rows) {
    CAPTURE(row.text);
    const StatementInfo info = classify(row.text);
    CHECK(info.kind == row.kind);
    const Statement statement{row.text, info, {}};
    CHECK(outcome_of_lost(statement, false) == row.outside);
    CHECK(outcome_of_lost(statement, true) == row.inside);
  }
}

TEST_CASE("a lost statement is repeated only where nothing can be done twice", "[session]") {
  CHECK(retry_of_lost(O::not_executed) == Retry::new_connection);
  CHECK(retry_of_lost(O::rolled_back) == Retry::transaction);
  for (const O outcome :
       {O::statement_failed, O::outcome_unknown, O::partial_result, O::unavailable, O::causal_token_lost, O::misuse}) {
    CAPTURE(to_string(outcome));
    CHECK(retry_of_lost(outcome) == Retry::never);
  }
}

TEST_CASE("what a statement may leave behind follows from its kind", "[session]") {
  struct Row {
    const char* text;
    bool writes;
    bool commits;
    bool traces;
  };
  const Row rows[] = {
      {"SELECT a FROM t", false, false, false},
      {"SELECT a FROM t FOR UPDATE", false, false, false},
      {"SELECT @@server_id", false, false, false},
      {"SELECT GET_LOCK('a', 1)", false, true, true},
      {"SET @x = 1", false, true, true},
      {"SET autocommit = 0", false, true, true},
      {"BEGIN", false, true, false},
      {"COMMIT", false, true, false},
      {"INSERT INTO t VALUES (1)", true, false, false},
      {"CREATE TEMPORARY TABLE u (a INT)", false, true, true},
      {"CREATE TABLE u (a INT)", true, true, false},
      {"CALL p()", true, true, true},
      {"FLUSH TABLES", true, true, true},
      {"NONSENSE", true, true, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const StatementInfo info = classify(row.text);
    CAPTURE(to_string(info.kind));
    CHECK(may_have_written(info) == row.writes);
    CHECK(may_commit_by_itself(info) == row.commits);
    CHECK(may_leave_traces(info) == row.traces);
  }
}

}  // namespace rwsplit::detail
