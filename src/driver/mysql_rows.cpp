#include "mysql_rows.hpp"

#include <cstddef>

namespace rwsplit::detail {

MysqlTextRows::MysqlTextRows(MysqlLink& link, std::vector<Value>& room, ColumnSet& known)
    : MysqlRows{room}, link_{link}, result_{mysql_use_result(link.handle())}, set_{known} {
  if (!result_) link_.fail(Progress::statement_sent);
  const std::span<const MYSQL_FIELD> fields{mysql_fetch_fields(result_.get()), mysql_num_fields(result_.get())};
  if (!set_.describes(fields)) set_ = ColumnSet{fields};
  row_.resize(fields.size());
}

MysqlTextRows::~MysqlTextRows() {
  if (!complete_) link_.abandon();
}

bool MysqlTextRows::next(Progress progress) {
  if (complete_) return false;
  const MYSQL_ROW cells = mysql_fetch_row(result_.get());
  if (cells == nullptr) {
    complete_ = true;
    if (mysql_errno(link_.handle()) != 0) link_.fail(progress);
    return false;
  }
  const auto* const lengths = mysql_fetch_lengths(result_.get());
  for (std::size_t i = 0; i < row_.size(); ++i) {
    row_[i] = cells[i] == nullptr ? Value::null() : value_from_text(set_.shapes[i].format, {cells[i], lengths[i]});
  }
  return true;
}

void MysqlTextRows::finish() {
  result_.reset();
  MYSQL* const mysql = link_.handle();
  int more = 0;
  while ((more = mysql_next_result(mysql)) == 0) ResultHandle{mysql_use_result(mysql)};
  if (more > 0) link_.fail(Progress::statement_sent);
  link_.finish();
}

}  // namespace rwsplit::detail
