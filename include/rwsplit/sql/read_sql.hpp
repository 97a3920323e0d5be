#pragma once

#include <string_view>

#include <rwsplit/sql/analysis.hpp>
#include <rwsplit/sql/constant_text.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/doubt.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/statement_kind.hpp>

namespace rwsplit {

namespace detail {

// Never defined, see constant_text.hpp.
void not_a_plain_read_it_changes_data();
void not_a_plain_read_it_takes_locks();
void not_a_plain_read_it_depends_on_its_connection();
void not_a_plain_read_it_depends_on_its_server();
void not_a_plain_read_it_calls_an_unknown_function();
void not_a_plain_read_it_holds_several_statements();
void not_a_plain_read_it_is_not_understood();

constexpr void require_read(StatementKind kind, Doubt doubt) {
  switch (kind) {
    case StatementKind::read: return;
    case StatementKind::locking_read: return not_a_plain_read_it_takes_locks();
    case StatementKind::write:
    case StatementKind::ddl:
    case StatementKind::call: return not_a_plain_read_it_changes_data();
    case StatementKind::transaction_control:
    case StatementKind::session_state: return not_a_plain_read_it_depends_on_its_connection();
    case StatementKind::administration:
    case StatementKind::per_server: return not_a_plain_read_it_depends_on_its_server();
    case StatementKind::unknown: break;
  }
  if (doubt == Doubt::function) return not_a_plain_read_it_calls_an_unknown_function();
  if (doubt == Doubt::several_statements) return not_a_plain_read_it_holds_several_statements();
  not_a_plain_read_it_is_not_understood();
}

/// The facts of a plain read; those of anything else do not compile.
[[nodiscard]] constexpr const StatementInfo& read_info(const StatementInfo& info) {
  require_read(info.kind, info.doubt);
  return info;
}

}  // namespace detail

/// A constant statement whose author has said that it reads; made by `read_sql`.
///
/// May be a parameter of a function, which is thereby only ever given reads. It runs as it is where the compiler can
/// see its text, and as `runtime_sql(sql)` where it is a parameter; neither classifies it again.
///
/// Lifetime: its text lives for the whole program.
class ReadSql {
 public:
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
  /// The facts for all dialects, whichever of them `read_sql` was asked about.
  [[nodiscard]] constexpr const StatementInfo& info() const noexcept { return info_; }

 private:
  template <Dialect... dialects>
  friend consteval ReadSql read_sql(std::string_view text);

  constexpr ReadSql(std::string_view text, const StatementInfo& info) noexcept : text_{text}, info_{info} {}

  std::string_view text_;
  StatementInfo info_;
};

/// States that a constant is a plain read; one that is not, or not surely, does not compile.
///
/// It must be one for each of `dialects`, and for all there are if none is named: `read_sql<Dialect::mariadb>(…)` is
/// for text that only MariaDB understands. A cluster with a server of another dialect runs such text on the master.
/// The compiler's message has the reason as a function's name, `not_a_plain_read_…`. Functions of
/// `ClusterConfig::read_functions` are not known to the compiler: a statement that calls one cannot be stated a read.
template <Dialect... dialects>
[[nodiscard]] consteval ReadSql read_sql(std::string_view text) {
  const StatementInfo info = detail::info_of_constant(text);
  constexpr DialectSet wanted = detail::dialects_or_all<dialects...>;
  if (!info.read_in.includes(wanted)) {
    const StatementInfo refused = detail::analyze(text, wanted).info;
    detail::require_read(refused.kind, refused.doubt);
  }
  return ReadSql{text, info};
}

}  // namespace rwsplit
