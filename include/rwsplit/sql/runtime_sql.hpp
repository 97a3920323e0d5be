#pragma once

#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/read_sql.hpp>
#include <rwsplit/sql/statement.hpp>
#include <rwsplit/sql/write_sql.hpp>

namespace rwsplit {

/// A statement that is known only when the program runs; made by `runtime_sql`.
///
/// Lifetime: does not own the text, which must outlive the call that runs it.
class RuntimeSql {
 public:
  [[nodiscard]] constexpr const Statement& statement() const noexcept { return statement_; }

 private:
  friend constexpr RuntimeSql runtime_sql(std::string_view text, SourceLocation where) noexcept;
  friend constexpr RuntimeSql runtime_sql(const ReadSql& sql, SourceLocation where) noexcept;
  friend constexpr RuntimeSql runtime_sql(const WriteSql& sql, SourceLocation where) noexcept;

  constexpr explicit RuntimeSql(const Statement& statement) noexcept : statement_{statement} {}

  Statement statement_;
};

/// Marks text that was put together at run time as a statement on purpose.
///
/// A run-time string does not convert to a statement by itself, so that text built from input stands out in a review.
/// Nothing is read here: the cluster classifies the text when it runs, once for as long as its cache has it, and the
/// session refuses a wrong number of `?` with `UsageError`. `classify` tells what a text is without running it.
///
/// Lifetime: the text must outlive the call that runs the statement.
[[nodiscard]] constexpr RuntimeSql runtime_sql(std::string_view text,
                                               SourceLocation where = SourceLocation::current()) noexcept {
  return RuntimeSql{Statement{.text = text, .info = {}, .where = where, .classified = false}};
}

/// Runs a constant that was handed on, as a parameter for example. The compiler has classified it; only the number of
/// `?` is left to the session.
[[nodiscard]] constexpr RuntimeSql runtime_sql(const ReadSql& sql,
                                               SourceLocation where = SourceLocation::current()) noexcept {
  return RuntimeSql{Statement{sql.text(), sql.info(), where}};
}

[[nodiscard]] constexpr RuntimeSql runtime_sql(const WriteSql& sql,
                                               SourceLocation where = SourceLocation::current()) noexcept {
  return RuntimeSql{Statement{sql.text(), sql.info(), where}};
}

}  // namespace rwsplit
