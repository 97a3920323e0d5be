#include <rwsplit/row/row_mapping.hpp>

#include <string>
#include <string_view>

#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/row/rows.hpp>

namespace rwsplit::detail {
namespace {

// An expression without an alias is named after its whole text, which can be long.
std::string quoted_name(const Column& column) {
  constexpr std::size_t longest = 64;
  if (column.name.size() <= longest) return "\"" + column.name + "\"";
  return "\"" + column.name.substr(0, longest) + "...\"";
}

std::string described(const Column& column) {
  std::string text = "column " + quoted_name(column);
  if (!column.type.empty()) text.append(" (").append(column.type).append(")");
  return text;
}

std::string counted_columns(std::size_t count) { return std::to_string(count) + (count == 1 ? " column" : " columns"); }

std::string listed(const ResultSet::Columns& columns) {
  std::string text;
  for (const Column& column : columns) text.append(text.empty() ? ": " : ", ").append(quoted_name(column));
  return text;
}

}  // namespace

void throw_null(const RowSource& row, std::size_t column, std::string_view cpp_type) {
  throw ConversionError{described(row.columns()[column]) + ": NULL cannot be read as " + std::string{cpp_type} +
                        "; use std::optional"};
}

void throw_not_convertible(const RowSource& row, std::size_t column, std::string_view cpp_type,
                           const ConversionError& cause) {
  throw ConversionError{described(row.columns()[column]) + ": a value of kind " +
                        std::string{to_string(row.at(column).kind())} + " cannot be read as " + std::string{cpp_type} +
                        ": " + cause.info().what};
}

void check_column_count(const ResultSet::Columns& columns, std::size_t expected, std::string_view cpp_type) {
  if (columns.size() == expected) return;
  throw ConversionError{"the row type " + std::string{cpp_type} + " has " + counted_columns(expected) +
                        ", but the statement returned " + counted_columns(columns.size()) + listed(columns)};
}

void throw_no_such_row(std::size_t index, std::size_t size) {
  throw UsageError{"row " + std::to_string(index) + " does not exist: the result has " + std::to_string(size) +
                   (size == 1 ? " row" : " rows")};
}

}  // namespace rwsplit::detail
