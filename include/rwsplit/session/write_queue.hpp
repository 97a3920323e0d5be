#pragma once

#include <string>
#include <vector>

#include <rwsplit/row/params.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// A write that waits for `flush()`, with copies of everything it needs.
struct QueuedWrite {
  std::string text;
  StatementInfo info;
  SourceLocation where;
  Params parameters;

  [[nodiscard]] Statement statement() const noexcept { return {text, info, where}; }
};

using WriteQueue = std::vector<QueuedWrite>;

}  // namespace rwsplit::detail
