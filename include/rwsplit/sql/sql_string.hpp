#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/analysis.hpp>
#include <rwsplit/sql/runtime_sql.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit {

class Params;

namespace detail {

// Declared, never defined and not constexpr: a call ends the evaluation in the compiler, which then prints the name.
void placeholder_count_differs_from_argument_count();
void unterminated_quote_or_comment();

/// True when the values come as one list, whose length only the running program knows.
template <class... Args>
inline constexpr bool is_parameter_list = false;
template <class Only>
inline constexpr bool is_parameter_list<Only> = std::is_same_v<std::remove_cvref_t<Only>, Params>;

}  // namespace detail

/// The text of a statement that takes `Args`: a constant, checked and classified by the compiler, or a `RuntimeSql`.
///
/// Functions take it as `SqlString<std::type_identity_t<Args>...>`, so that the arguments alone decide what `Args` is.
/// A constant whose number of `?` differs from the number of arguments, or that ends within a quote or a comment, does
/// not compile; the compiler's message has the reason as a function's name. One argument of type `Params` is not
/// counted.
///
/// Lifetime: does not own the text; a constant lives for the whole program.
template <class... Args>
class SqlString {
 public:
  /// A string constant. The place of the call is captured here, so that the argument pack of the caller can stay last.
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  consteval SqlString(const Text& text, SourceLocation where = SourceLocation::current())
      : statement_{checked(std::string_view{text}, where)} {}

  /// Text known only at run time, see `runtime_sql`.
  constexpr SqlString(const RuntimeSql& sql) noexcept : statement_{sql.statement()} {}

  [[nodiscard]] constexpr const Statement& statement() const noexcept { return statement_; }

 private:
  static consteval Statement checked(std::string_view text, SourceLocation where) {
    const detail::Analysis analysis = detail::analyze(text);
    if (analysis.unterminated) detail::unterminated_quote_or_comment();
    if (!detail::is_parameter_list<Args...> && analysis.info.placeholders != sizeof...(Args)) {
      detail::placeholder_count_differs_from_argument_count();
    }
    return Statement{text, analysis.info, where};
  }

  Statement statement_;
};

}  // namespace rwsplit
