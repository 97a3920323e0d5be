#pragma once

#include <list>
#include <string>

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

/// Each write leaves from the front as soon as it must not be sent again; empty, it owns no memory.
using WriteQueue = std::list<QueuedWrite>;

}  // namespace rwsplit::detail
