#include "cluster/learned_functions.hpp"

#include <utility>

#include <rwsplit/row/codecs.hpp>

namespace rwsplit::detail {

namespace {

// Only MariaDB and MySQL have this table. The declaration is the author's word: servers do not enforce it. The
// functions in the servers' own databases do read, but what they read is about the server that is asked.
constexpr std::string_view declared_functions =
    "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, DATABASE() FROM information_schema.ROUTINES "
    "WHERE ROUTINE_TYPE = 'FUNCTION' AND SQL_DATA_ACCESS IN ('NO SQL', 'READS SQL DATA') "
    "AND ROUTINE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

// The functions of one database, without it. Databases are compared byte by byte: `App` may not be `app`.
std::vector<std::string> names_in(std::string_view database, const std::vector<std::string>& names) {
  std::vector<std::string> bare;
  for (const std::string& name : names) {
    const std::size_t dot = name.find('.');
    if (std::string_view{name}.substr(0, dot) == database) bare.push_back(name.substr(dot + 1));
  }
  return bare;
}

}  // namespace

LearnedFunctions::LearnedFunctions(const std::vector<std::string>& names, std::string_view current_database)
    : size_{names.size()}, with_database_{names}, current_{names_in(current_database, names)} {}

LearnedFunctions LearnedFunctions::from(Connection& connection) {
  const Reply reply = connection.execute(declared_functions, {});
  if (reply.rows.column_count() < 3) return {};  // no answer to that question
  std::vector<std::string> names;
  std::string current_database;
  for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
    const Value current = reply.rows.at(row, 2);
    if (!current.is_null()) current_database = Codec<std::string>::decode(current);
    std::string name = Codec<std::string>::decode(reply.rows.at(row, 0));
    name += "." + Codec<std::string>::decode(reply.rows.at(row, 1));
    if (!ReadFunctions::problem_with(name)) names.push_back(std::move(name));
  }
  return {names, current_database};
}

bool LearnedFunctions::contains(std::string_view written) const noexcept {
  if (with_database_.contains(written)) return true;
  return parse_function_name(written).database.empty() && current_.contains(written);
}

}  // namespace rwsplit::detail
