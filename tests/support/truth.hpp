#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/error/connection_error.hpp>

#include "support/truth_scene.hpp"
#include "support/truth_watch.hpp"

// The judge of the classifier: what live servers did with a statement, never what somebody thinks of it.

namespace rwsplit::testing {

/// What the servers did with a statement.
struct Verdict {
  enum class Kind {
    not_run,   ///< refused everywhere, by the parser or for a name or a right: proves nothing
    read,      ///< ran, and left no trace anywhere
    not_read,  ///< `evidence` says why
  };
  Kind kind{Kind::not_run};
  std::string evidence;
};

/// Runs a statement in a transaction on the master, on its own in a session of the master that has a past, and on the
/// replica; and looks at what each left behind.
class Truth {
 public:
  /// The evidence where one server answers something else each time, as for RAND().
  static constexpr std::string_view always_new = "answers differ each time";

  Truth() { connect(); }

  /// Adds modes to the server's own for all statements to come.
  void sql_mode(const std::string& modes) {
    if (modes == mode_) return;
    mode_ = modes;
    clean_up();
  }

  /// `{unique}` in the text, for names of files, becomes a number that was not there before.
  [[nodiscard]] Verdict judge(std::string text) {
    if (const auto mark = text.find("{unique}"); mark != std::string::npos) text.replace(mark, 8, unique());
    try {
      Verdict verdict = look_at(text);
      if (verdict.kind != Verdict::Kind::read) clean_up();
      return verdict;
    } catch (const ConnectionError&) {
      connect();
      return {Verdict::Kind::not_read, "the connection was lost"};
    }
  }

 private:
  /// What one execution gave: rows as one text, or the server's error number.
  struct Answer {
    int error{0};
    std::size_t row_count{0};
    std::string rows;
    bool operator==(const Answer&) const = default;
  };
  using Evidence = std::optional<std::string>;

  static std::string unique() {
    static std::uint64_t number =
        static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    return std::to_string(++number);
  }

  Verdict look_at(std::string_view text) {
    const Answer within = in_transaction(text);
    if (refusal(within.error)) return not_read("refused by the master as well");
    if (evidence_) return not_read(*std::exchange(evidence_, {}));
    const Answer alone = in_session_with_past(text);
    if (within.error != 0 && alone.error != 0) return {};
    if (within.error != 0) return not_read("refused within a transaction only");
    if (alone.error != 0) return not_read("refused outside a transaction only");
    if (evidence_) return not_read(*std::exchange(evidence_, {}));
    const Answer away = run(*replica_, text);
    if (refusal(away.error)) return not_read("refused by the replica: " + std::to_string(away.error));
    if (away.error != 0) return not_read("an error on the replica only: " + std::to_string(away.error));
    if (replica_->status().in_transaction) return not_read("left a transaction open on the replica");
    if (within == alone && (within == away || describes_storage(text))) return {Verdict::Kind::read, ""};
    return compare(text, within, alone, away);
  }

  // Locks of rows are seen as long as the transaction is open.
  Answer in_transaction(std::string_view text) {
    TruthScene::run(*plain_, "START TRANSACTION");
    const Answer answer = run(*plain_, text);
    if (answer.error == 0 && !plain_->status().in_transaction) evidence_ = "ended the transaction";
    if (answer.error == 0 && !evidence_) {
      if (auto seen = plain_watch_->holdings(); !seen.empty()) evidence_ = std::move(seen);
    }
    if (plain_->status().in_transaction) TruthScene::run(*plain_, "ROLLBACK");
    look_at_binlog();
    return answer;
  }

  Answer in_session_with_past(std::string_view text) {
    TruthScene::run(*past_, "SELECT SQL_CALC_FOUND_ROWS 1 / 0 FROM numbers LIMIT 1");
    const Answer answer = run(*past_, text);
    if (answer.error != 0) return answer;
    const auto status = past_->status();
    if (status.in_transaction) evidence_ = "left a transaction open";
    if (!status.autocommit) evidence_ = "autocommit is off";
    if (evidence_) return answer;
    if (mentions(text, "sql_calc_found_rows") &&
        TruthScene::text_in(*past_, "SELECT FOUND_ROWS()") != std::to_string(answer.row_count)) {
      evidence_ = "left a number for FOUND_ROWS()";
    }
    look_at_binlog();
    if (!evidence_ && past_watch_->metadata_locks() != past_locks_) evidence_ = "metadata or user-level locks";
    if (!evidence_ && traces() != past_traces_) evidence_ = "session state";
    if (!evidence_ && variables_moved()) evidence_ = "session variables, by this statement or one of those before";
    return answer;
  }

  void look_at_binlog() {
    auto now = plain_watch_->binlog();
    if (now != binlog_ && !evidence_) evidence_ = "the binary log";
    binlog_ = std::move(now);
  }

  Verdict compare(std::string_view text, const Answer& within, const Answer& alone, const Answer& away) {
    if (run(*plain_, text) != within) return {Verdict::Kind::read, std::string{always_new}};
    if (within != alone) return not_read("depends on what the session did before");
    // It may only be late: tables come and go on the master.
    TruthScene::await_replica();
    if (within == away || within == run(*replica_, text)) return {Verdict::Kind::read, ""};
    if (answer_alike_without_semijoins(text)) return {Verdict::Kind::read, "a wrong answer of one server's plan"};
    return not_read("the replica answers differently");
  }

  // MySQL 9.7 joins JSON_TABLE with a subquery's tables in a way that, by the statistics of the moment, may count rows
  // twice: the same data, another plan, another sum.
  bool answer_alike_without_semijoins(std::string_view text) {
    std::array<Answer, 2> answers;
    std::size_t i = 0;
    for (Connection* const connection : {plain_.get(), replica_.get()}) {
      TruthScene::run(*connection, "SET optimizer_switch = 'semijoin=off'");
      answers.at(i++) = run(*connection, text);
      TruthScene::run(*connection, "SET optimizer_switch = DEFAULT");
    }
    return answers[0] == answers[1];
  }

  // Estimates and dates of files differ between servers that hold the same data.
  static bool describes_storage(std::string_view text) {
    static constexpr std::array<std::string_view, 5> words{"explain", "describe", "desc", "analyze",
                                                           "information_schema"};
    static constexpr std::array<std::string_view, 4> shown{"status", "index", "keys", "trigger"};
    const auto said = [text](std::string_view word) { return mentions(text, word); };
    return std::any_of(words.begin(), words.end(), said) ||
           (said("show") && std::any_of(shown.begin(), shown.end(), said));
  }

  static bool mentions(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
  }

  static bool refusal(int error) { return error == 1290 || error == 1792 || error == 1223 || error == 1836; }
  static Verdict not_read(std::string evidence) { return {Verdict::Kind::not_read, std::move(evidence)}; }

  static Answer run(Connection& connection, std::string_view text) {
    try {
      return answer_of(connection.execute(text, {}).rows);
    } catch (const ServerError& error) {
      if (!error.connection_usable()) throw ConnectionError{error.info()};
      return {.error = error.code().value(), .rows = {}};
    }
  }

  // Without ORDER BY servers are free to answer in any order, and do: rows are compared as a set.
  static Answer answer_of(const ResultSet& set) {
    std::vector<std::string> rows(set.row_count());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < set.column_count(); ++column) append(rows[row], set.at(row, column));
    }
    std::sort(rows.begin(), rows.end());
    Answer answer{.row_count = rows.size(), .rows = {}};
    for (const auto& row : rows) answer.rows += row + '\n';
    return answer;
  }

  static void append(std::string& rows, const Value& value) {
    switch (value.kind()) {
      case ValueKind::null: rows += "NULL"; break;
      case ValueKind::integer: rows += std::to_string(value.as_integer()); break;
      case ValueKind::unsigned_integer: rows += std::to_string(value.as_unsigned()); break;
      case ValueKind::real: rows += std::to_string(value.as_real()); break;
      case ValueKind::text:
      case ValueKind::decimal:
      case ValueKind::blob: rows += value.as_bytes(); break;
      case ValueKind::date: rows += std::to_string(value.as_date().time_since_epoch().count()); break;
      case ValueKind::time: rows += std::to_string(value.as_time().count()); break;
      case ValueKind::datetime: rows += std::to_string(value.as_datetime().time_since_epoch().count()); break;
    }
    rows += '\t';
  }

  void connect() {
    past_variables_.clear();
    plain_ = TruthScene::judge(Server::master);
    past_ = TruthScene::judge(Server::master);
    replica_ = TruthScene::judge(Server::replica);
    plain_watch_ = std::make_unique<TruthWatch>(*plain_);
    past_watch_ = std::make_unique<TruthWatch>(*past_);
    clean_up();
  }

  void clean_up() {
    evidence_.reset();
    for (Connection* const connection : {plain_.get(), past_.get(), replica_.get()}) {
      connection->reset();
      if (!mode_.empty()) {
        TruthScene::run(*connection, "SET sql_mode = CONCAT(@@GLOBAL.sql_mode, '," + mode_ + "')");
      }
    }
    give_it_a_past();
    binlog_ = plain_watch_->binlog();
  }

  void give_it_a_past() {
    TruthScene::run(*past_, "SET @planted = 1, @a = 1, @b = 1, @i = 1, @n = 1, @x = 1, @rank = 1, @`b c` = 1");
    TruthScene::run(*past_, "SET LAST_INSERT_ID = 1");
    TruthScene::run(*past_, "DO GET_LOCK('truth', 0)");
    TruthScene::run(*past_, "PREPARE planted FROM 'SELECT 1'");
    if (TruthScene::mariadb()) TruthScene::run(*past_, "SELECT NEXTVAL(ticket)");
    past_locks_ = past_watch_->metadata_locks();
    past_traces_ = traces();
    if (past_variables_.empty() || mode_ != past_mode_) past_variables_ = variables();
    past_mode_ = mode_;
  }

  // Every SET counts, in a stored function as well; the few variables that other statements move are asked for.
  std::string traces() {
    static constexpr std::array<std::string_view, 2> queries{
        "SHOW SESSION STATUS WHERE variable_name IN ('Com_set_option', 'Com_change_db', 'Com_prepare_sql', "
        "'Com_dealloc_sql', 'Com_create_table', 'Com_create_temporary_table', 'Com_drop_temporary_table')",
        "SELECT DATABASE(), @@last_insert_id, @@autocommit, @@sql_mode, @@time_zone, @@character_set_client"};
    std::string seen;
    for (const auto query : queries) seen += answer_of(past_->execute(query, {}).rows).rows;
    return seen;
  }

  // All of them cost as much as everything else together: now and then will do, as nothing that was called a read in
  // between may have changed one. Those that move by themselves are left out.
  bool variables_moved() {
    if (++looks_ % 16 != 0) return false;
    return variables() != past_variables_;
  }

  std::string variables() {
    const auto reply = past_->execute(
        "SHOW SESSION VARIABLES WHERE variable_name NOT IN ('timestamp', 'error_count', 'warning_count', 'rand_seed1', "
        "'rand_seed2', 'gtid_binlog_pos', 'gtid_binlog_state', 'gtid_current_pos', 'gtid_executed', 'last_gtid', "
        "'statement_id')",
        {});
    return answer_of(reply.rows).rows;
  }

  std::unique_ptr<Connection> plain_;
  std::unique_ptr<Connection> past_;
  std::unique_ptr<Connection> replica_;
  std::unique_ptr<TruthWatch> plain_watch_;
  std::unique_ptr<TruthWatch> past_watch_;
  std::string mode_;
  std::string binlog_;
  std::string past_locks_;
  std::string past_traces_;
  std::string past_variables_;
  std::string past_mode_;
  std::uint64_t looks_{0};
  Evidence evidence_;
};

}  // namespace rwsplit::testing
