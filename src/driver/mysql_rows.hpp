#pragma once

#include <memory>
#include <span>
#include <vector>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

#include "mysql_columns.hpp"
#include "mysql_link.hpp"

namespace rwsplit::detail {

/// The rows of one result on their way, the same for both protocols.
///
/// Destroyed before its last row it hangs up, so that nothing reads the rest.
/// Lifetime: ends before its link.
class MysqlRows {
 public:
  MysqlRows(const MysqlRows&) = delete;
  MysqlRows& operator=(const MysqlRows&) = delete;
  virtual ~MysqlRows() = default;

  [[nodiscard]] virtual const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept = 0;

  /// Moves to the next row; false after the last. `progress` goes into the error.
  [[nodiscard]] virtual bool next(Progress progress) = 0;

  /// After the last row: reads and forgets what else the statement returns (CALL), and finishes the command.
  virtual void finish() = 0;

  /// The current row. Lifetime: until `next()`.
  [[nodiscard]] std::span<const Value> row() const noexcept { return row_; }

 protected:
  /// `room` is the connection's, so that not every result makes its own.
  explicit MysqlRows(std::vector<Value>& room) noexcept : row_{room} {}

  std::vector<Value>& row_;
};

/// Rows of a statement that went as text.
class MysqlTextRows final : public MysqlRows {
 public:
  /// Right after the statement was sent and its first reply has columns. `known` are the columns of an earlier result:
  /// most programs ask the same again, and then nothing about them has to be made anew. Lifetime: `known` outlives
  /// this.
  MysqlTextRows(MysqlLink& link, std::vector<Value>& room, ColumnSet& known);
  ~MysqlTextRows() override;

  [[nodiscard]] const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept override {
    return set_.columns;
  }
  [[nodiscard]] bool next(Progress progress) override;
  void finish() override;

 private:
  MysqlLink& link_;
  ResultHandle result_;
  ColumnSet& set_;
  bool complete_{false};
};

}  // namespace rwsplit::detail
