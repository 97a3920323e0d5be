#pragma once

#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

/// A statement's text with its routing facts and the place in the source that runs it: what `SqlString` hands on.
///
/// Lifetime: does not own the text.
struct Statement {
  std::string_view text;
  StatementInfo info;
  SourceLocation where;
  /// False for text known only at run time: `info` is empty until the cluster has classified it, from its cache if it
  /// can.
  bool classified{true};
};

}  // namespace rwsplit
