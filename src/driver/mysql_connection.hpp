#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <rwsplit/driver/connection.hpp>

#include "mysql_link.hpp"
#include "mysql_rows.hpp"
#include "mysql_statement.hpp"
#include "statement_cache.hpp"

namespace rwsplit::detail {

/// A connection to a MySQL or MariaDB server.
///
/// Prepared statements are remembered by their text until a reset, or until the session moves to another database: they
/// keep the database they were prepared in.
class MysqlConnection final : public Connection {
 public:
  MysqlConnection(MysqlSettings settings, Secret password);

  [[nodiscard]] ReplySummary run(std::string_view text, std::span<const Value> parameters, RowSink& rows) override;
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view text, std::span<const Value> parameters) override;
  void begin(TransactionMode mode) override;
  void commit() override;
  void rollback() override;
  void ping() override;
  void reset() override;
  [[nodiscard]] bool alive() noexcept override { return link_.alive(); }
  [[nodiscard]] ConnectionStatus status() const noexcept override { return link_.status(); }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return link_.server(); }
  [[nodiscard]] std::string_view position() const noexcept override { return link_.position(); }

 private:
  void send_text(std::string_view text);
  [[nodiscard]] MysqlStatement& execute_prepared(std::string_view text, std::span<const Value> parameters);
  [[nodiscard]] MysqlStatement& prepared(std::string_view text);
  [[nodiscard]] ReplySummary run_text(std::string_view text, RowSink& sink);
  [[nodiscard]] ReplySummary run_prepared(std::string_view text, std::span<const Value> parameters, RowSink& sink);

  // The statements go last: with the connection closed they are freed without a word to the server.
  StatementCache<MysqlStatement> statements_;
  MysqlLink link_;
  ColumnSet text_columns_;  // of the last result that came as text
  std::vector<Value> row_;  // room for the current row of whatever result is being read
};

}  // namespace rwsplit::detail
