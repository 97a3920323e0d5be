#pragma once

#include <string>
#include <string_view>

#include <rwsplit/routing/role.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::cli {

/// Appends one line with a JSON object that has everything that is known of the statement. Bytes of names that are not
/// UTF-8 become U+FFFD.
void append_json_line(std::string& output, Role role, std::string_view text, const StatementInfo& statement);

}  // namespace rwsplit::cli
