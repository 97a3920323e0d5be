#include <rwsplit/session/executor.hpp>

#include <fmt/format.h>

#include <rwsplit/error/conversion_error.hpp>

namespace rwsplit::detail {

void throw_row_count(std::size_t rows, const char* expected, SourceLocation where) {
  ConversionError error{fmt::format("the query gave {} rows where {} was expected", rows, expected)};
  error.add_context({}, where);
  throw error;
}

}  // namespace rwsplit::detail
