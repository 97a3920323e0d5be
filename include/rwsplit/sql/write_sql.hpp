#pragma once

#include <string_view>

#include <rwsplit/sql/constant_text.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

namespace detail {

// Never defined, see constant_text.hpp.
void not_a_write_it_is_a_plain_read();

}  // namespace detail

/// A constant statement whose author has said that it is more than a read; made by `write_sql`.
///
/// May be a parameter of a function, and runs there as `runtime_sql(sql)`. It is never taken for a read, not even if
/// `ClusterConfig::read_functions` vouches for all that it calls.
///
/// Lifetime: its text lives for the whole program.
class WriteSql {
 public:
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
  [[nodiscard]] constexpr const StatementInfo& info() const noexcept { return info_; }

 private:
  template <Dialect... dialects>
  friend consteval WriteSql write_sql(std::string_view text);

  constexpr WriteSql(std::string_view text, const StatementInfo& info) noexcept : text_{text}, info_{info} {}

  std::string_view text_;
  StatementInfo info_;
};

/// States that a constant is not a plain read; one that is a plain read for one of `dialects` does not compile.
///
/// All dialects count if none is named. Writes, schema changes, calls, locking reads, session state and text that is
/// not understood compile: `write_sql("SELECT charge(?)")` keeps a function that writes on the master for good.
template <Dialect... dialects>
[[nodiscard]] consteval WriteSql write_sql(std::string_view text) {
  StatementInfo info = detail::info_of_constant(text);
  constexpr DialectSet wanted = detail::dialects_or_all<dialects...>;
  if (!(info.read_in & wanted).empty()) detail::not_a_write_it_is_a_plain_read();
  info.read_in = {};
  info.read_if_functions_in = {};
  return WriteSql{text, info};
}

}  // namespace rwsplit
