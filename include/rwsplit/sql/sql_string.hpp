#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/sql/constant_text.hpp>
#include <rwsplit/sql/read_sql.hpp>
#include <rwsplit/sql/runtime_sql.hpp>
#include <rwsplit/sql/statement.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/write_sql.hpp>

namespace rwsplit {

class Params;

namespace detail {

// Never defined, see constant_text.hpp.
void placeholder_count_differs_from_argument_count();

/// True when the values come as one list, whose length only the running program knows.
template <class... Args>
inline constexpr bool is_parameter_list = false;
template <class Only>
inline constexpr bool is_parameter_list<Only> = std::is_same_v<std::remove_cvref_t<Only>, Params>;

/// Facts of a constant that has a `?` for each of `Args`; any other does not compile. Not consteval, see
/// `info_of_constant`.
template <class... Args>
[[nodiscard]] constexpr const StatementInfo& counted(const StatementInfo& info) {
  if (!is_parameter_list<Args...> && info.placeholders != sizeof...(Args)) {
    placeholder_count_differs_from_argument_count();
  }
  return info;
}

}  // namespace detail

/// The text of a statement that takes `Args`: a constant, checked and classified by the compiler, or a `RuntimeSql`.
///
/// Functions take it as `SqlString<std::type_identity_t<Args>...>`, so that the arguments alone decide what `Args` is.
/// A constant whose number of `?` differs from the number of arguments, or that ends within a quote or a comment, does
/// not compile; the compiler's message has the reason as a function's name. One argument of type `Params` is not
/// counted. `read_sql("…")` and `write_sql("…")` are constants that say what they are for, and are checked alike.
///
/// Lifetime: does not own the text; a constant lives for the whole program.
template <class... Args>
class SqlString {
 public:
  /// A string constant. The place of the call is captured here, so that the argument pack of the caller can stay last.
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  consteval SqlString(const Text& text, SourceLocation where = SourceLocation::current())
      : statement_{classified(std::string_view{text}, where)} {}

  consteval SqlString(const ReadSql& sql, SourceLocation where = SourceLocation::current())
      : statement_{sql.text(), detail::counted<Args...>(sql.info()), where} {}

  consteval SqlString(const WriteSql& sql, SourceLocation where = SourceLocation::current())
      : statement_{sql.text(), detail::counted<Args...>(sql.info()), where} {}

  /// What is known only at run time, see `runtime_sql`.
  constexpr SqlString(const RuntimeSql& sql) noexcept : statement_{sql.statement()} {}

  [[nodiscard]] constexpr const Statement& statement() const noexcept { return statement_; }

 private:
  static consteval Statement classified(std::string_view text, SourceLocation where) {
    return {text, detail::counted<Args...>(detail::info_of_constant(text)), where};
  }

  Statement statement_;
};

}  // namespace rwsplit
