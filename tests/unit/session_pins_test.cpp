#include <rwsplit/session/session_pins.hpp>

#include <string>
#include <vector>

#include "session/state_names.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::detail {
namespace {

using E = SessionEffect;
using F = StatementFact;
using K = StatementKind;

/// One statement that succeeded, and what the reply said.
struct Step {
  const char* text;
  K kind{K::session_state};
  SessionEffects effects{};
  StatementFacts facts{};
  bool in_transaction{false};
  bool autocommit{true};
  std::uint8_t tables{0};
};

class Pinned {
 public:
  Pinned& after(const Step& step, std::vector<Value> parameters = {}) {
    Statement statement{step.text, {}, {}};
    statement.info.kind = step.kind;
    statement.info.effects = step.effects;
    statement.info.facts = step.facts;
    statement.info.table_count = step.tables;
    pins_.learn(statement, parameters, step.effects, in_transaction_,
                {.in_transaction = step.in_transaction, .autocommit = step.autocommit});
    in_transaction_ = step.in_transaction;
    return *this;
  }
  [[nodiscard]] SessionEffects reasons() const { return pins_.reasons(); }
  [[nodiscard]] bool by(E effect) const { return pins_.reasons() == SessionEffects{effect}; }
  [[nodiscard]] bool nothing() const { return pins_.empty() && pins_.reasons().empty(); }
  SessionPins& pins() { return pins_; }

 private:
  SessionPins pins_;
  bool in_transaction_{false};
};

Step with(E effect, const char* text) { return {.text = text, .effects = {effect}}; }

}  // namespace

TEST_CASE("pins: named state ends with the statement that names it", "[session][pins]") {
  struct Row {
    E effect;
    const char* make;
    E ending;
    const char* unmake;
    bool ends;
  };
  const Row rows[] = {
      {E::user_lock, "SELECT GET_LOCK('a', 10)", E::user_lock_released, "SELECT RELEASE_LOCK('a')", true},
      {E::user_lock, "select get_lock('a', -1) as ok", E::user_lock_released, "DO RELEASE_LOCK('A');", true},
      {E::user_lock, "DO GET_LOCK(\"a\", 1.5)", E::user_lock_released, "SELECT RELEASE_LOCK('a') released", true},
      {E::user_lock, "/* app */ SELECT GET_LOCK('a', 10)", E::user_lock_released, "SELECT RELEASE_LOCK('b')", false},
      // How often it is evaluated depends on rows and conditions.
      {E::user_lock, "SELECT GET_LOCK('a', 1)", E::user_lock_released, "SELECT RELEASE_LOCK('a') FROM t", false},
      {E::user_lock, "SELECT GET_LOCK('a', 1)", E::user_lock_released, "SELECT IF(0, RELEASE_LOCK('a'), 1)", false},
      {E::user_lock, "SELECT GET_LOCK('a', 1)", E::user_lock_released, "SELECT RELEASE_LOCK('a') LIMIT 0", false},
      {E::user_lock, "SELECT GET_LOCK('a', 1)", E::user_lock_released, "SELECT RELEASE_LOCK(@name)", false},
      {E::user_lock, "SELECT GET_LOCK('a', 0) FROM t", E::user_lock_released, "SELECT RELEASE_LOCK('a')", false},
      {E::user_lock, "SELECT GET_LOCK(CONCAT('a'), 0)", E::user_lock_released, "SELECT RELEASE_LOCK('a')", false},
      {E::user_lock, "SELECT GET_LOCK('a\\'', 0)", E::user_lock_released, "SELECT RELEASE_LOCK('a\\'')", false},
      {E::temporary_table, "CREATE TEMPORARY TABLE t (a INT)", E::temporary_table_dropped, "DROP TEMPORARY TABLE t",
       true},
      {E::temporary_table, "CREATE OR REPLACE TEMPORARY TABLE `t` LIKE u", E::temporary_table_dropped,
       "DROP TEMPORARY TABLE IF EXISTS x, t", true},
      {E::temporary_table, "CREATE TEMPORARY TABLE IF NOT EXISTS d.t AS SELECT 1", E::temporary_table_dropped,
       "DROP TEMPORARY TABLES d.t", true},
      {E::temporary_table, "CREATE TEMPORARY TABLE d.t (a INT)", E::temporary_table_dropped, "DROP TEMPORARY TABLE t",
       false},
      {E::temporary_table, "CREATE TEMPORARY TABLE t (a INT)", E::temporary_table_dropped, "DROP TEMPORARY TABLE T",
       false},
      {E::temporary_table, "CREATE TEMPORARY SEQUENCE s", E::temporary_table_dropped, "DROP TEMPORARY SEQUENCE s",
       false},
      {E::handler, "HANDLER t OPEN", E::handler_closed, "HANDLER t CLOSE", true},
      {E::handler, "HANDLER d.t OPEN AS h", E::handler_closed, "HANDLER h CLOSE", true},
      {E::handler, "HANDLER t OPEN h", E::handler_closed, "HANDLER t CLOSE", false},
      {E::prepared_statement, "PREPARE s FROM 'SELECT 1'", E::prepared_statement_dropped, "DEALLOCATE PREPARE S", true},
      {E::prepared_statement, "PREPARE `s` FROM @text", E::prepared_statement_dropped, "DROP PREPARE s", true},
      {E::prepared_statement, "PREPARE s FROM 'SELECT 1'", E::prepared_statement_dropped, "DROP PREPARE t", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.make, row.unmake);
    Pinned pinned;
    CHECK(pinned.after(with(row.effect, row.make)).by(row.effect));
    CHECK(pinned.after(with(row.ending, row.unmake)).nothing() == row.ends);
    if (!row.ends) CHECK(pinned.by(row.effect));
  }
}

TEST_CASE("pins: a lock is released as often as it was taken", "[session][pins]") {
  Pinned pinned;
  pinned.after(with(E::user_lock, "SELECT GET_LOCK('a', 1)")).after(with(E::user_lock, "SELECT GET_LOCK('a', 1)"));
  pinned.after(with(E::user_lock, "SELECT GET_LOCK('b', 1)"));
  pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK('a')"));
  pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK('b')"));
  CHECK(pinned.by(E::user_lock));
  pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK('a')"));
  CHECK(pinned.nothing());
}

TEST_CASE("pins: all locks at once, but only where it is certain", "[session][pins]") {
  Pinned pinned;
  pinned.after(with(E::user_lock, "SELECT GET_LOCK('a', 1)"));
  pinned.after(with(E::user_lock, "SELECT GET_LOCK(name, 1) FROM t"));
  CHECK(pinned.after(with(E::user_locks_released, "SELECT RELEASE_ALL_LOCKS() FROM t")).by(E::user_lock));
  CHECK(pinned
            .after({"SELECT RELEASE_ALL_LOCKS(), GET_LOCK('c', 1)",
                    K::session_state,
                    {E::user_locks_released, E::user_lock}})
            .by(E::user_lock));
  CHECK(pinned.after(with(E::user_locks_released, "SELECT RELEASE_ALL_LOCKS()")).nothing());
}

TEST_CASE("pins: names may come as parameters", "[session][pins]") {
  Pinned pinned;
  pinned.after(with(E::user_lock, "SELECT GET_LOCK(?, ?)"), {Value::text("job"), Value::integer(3)});
  CHECK(pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK(?)"), {Value::text("other")}).by(E::user_lock));
  CHECK(pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK(?)"), {Value::integer(1)}).by(E::user_lock));
  CHECK(pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK('JOB')")).nothing());
}

TEST_CASE("pins: a temporary table that may have got another name stays", "[session][pins]") {
  const Step drop = with(E::temporary_table_dropped, "DROP TEMPORARY TABLE IF EXISTS t");
  const Step other[] = {{"ALTER TABLE t RENAME TO u", K::ddl},
                        {"RENAME TABLE t TO u", K::ddl},
                        {"USE elsewhere", K::session_state, {E::current_schema}}};
  for (const Step& step : other) {
    CAPTURE(step.text);
    Pinned pinned;
    pinned.after(with(E::temporary_table, "CREATE TEMPORARY TABLE t (a INT)")).after(step);
    CHECK(pinned.after(drop).reasons().has(E::temporary_table));
  }
  Pinned pinned;
  pinned.after(with(E::temporary_table, "CREATE TEMPORARY TABLE t (a INT)")).after({"CREATE TABLE v (a INT)", K::ddl});
  CHECK(pinned.after(drop).nothing());
}

TEST_CASE("pins: what nobody understands ends nothing", "[session][pins]") {
  const Step lock = with(E::table_lock, "LOCK TABLES t READ");
  for (const F fact : {F::several_statements, F::executable_comment}) {
    Pinned pinned;
    pinned.after(lock).after({"UNLOCK TABLES; LOCK TABLES t READ", K::session_state, {E::table_lock_released}, {fact}});
    CHECK(pinned.by(E::table_lock));
  }
  Pinned pinned;
  pinned.after(lock).after({"UNLOCK TABLES; LOCK TABLES t READ", K::unknown, {E::table_lock_released}});
  CHECK(pinned.by(E::table_lock));
  CHECK(pinned.after(with(E::table_lock_released, "UNLOCK TABLES")).nothing());
}

TEST_CASE("pins: what may run on some servers only has no name", "[session][pins]") {
  Pinned pinned;
  pinned.after(
      {"SELECT GET_LOCK('a', 1) /*!99999 FROM t */", K::session_state, {E::user_lock}, {F::executable_comment}});
  CHECK(pinned.after(with(E::user_lock_released, "SELECT RELEASE_LOCK('a')")).by(E::user_lock));
}

TEST_CASE("pins: what has no end stays", "[session][pins]") {
  for (const E effect : {E::user_variable, E::anything, E::setting, E::role, E::current_schema, E::attached_database}) {
    CAPTURE(to_string(effect));
    Pinned pinned;
    pinned.after(with(effect, "SET @a = 1"));
    pinned.after({"SELECT a FROM t", K::read}).after({"COMMIT", K::transaction_control, {}, {F::ends_transaction}});
    CHECK(pinned.by(effect));
  }
}

TEST_CASE("pins: autocommit is what the reply says", "[session][pins]") {
  Pinned pinned;
  pinned.after({"SET autocommit = 0", K::transaction_control, {E::autocommit}, {}, false, false});
  CHECK(pinned.by(E::autocommit));
  CHECK(pinned.after({"COMMIT", K::transaction_control, {}, {F::ends_transaction}, false, false}).by(E::autocommit));
  CHECK(pinned.after({"SET autocommit = 1", K::transaction_control, {E::autocommit}}).nothing());
  CHECK(pinned.after({"CALL p()", K::call, {}, {}, false, false}).by(E::autocommit));
}

TEST_CASE("pins: SET TRANSACTION is spent by the next transaction", "[session][pins]") {
  const Step set = {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", K::transaction_control, {E::next_transaction}};
  SECTION("a transaction") {
    Pinned pinned;
    CHECK(pinned.after(set).after({"SELECT 1", K::read}).by(E::next_transaction));
    CHECK(pinned.after({"BEGIN", K::transaction_control, {}, {F::begins_transaction}, true}).by(E::next_transaction));
    CHECK(pinned.after({"UPDATE t SET a = 1", K::write, {}, {}, true, true, 1}).by(E::next_transaction));
    CHECK(pinned.after({"COMMIT", K::transaction_control, {}, {F::ends_transaction}}).nothing());
  }
  SECTION("an autocommit statement that touches rows") {
    for (const K kind : {K::read, K::locking_read, K::write}) {
      Pinned pinned;
      CHECK(pinned.after(set).after({"...", kind, {}, {}, false, true, 1}).nothing());
    }
    Pinned pinned;
    CHECK(pinned.after(set).after({"...", K::read, {}, {F::system_schema}, false, true, 1}).by(E::next_transaction));
    CHECK(pinned.after({"SHOW TABLES", K::per_server, {}, {}, false, true, 1}).by(E::next_transaction));
  }
}

TEST_CASE("pins: SQL_CALC_FOUND_ROWS waits for FOUND_ROWS", "[session][pins]") {
  Pinned pinned;
  CHECK(pinned.after(with(E::found_rows, "SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1")).by(E::found_rows));
  CHECK(pinned.after({"SELECT b FROM u", K::read}).by(E::found_rows));
  CHECK(pinned.after({"SELECT FOUND_ROWS()", K::session_state, {}, {F::reads_row_count}}).nothing());
}

TEST_CASE("pins: an XA branch belongs to its connection until it is decided", "[session][pins]") {
  Pinned pinned;
  pinned.after({"XA START 'a'", K::transaction_control, {E::xa_transaction}, {}, true});
  pinned.after({"XA PREPARE 'a'", K::transaction_control, {E::xa_transaction}});
  CHECK(pinned.by(E::xa_transaction));
  const bool commits = GENERATE(true, false);
  CHECK(pinned.after({commits ? "XA COMMIT 'a'" : "xa rollback 'a'", K::transaction_control}).nothing());
}

TEST_CASE("pins: several reasons count until the last is gone", "[session][pins]") {
  Pinned pinned;
  pinned.after(with(E::table_lock, "LOCK TABLES t READ")).after(with(E::user_lock, "SELECT GET_LOCK('a', 1)"));
  CHECK(pinned.reasons() == SessionEffects{E::table_lock, E::user_lock});
  pinned.after(with(E::table_lock_released, "UNLOCK TABLES"));
  CHECK(pinned.by(E::user_lock));
  pinned.pins().forget(E::user_lock);
  CHECK(pinned.by(E::user_lock));  // it has a name
}

}  // namespace rwsplit::detail
