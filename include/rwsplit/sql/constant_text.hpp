#pragma once

#include <string_view>

#include <rwsplit/sql/analysis.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

// What a constant is refused for has a function that is declared, never defined and not constexpr: a call ends the
// evaluation in the compiler, which then prints the name.
void unterminated_quote_or_comment();

/// The facts of a constant for all dialects; one that ends within a quote or a comment does not compile.
///
/// Not consteval, as this and its like are called by consteval templates: clang 14 wants constant arguments there.
[[nodiscard]] constexpr StatementInfo info_of_constant(std::string_view text) {
  const Analysis analysis = analyze(text);
  if (analysis.unterminated) unterminated_quote_or_comment();
  return analysis.info;
}

/// The dialects somebody names; all of them if nobody does.
template <Dialect... dialects>
inline constexpr DialectSet dialects_or_all{dialects...};
template <>
inline constexpr DialectSet dialects_or_all<> = all_dialects;

}  // namespace rwsplit::detail
