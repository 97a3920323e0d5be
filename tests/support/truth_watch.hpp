#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "support/truth_scene.hpp"

// What a server lets an administrator see of another connection.

namespace rwsplit::testing {

/// Watches one connection of the master through another one.
class TruthWatch {
 public:
  explicit TruthWatch(Connection& watched)
      : watched_{watched},
        eye_{TruthScene::admin(Server::master)},
        id_{TruthScene::text_in(watched, "SELECT CONNECTION_ID()")} {
    if (!TruthScene::mariadb()) {
      id_ =
          TruthScene::text_in(*eye_, "SELECT thread_id FROM performance_schema.threads WHERE processlist_id = " + id_);
    }
  }

  /// Where the binary log is. A part of every sight.
  [[nodiscard]] std::string binlog() {
    return TruthScene::text_in(
        *eye_, TruthScene::mariadb() ? "SELECT @@GLOBAL.gtid_binlog_pos" : "SELECT @@GLOBAL.gtid_executed");
  }

  /// The locks that the watched connection holds in a transaction beyond those of a plain read, and its user variables
  /// and prepared statements; empty if there are none.
  [[nodiscard]] std::string holdings() { return TruthScene::mariadb() ? mariadb_holdings() : mysql_holdings(); }

  /// Metadata and user-level locks, whatever their strength.
  [[nodiscard]] std::string metadata_locks() {
    return TruthScene::text_in(
        *eye_, TruthScene::mariadb()
                   ? "SELECT COUNT(*) FROM information_schema.metadata_lock_info WHERE thread_id = " + id_
                   : "SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE owner_thread_id = " + id_);
  }

 private:
  std::string mysql_holdings() {
    const auto reply = eye_->execute(
        fmt::format("SELECT (SELECT COUNT(*) FROM performance_schema.data_locks WHERE thread_id = {0}), "
                    "(SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE owner_thread_id = {0} AND "
                    "object_type <> 'SCHEMA' AND (lock_type NOT IN ('SHARED_READ', 'SHARED_HIGH_PRIO', 'SHARED') OR "
                    "lock_duration = 'EXPLICIT')), "
                    "(SELECT COUNT(*) FROM performance_schema.user_variables_by_thread WHERE thread_id = {0}), "
                    "(SELECT COUNT(*) FROM performance_schema.prepared_statements_instances "
                    "WHERE owner_thread_id = {0} AND statement_name IS NOT NULL)",
                    id_),
        {});
    return named(reply, {"row locks", "metadata locks", "user variables", "prepared statements"});
  }

  std::string mariadb_holdings() {
    if (innodb_locks()) return "row locks";
    const auto locks = eye_->execute(
        "SELECT COUNT(*) FROM information_schema.metadata_lock_info WHERE lock_mode NOT IN "
        "('MDL_SHARED_READ', 'MDL_SHARED_HIGH_PRIO', 'MDL_SHARED') AND lock_type <> 'Schema metadata lock' "
        "AND thread_id = " +
            id_,
        {});
    const auto seen = named(locks, {"metadata locks"});
    if (!seen.empty()) return seen;
    return named(watched_.execute("SELECT COUNT(*) FROM information_schema.user_variables", {}), {"user variables"});
  }

  // information_schema.innodb_trx shows a picture that may be 0.1 s old, and stays so for who looks often.
  bool innodb_locks() {
    const auto reply = eye_->execute("SHOW ENGINE INNODB STATUS", {});
    const std::string_view text = reply.rows.at(0, 2).as_bytes();
    const auto thread = text.find("MariaDB thread id " + id_ + ",", text.find("LIST OF TRANSACTIONS"));
    if (thread == std::string_view::npos) return false;
    const auto begin = text.rfind("---TRANSACTION", thread);
    const auto transaction = text.substr(begin, thread - begin);
    return transaction.find("\n0 lock struct(s)") == std::string_view::npos &&
           transaction.find("lock struct(s)") != std::string_view::npos;
  }

  static std::string named(const Reply& reply, std::initializer_list<std::string_view> names) {
    std::size_t column = 0;
    for (const auto name : names) {
      if (Codec<std::int64_t>::decode(reply.rows.at(0, column++)) != 0) return std::string{name};
    }
    return {};
  }

  Connection& watched_;
  std::unique_ptr<Connection> eye_;
  std::string id_;
};

}  // namespace rwsplit::testing
