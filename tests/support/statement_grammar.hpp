#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rapidcheck.h>

#include <rwsplit/sql/dialect.hpp>

#include "support/statement_layout.hpp"

// Grammars of both dialects that make statements which run in the database of `TruthScene`: every table, derived table
// and common table expression has the columns a, b and c. About every second statement holds one thing that makes it
// something else than a plain read, at a random place.

namespace rwsplit::testing {

class StatementGrammar {
 public:
  StatementGrammar(Dialect dialect, std::uint64_t seed) : mysql_{dialect == Dialect::mysql}, random_{seed} {}

  /// Whether `"` quotes a name for the statements to come.
  void ansi_quotes(bool on) { ansi_quotes_ = on; }

  [[nodiscard]] Tokens statement() {
    tokens_.clear();
    allowed_ = chance(50) ? 1 : 0;
    traps_left_ = allowed_;
    switch (below(24)) {
      case 0: show(); break;
      case 1: write(); break;
      case 2: add({"DO"}), constant(2); break;
      case 3: set(); break;
      case 4: explain(); break;
      case 5: values(); break;
      case 6: other(); break;
      default: query(3); break;
    }
    return std::move(tokens_);
  }

  /// Whether the last statement holds something that it is meant to be recognized by. A server does not show it if it
  /// had no reason to look there.
  [[nodiscard]] bool has_trap() const { return traps_left_ < allowed_; }

  [[nodiscard]] std::size_t below(std::size_t count) { return random_.next() % count; }
  [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }

 private:
  using Words = std::initializer_list<std::string_view>;
  using Choices = std::span<const std::string_view>;

  void add(Words words) { tokens_.insert(tokens_.end(), words.begin(), words.end()); }
  void add(std::string word) { tokens_.push_back(std::move(word)); }

  // A choice may be several words, with one blank between them.
  void any(Choices choices) {
    std::string_view rest = choices[below(choices.size())];
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      add(std::string{rest.substr(0, end)});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  template <std::size_t count>
  void one_of(const std::string_view (&choices)[count]) {
    any(choices);
  }

  void name(std::string_view plain) {
    const char quote = ansi_quotes_ && chance(50) ? '"' : '`';
    add(chance(25) ? quote + std::string{plain} + quote : std::string{plain});
  }

  bool springs() {
    if (traps_left_ == 0 || !chance(12)) return false;
    --traps_left_;
    return true;
  }

  // ---- queries ----

  void query(int depth) {
    if (depth > 1 && chance(15)) with(depth - 1);
    const bool parentheses = chance(8);
    if (parentheses) add({"("});
    select(depth);
    tail();
    if (parentheses) add({")"});
    if (depth > 1 && chance(10)) set_operation(depth - 1);
  }

  void with(int depth) {
    add({"WITH"});
    if (chance(30)) add({"RECURSIVE"});
    name("k");
    if (chance(30)) add({"(", "a", ",", "b", ",", "c", ")"});
    add({"AS", "("});
    rows_of_three(depth);
    add({")"});
  }

  void set_operation(int depth) {
    one_of({"UNION", "UNION ALL", "UNION DISTINCT", "EXCEPT", "INTERSECT"});
    add({"("});
    rows_of_three(depth);
    add({")"});
  }

  void rows_of_three(int depth) {
    add({"SELECT", "a", ",", "b", ",", "c", "FROM"});
    table(depth);
    where(depth);
    tail();
  }

  void select(int depth) {
    add({"SELECT"});
    if (chance(15)) one_of({"ALL", "SQL_NO_CACHE", "HIGH_PRIORITY", "SQL_BUFFER_RESULT", "STRAIGHT_JOIN"});
    if (traps_left_ > 0 && chance(3)) return found_rows();
    if (chance(20)) return grouped(depth);
    if (chance(10)) return distinct(depth);
    three_items(depth);
  }

  void found_rows() {
    --traps_left_;
    add({"SQL_CALC_FOUND_ROWS", "a", ",", "b", ",", "c", "FROM", "t1", "LIMIT", "1"});
  }

  void distinct(int depth) {
    add({"DISTINCT"});
    expression(depth);
    add({",", "b", ",", "c", "FROM"});
    table(depth);
    where(depth);
  }

  void three_items(int depth) {
    if (chance(8))
      one_of(
          {"SUM( 1 ) OVER ( ORDER BY c )", "RANK( ) OVER ( PARTITION BY a ORDER BY b , c )", "DENSE_RANK( ) OVER w1"});
    else
      expression(depth);
    const bool window = tokens_.back() == "w1";
    alias();
    add({","});
    expression(depth);
    alias();
    add({",", "c", "FROM"});
    table(depth);
    where(depth);
    if (window) add({"WINDOW", "w1", "AS", "(", "ORDER", "BY", "b", ")"});
    if (chance(20)) add({"ORDER", "BY"}), expression(1), one_of({"ASC", "DESC"});
    if (chance(20)) one_of({"LIMIT 900", "LIMIT 0 , 900", "LIMIT 900 OFFSET 0"});
  }

  void grouped(int depth) {
    one_of({"COUNT( * )", "SUM( a )", "GROUP_CONCAT( c ORDER BY c )", "MAX( b )", "COUNT( DISTINCT a )"});
    add({",", "MIN("});
    expression(depth - 1);
    add({")", ",", "3", "FROM"});
    table(depth);
    where(depth);
    if (chance(50)) add({"GROUP", "BY", "a"});
    if (chance(20)) add({"HAVING", "COUNT(", "*", ")", ">"}), add(std::to_string(below(3)));
  }

  void alias() {
    static constexpr std::string_view names[]{"AS x1", "`for update`", "AS 'into'", "AS `get_lock`", "y1", "AS `lock`"};
    if (chance(15)) any(names);
  }

  void table(int depth) {
    switch (depth > 0 ? below(9) : 0) {
      case 0:
      case 1:
      case 2: name(chance(50) ? "t1" : "t2"); break;
      case 3: name("redteam"), add({"."}), name("t1"); break;
      case 4: add({"t1", "AS"}), name("z"); break;
      case 5: add({"t1", "NATURAL", "JOIN", "t2"}); break;
      case 6: add({"t1", "JOIN", "t2", "USING", "(", "a", ",", "b", ",", "c", ")"}); break;
      case 7: json_table(); break;
      default:
        add({"("});
        rows_of_three(depth - 1);
        add({")", "AS"});
        name("d");
    }
  }

  void json_table() {
    add({"JSON_TABLE(",
         "'[{\"a\":1}]'",
         ",",
         "'$[*]'",
         "COLUMNS",
         "(",
         "a",
         "INT",
         "PATH",
         "'$.a'",
         ",",
         "b",
         "INT",
         "PATH",
         "'$.b'",
         ",",
         "c",
         "VARCHAR",
         "(",
         "9",
         ")",
         "PATH",
         "'$.c'",
         ")",
         ")",
         "AS",
         "j"});
  }

  void where(int depth) {
    if (!chance(60)) return;
    add({"WHERE"});
    condition(depth);
    if (chance(30)) one_of({"AND", "OR", "XOR"}), condition(depth - 1);
  }

  void condition(int depth) {
    switch (depth > 0 ? below(8) : 0) {
      case 0: add({"a", "<"}), expression(depth - 1); break;
      case 1: add({"b", "IN", "(", "1", ","}), expression(depth - 1), add({")"}); break;
      case 2: add({"c", "LIKE"}), text(); break;
      case 3: add({"a", "BETWEEN", "0", "AND"}), expression(depth - 1); break;
      case 4: add({"EXISTS", "("}), rows_of_three(depth - 1), add({")"}); break;
      case 5:
        add({"a", "IN", "(", "SELECT", "a", "FROM"}), table(0), where(depth - 1), share_of_traps(), add({")"});
        break;
      case 6: add({"NOT", "("}), condition(depth - 1), add({")"}); break;
      default: expression(depth - 1), add({"IS", "NOT", "NULL"}); break;
    }
  }

  void expression(int depth) {
    if (springs()) return trap_in_expression();
    switch (depth > 0 ? below(12) : below(4)) {
      case 0: add({"1"}); break;
      case 1: text(); break;
      case 2:
        one_of({"NULL", "TRUE", "0x41", "b'1'", "1.5e3", ".5", "x'41'", "DATE '2020-01-01'", "CURRENT_DATE"});
        break;
      case 3: add(std::to_string(below(90))); break;
      case 4:
        add({"("}), expression(depth - 1), one_of({"+", "-", "*", "/", "DIV", "|", "AND", "<=>"}),
            expression(depth - 1), add({")"});
        break;
      case 5:
        add({"CASE", "WHEN"}), expression(depth - 1), add({"THEN"}), expression(depth - 1), add({"ELSE", "2", "END"});
        break;
      case 6:
        add({"(", "SELECT", "MAX("}), expression(0), add({")", "FROM"}), table(depth - 1), share_of_traps(), add({")"});
        break;
      case 7:
        one_of({"CAST( 1 AS CHAR )", "CONVERT( 'a' USING utf8mb4 )", "EXTRACT( YEAR FROM '2020-01-01' )",
                "TRIM( BOTH 'x' FROM 'xax' )", "SUBSTRING( 'abc' FROM 2 FOR 1 )"});
        break;
      case 8: columns_ ? one_of({"a", "b", "c"}) : add({"7"}); break;
      default: call(depth);
    }
  }

  // One without columns.
  void constant(int depth) {
    columns_ = false;
    expression(depth);
    columns_ = true;
  }

  void call(int depth) {
    one_of({"COALESCE(", "CONCAT(", "GREATEST(", "IFNULL(", "NULLIF(", "CONCAT_WS(", "LEAST(", "JSON_ARRAY("});
    expression(depth - 1);
    add({","});
    expression(depth - 1);
    add({")"});
  }

  void text() {
    one_of({"'x'", "'for_update'", "'it''s'", "'into/*@a*/'", "'--'", "'#'", "'@a:=1'", "''", "'GET_LOCK(1,1)'", "';'",
            "N'n'", "_utf8mb4'u'", "'%\"%'", "'`'", "'/*'", "'*/'", "'a\\'b'", "'\\\\'"});
  }

  // ---- what makes a statement something else ----

  void trap_in_expression() {
    static constexpr std::string_view common[]{"@planted",
                                               "@v := 1",
                                               "( @v := a )",
                                               "GET_LOCK( 'l' , 0 )",
                                               "GET_LOCK ( 'l' , 0 )",
                                               "`get_lock`( 'l' , 0 )",
                                               "LAST_INSERT_ID( )",
                                               "LAST_INSERT_ID( 3 )",
                                               "@@last_insert_id",
                                               "@@identity",
                                               "ROW_COUNT( )",
                                               "FOUND_ROWS( )",
                                               "CONNECTION_ID( )",
                                               "IS_USED_LOCK( 'truth' )",
                                               "IS_FREE_LOCK( 'truth' )",
                                               "RELEASE_LOCK( 'truth' )",
                                               "RELEASE_ALL_LOCKS( )",
                                               "log_it( 'g' )",
                                               "redteam.log_it( 'g' )",
                                               "`log_it`( 'g' )",
                                               "log_it ( 'g' )",
                                               "`redteam` . `log_it` ( 'g' )",
                                               "remember( 5 )",
                                               "lock_it( 'g' )",
                                               "@@server_id",
                                               "@@global.server_id",
                                               "@@port",
                                               "@@warning_count",
                                               "@'planted'",
                                               "@`planted`",
                                               "/*! @v := */ 1",
                                               "/*!40000 GET_LOCK( 'l' , 0 ) */"};
    static constexpr std::string_view mariadb[]{"NEXTVAL( ticket )",
                                                "NEXT VALUE FOR ticket",
                                                "NEXTVAL( redteam . cached_ticket )",
                                                "LASTVAL( ticket )",
                                                "PREVIOUS VALUE FOR ticket",
                                                "SETVAL( ticket , 9 )",
                                                "NEXT VALUE FOR redteam.cached_ticket",
                                                "/*M! @v := */ 1",
                                                "/*M!100100 GET_LOCK( 'l' , 0 ) */",
                                                "/*!100100 log_it( 'g' ) */"};
    static constexpr std::string_view mysql[]{"/*!80000 @v := */ 1", "/*!50700 GET_LOCK( 'l' , 0 ) */", "@@server_uuid",
                                              "/*!90000 log_it( 'g' ) */", "PS_CURRENT_THREAD_ID( )"};
    if (chance(70))
      any(common);
    else if (mysql_)
      any(mysql);
    else
      any(mariadb);
  }

  void tail() {
    if (!springs() && !(traps_left_ > 0 && chance(15) && --traps_left_ == 0)) return;
    if (chance(75)) return lock_clause();
    one_of({"INTO @v , @w , @x", "INTO OUTFILE '../../tmp/{unique}'", "INTO DUMPFILE '../../tmp/{unique}'"});
  }

  void share_of_traps() {
    if (springs()) lock_clause();
  }

  void lock_clause() {
    static constexpr std::string_view common[]{"FOR UPDATE",         "FOR UPDATE NOWAIT", "FOR UPDATE SKIP LOCKED",
                                               "LOCK IN SHARE MODE", "/*! FOR UPDATE */", "/*!40000 FOR UPDATE */",
                                               "/*! FOR */ UPDATE",  "FOR /*! UPDATE */"};
    static constexpr std::string_view mariadb[]{"FOR UPDATE WAIT 1", "LOCK IN SHARE MODE NOWAIT", "/*M! FOR UPDATE */",
                                                "/*!100100 FOR UPDATE */", "/*M!100100 LOCK IN SHARE MODE */"};
    static constexpr std::string_view mysql[]{"FOR SHARE", "FOR SHARE NOWAIT", "FOR SHARE SKIP LOCKED",
                                              "/*!80001 FOR SHARE */", "/*!50700 FOR UPDATE */"};
    if (chance(60))
      any(common);
    else if (mysql_)
      any(mysql);
    else
      any(mariadb);
  }

  // ---- statements that are no queries ----

  void show() {
    one_of({"SHOW TABLES", "SHOW COLUMNS FROM t1", "SHOW INDEX FROM t1", "SHOW CREATE TABLE t1", "SHOW FULL TABLES",
            "SHOW DATABASES", "SHOW COLLATION LIKE 'utf8%'", "DESCRIBE t1", "SHOW TABLES FROM redteam",
            "SHOW TABLE STATUS", "SHOW FULL COLUMNS FROM t1", "SHOW CREATE VIEW open_orders", "HELP 'select'",
            "CHECKSUM TABLE t1", "SHOW WARNINGS", "SHOW PROCESSLIST", "SHOW BINARY LOGS",
            "SHOW VARIABLES LIKE 'server_id'"});
    if (tokens_.size() == 2 && tokens_[1] == "TABLES" && chance(50)) add({"WHERE"}), constant(2);
  }

  void explain() {
    one_of({"EXPLAIN", "DESCRIBE", "EXPLAIN FORMAT = JSON", "DESC"});
    query(2);
  }

  void values() {
    if (mysql_)
      add({"VALUES", "ROW", "(", "1", ","}), constant(2), add({")", ",", "ROW", "(", "2", ",", "3", ")"});
    else
      add({"VALUES", "(", "1", ",", "2", ")", ",", "(", "3", ",", "4", ")"});
  }

  void set() {
    one_of({"SET @v = 1", "SET @v := ( SELECT 1 )", "SET NAMES latin1", "SET sql_mode = ''",
            "SET SESSION sort_buffer_size = 100000", "SET TRANSACTION READ ONLY", "SET autocommit = 0",
            "SET @@session.time_zone = '+02:00'", "USE mysql"});
  }

  void write() {
    one_of({"INSERT INTO scratch ( v ) VALUES ( 'g' )", "UPDATE scratch SET n = 1 WHERE 1 = 0",
            "DELETE FROM scratch WHERE id = 1", "REPLACE INTO scratch ( id , v ) VALUES ( 1 , 'r' )",
            "TRUNCATE TABLE audit_log", "INSERT INTO scratch ( v ) SELECT c FROM t1", "/*! DELETE FROM scratch */",
            "/*!40000 INSERT INTO scratch ( v ) VALUES ( 'e' ) */", "DROP TABLE IF EXISTS nosuch",
            "CREATE TEMPORARY TABLE tmp_g ( a INT )", "CREATE OR REPLACE VIEW made AS SELECT 1", "ANALYZE TABLE t1"});
  }

  void other() {
    one_of({"BEGIN", "START TRANSACTION", "START TRANSACTION READ ONLY", "COMMIT", "ROLLBACK AND CHAIN",
            "CALL log_this( 'g' )", "PREPARE g FROM 'SELECT 1'", "EXECUTE planted", "HANDLER t1 OPEN",
            "LOCK TABLES t1 READ", "FLUSH TABLES", "CALL as_owner( )", "XA START 'g'", "DEALLOCATE PREPARE planted"});
  }

  bool mysql_;
  bool ansi_quotes_{false};
  bool columns_{true};
  int allowed_{0};
  int traps_left_{0};
  rc::Random random_;
  Tokens tokens_;
};

}  // namespace rwsplit::testing
