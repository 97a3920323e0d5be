#include "session/state_names.hpp"

#include <algorithm>

#include "session/statement_words.hpp"

namespace rwsplit::detail {

namespace {

using Names = std::vector<std::string>;
using MaybeNames = std::optional<Names>;

std::string upper_case(std::string_view text) {
  std::string upper{text};
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  return upper;
}

MaybeNames one_name(std::string_view name) { return Names{std::string{name}}; }

bool accept_call(StatementWords& words, std::string_view function) noexcept {
  return (words.accept("SELECT") || words.accept("DO")) && words.accept(function) && words.accept('(');
}

/// What may follow the only expression of a query without changing how often it runs.
bool ends_after_alias(StatementWords& words) noexcept {
  const bool announced = words.accept("AS");
  const bool named = !words.at_end() && words.accept_name().has_value();
  return (named || !announced) && words.at_end();
}

std::optional<std::string> lock_name(StatementWords& words, std::span<const Value> parameters) {
  if (const auto literal = words.accept_string()) return upper_case(*literal);
  const bool bound = words.accept_placeholder() && !parameters.empty() && parameters[0].kind() == ValueKind::text;
  if (!bound) return std::nullopt;
  return upper_case(parameters[0].as_bytes());
}

MaybeNames locked(StatementWords words, std::span<const Value> parameters) {
  if (!accept_call(words, "GET_LOCK")) return std::nullopt;
  const auto name = lock_name(words, parameters);
  if (!name || !words.accept(',')) return std::nullopt;
  static_cast<void>(words.accept('-'));  // waits without end
  const bool closed = (words.accept_number() || words.accept_placeholder()) && words.accept(')');
  return closed && ends_after_alias(words) ? one_name(*name) : std::nullopt;
}

MaybeNames unlocked(StatementWords words, std::span<const Value> parameters) {
  if (!accept_call(words, "RELEASE_LOCK")) return std::nullopt;
  const auto name = lock_name(words, parameters);
  return name && words.accept(')') && ends_after_alias(words) ? one_name(*name) : std::nullopt;
}

/// `name` or `database.name`, as one.
std::optional<std::string> table_name(StatementWords& words) {
  const auto first = words.accept_name();
  if (!first) return std::nullopt;
  if (!words.accept('.')) return std::string{*first};
  const auto second = words.accept_name();
  if (!second) return std::nullopt;
  return std::string{*first} + '.' + std::string{*second};
}

MaybeNames created_table(StatementWords words) {
  if (!words.accept("CREATE")) return std::nullopt;
  if (words.accept("OR") && !words.accept("REPLACE")) return std::nullopt;
  if (!words.accept("TEMPORARY") || !words.accept("TABLE")) return std::nullopt;
  if (words.accept("IF") && !(words.accept("NOT") && words.accept("EXISTS"))) return std::nullopt;
  const auto name = table_name(words);
  return name ? one_name(*name) : std::nullopt;
}

MaybeNames dropped_tables(StatementWords words) {
  if (!words.accept("DROP") || !words.accept("TEMPORARY")) return std::nullopt;
  if (!words.accept("TABLE") && !words.accept("TABLES")) return std::nullopt;
  if (words.accept("IF") && !words.accept("EXISTS")) return std::nullopt;
  Names names;
  do {
    auto name = table_name(words);
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  } while (words.accept(','));
  return words.at_end() ? MaybeNames{std::move(names)} : std::nullopt;
}

/// HANDLER table OPEN [[AS] name]
MaybeNames opened_handler(StatementWords words) {
  if (!words.accept("HANDLER")) return std::nullopt;
  auto name = words.accept_name();
  if (name && words.accept('.')) name = words.accept_name();
  if (!name || !words.accept("OPEN")) return std::nullopt;
  if (words.at_end()) return one_name(*name);
  static_cast<void>(words.accept("AS"));
  name = words.accept_name();
  return name && words.at_end() ? one_name(*name) : std::nullopt;
}

MaybeNames closed_handler(StatementWords words) {
  if (!words.accept("HANDLER")) return std::nullopt;
  const auto name = words.accept_name();
  return name && words.accept("CLOSE") && words.at_end() ? one_name(*name) : std::nullopt;
}

MaybeNames prepared_statement(StatementWords words) {
  if (!words.accept("PREPARE")) return std::nullopt;
  const auto name = words.accept_name();
  return name && words.accept("FROM") ? MaybeNames{Names{upper_case(*name)}} : std::nullopt;
}

MaybeNames deallocated_statement(StatementWords words) {
  if (!words.accept("DEALLOCATE") && !words.accept("DROP")) return std::nullopt;
  if (!words.accept("PREPARE")) return std::nullopt;
  const auto name = words.accept_name();
  return name && words.at_end() ? MaybeNames{Names{upper_case(*name)}} : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> names_of(SessionEffect effect, std::string_view text,
                                                 std::span<const Value> parameters) {
  const StatementWords words{text};
  switch (effect) {
    case SessionEffect::user_lock: return locked(words, parameters);
    case SessionEffect::user_lock_released: return unlocked(words, parameters);
    case SessionEffect::temporary_table: return created_table(words);
    case SessionEffect::temporary_table_dropped: return dropped_tables(words);
    case SessionEffect::handler: return opened_handler(words);
    case SessionEffect::handler_closed: return closed_handler(words);
    case SessionEffect::prepared_statement: return prepared_statement(words);
    case SessionEffect::prepared_statement_dropped: return deallocated_statement(words);
    case SessionEffect::setting:
    case SessionEffect::current_schema:
    case SessionEffect::role:
    case SessionEffect::autocommit:
    case SessionEffect::next_transaction:
    case SessionEffect::user_variable:
    case SessionEffect::user_locks_released:
    case SessionEffect::table_lock:
    case SessionEffect::table_lock_released:
    case SessionEffect::found_rows:
    case SessionEffect::last_insert_id:
    case SessionEffect::xa_transaction:
    case SessionEffect::attached_database:
    case SessionEffect::anything: return std::nullopt;
  }
  return std::nullopt;
}

bool releases_all_locks(std::string_view text) noexcept {
  StatementWords words{text};
  return accept_call(words, "RELEASE_ALL_LOCKS") && words.accept(')') && ends_after_alias(words);
}

bool may_rename_tables(std::string_view text) noexcept {
  StatementWords words{text};
  return words.accept("ALTER") || words.accept("RENAME");
}

bool ends_xa_transaction(std::string_view text) noexcept {
  StatementWords words{text};
  return words.accept("XA") && (words.accept("COMMIT") || words.accept("ROLLBACK"));
}

}  // namespace rwsplit::detail
