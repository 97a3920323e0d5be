#pragma once

#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/classify.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit {

/// A statement whose text is known only when the program runs; made by `runtime_sql`.
///
/// Lifetime: does not own the text, which must outlive the call that runs it.
class RuntimeSql {
 public:
  [[nodiscard]] constexpr const Statement& statement() const noexcept { return statement_; }

 private:
  friend constexpr RuntimeSql runtime_sql(std::string_view text, SourceLocation where) noexcept;

  constexpr explicit RuntimeSql(const Statement& statement) noexcept : statement_{statement} {}

  Statement statement_;
};

/// Marks text that was put together at run time as a statement on purpose.
///
/// A run-time string does not convert to a statement by itself, so that text built from input stands out in a review.
/// The number of `?` is not checked here: the session refuses a wrong one with `UsageError`.
///
/// Lifetime: the text must outlive the call that runs the statement.
[[nodiscard]] constexpr RuntimeSql runtime_sql(std::string_view text,
                                               SourceLocation where = SourceLocation::current()) noexcept {
  return RuntimeSql{Statement{text, classify(text), where}};
}

}  // namespace rwsplit
