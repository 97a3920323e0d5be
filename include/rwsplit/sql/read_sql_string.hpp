#pragma once

#include <concepts>
#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/sql_string.hpp>

namespace rwsplit {

/// As `SqlString`, where only a plain read is due: any other constant does not compile.
///
/// Queries for the rows of a read-only model take it. A constant must be a plain read for all dialects, or be stated to
/// be one by `read_sql<Dialect::…>`; the compiler's message has the reason as a function's name, `not_a_plain_read_…`.
/// What `runtime_sql` marks is checked when it runs; so may be a statement whose functions only
/// `ClusterConfig::read_functions` vouches for.
template <class... Args>
class ReadSqlString {
 public:
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  consteval ReadSqlString(const Text& text, SourceLocation where = SourceLocation::current())
      : statement_{read(std::string_view{text}, where)} {}

  consteval ReadSqlString(const ReadSql& sql, SourceLocation where = SourceLocation::current())
      : statement_{sql.text(), detail::counted<Args...>(sql.info()), where} {}

  /// Never compiles: a statement that was stated to write is not read, whatever it says.
  consteval ReadSqlString(const WriteSql& sql, SourceLocation where = SourceLocation::current())
      : statement_{sql.text(), detail::read_info(sql.info()), where} {}

  /// What is known only at run time, see `runtime_sql`.
  constexpr ReadSqlString(const RuntimeSql& sql) noexcept : statement_{sql.statement()} {}

  [[nodiscard]] constexpr const Statement& statement() const noexcept { return statement_; }

 private:
  static consteval Statement read(std::string_view text, SourceLocation where) {
    return {text, detail::counted<Args...>(detail::read_info(detail::info_of_constant(text))), where};
  }

  Statement statement_;
};

}  // namespace rwsplit
