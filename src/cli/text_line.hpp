#pragma once

#include <string>

#include <rwsplit/routing/role.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::cli {

/// Appends one line: role, kind, then the facts and what has a value, between blanks.
void append_text_line(std::string& output, Role role, const StatementInfo& statement);

}  // namespace rwsplit::cli
