#include "session/session_setting.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <rwsplit/sql/server_schemas.hpp>

#include "session/statement_words.hpp"

namespace rwsplit::detail {

namespace {

/// Variables that mean the next statement, the server itself, or what a replica may be used for.
constexpr std::array bound_variables{
    std::string_view{"AUTOCOMMIT"},       std::string_view{"BINLOG_FORMAT"},
    std::string_view{"COMPLETION_TYPE"},  std::string_view{"DEFAULT_MASTER_CONNECTION"},
    std::string_view{"GTID_DOMAIN_ID"},   std::string_view{"GTID_NEXT"},
    std::string_view{"GTID_SEQ_NO"},      std::string_view{"IDENTITY"},
    std::string_view{"INSERT_ID"},        std::string_view{"LAST_INSERT_ID"},
    std::string_view{"PROFILING"},        std::string_view{"PSEUDO_SLAVE_MODE"},
    std::string_view{"PSEUDO_THREAD_ID"}, std::string_view{"RAND_SEED1"},
    std::string_view{"RAND_SEED2"},       std::string_view{"SERVER_ID"},
    std::string_view{"SKIP_REPLICATION"}, std::string_view{"SQL_AUTO_IS_NULL"},
    std::string_view{"SQL_LOG_BIN"},      std::string_view{"TRANSACTION_READ_ONLY"},
    std::string_view{"TX_READ_ONLY"},
};
constexpr std::string_view tracker_prefix = "SESSION_TRACK_";

/// Multi-byte character sets whose second bytes reach into ASCII, and those that are no superset of ASCII at all.
/// Source: the character set tables of MySQL 9.7 and MariaDB 10.11. Safe, although multi-byte: utf8, ujis, eucjpms,
/// euckr, gb2312.
constexpr std::array unsafe_sets{
    std::string_view{"BIG5"},    std::string_view{"CP932"}, std::string_view{"GB18030"}, std::string_view{"GBK"},
    std::string_view{"SJIS"},    std::string_view{"SWE7"},  std::string_view{"UCS2"},    std::string_view{"UTF16"},
    std::string_view{"UTF16LE"}, std::string_view{"UTF32"}, std::string_view{"DEFAULT"},  // whichever the server was
                                                                                          // started with
};

/// What a character set's name follows.
constexpr std::array charset_words{std::string_view{"NAMES"}, std::string_view{"CHARSET"},
                                   std::string_view{"CHARACTER_SET_CLIENT"}};

bool equals_any(std::string_view name, const auto& upper_case_names) noexcept {
  return std::any_of(upper_case_names.begin(), upper_case_names.end(),
                     [name](std::string_view known) { return equals_folded(name, known); });
}

bool is_bound(std::string_view name) noexcept {
  return equals_any(name, bound_variables) || equals_folded(name.substr(0, tracker_prefix.size()), tracker_prefix);
}

bool is_isolation_variable(std::string_view name) noexcept {
  return equals_folded(name, "TRANSACTION_ISOLATION") || equals_folded(name, "TX_ISOLATION");
}

/// Makes plain reads take locks.
bool is_serializable(std::string_view word) noexcept { return equals_folded(word, "SERIALIZABLE"); }

/// `[SESSION | LOCAL | @@[session.]] name`
std::optional<std::string_view> accept_target(StatementWords& words) noexcept {
  const bool marked = words.accept_system_variable();
  const bool scoped = words.accept("SESSION") || words.accept("LOCAL");
  if (marked && scoped && !words.accept('.')) return std::nullopt;
  return words.accept_name();
}

/// A constant of one word; with `isolation`, a name that is not SERIALIZABLE.
bool accept_constant(StatementWords& words, bool isolation) noexcept {
  if (const auto text = words.accept_string()) return !is_serializable(*text);
  if (isolation) return false;  // a number, or the server's default
  static_cast<void>(words.accept('-') || words.accept('+'));
  if (words.accept_number()) return !words.accept('.') || words.accept_number();
  return words.accept_name().has_value();
}

/// `ISOLATION LEVEL …` of SET SESSION TRANSACTION; not READ ONLY and READ WRITE.
bool accept_isolation_level(StatementWords& words) noexcept {
  if (!words.accept("ISOLATION") || !words.accept("LEVEL")) return false;
  if (words.accept("REPEATABLE")) return words.accept("READ");
  return words.accept("READ") && (words.accept("COMMITTED") || words.accept("UNCOMMITTED"));
}

/// `NAMES utf8mb4 [COLLATE name]`, `CHARACTER SET utf8mb4`, `CHARSET utf8mb4`.
bool accept_charset_clause(StatementWords& words) noexcept {
  if (!accept_constant(words, false)) return false;
  return !words.accept("COLLATE") || accept_constant(words, false);
}

bool accept_charset_words(StatementWords& words) noexcept {
  return words.accept("NAMES") || words.accept("CHARSET") || (words.accept("CHARACTER") && words.accept("SET"));
}

bool accept_assignment(StatementWords& words) noexcept {
  if (accept_charset_words(words)) return accept_charset_clause(words);
  const auto target = accept_target(words);
  if (!target || is_bound(*target)) return false;
  if (equals_folded(*target, "TRANSACTION")) return accept_isolation_level(words);
  if (!words.accept('=') && !words.accept_assignment()) return false;
  return accept_constant(words, is_isolation_variable(*target));
}

bool is_plain_set(StatementWords words) noexcept {
  do {
    if (!accept_assignment(words)) return false;
  } while (words.accept(','));
  return words.at_end();
}

/// `ROLE name [@ host]`, several names, `ALL EXCEPT …`: roles mean the same everywhere, and nothing in it can be bound.
bool is_plain_role(StatementWords words) noexcept {
  do {
    if (!words.accept_name() && !words.accept_string()) return false;
  } while (words.accept(',') || !words.at_end());
  return true;
}

/// Names without a schema mean tables of one server after USE performance_schema: not a setting for replicas.
bool accept_users_schema(StatementWords& words) noexcept {
  const auto name = words.accept_name();
  return name && server_schema(*name) == ServerSchema::none;
}

/// The name was the whole value: in `_utf8'gbk'`, `'g' 'bk'` and `BINARY 'gbk'` it was not.
bool ends_constant(StatementWords& words) noexcept {
  return words.accept("COLLATE") || words.accept(',') || words.at_end();
}

constexpr bool makes_settings_only(const StatementInfo& info) noexcept {
  constexpr SessionEffects repeatable{SessionEffect::setting, SessionEffect::current_schema, SessionEffect::role};
  const bool known = info.kind == StatementKind::session_state || info.kind == StatementKind::transaction_control;
  return known && !info.effects.empty() && repeatable.includes(info.effects) &&
         !info.has(StatementFact::several_statements) && !info.has(StatementFact::executable_comment) &&
         info.placeholders == 0;
}

}  // namespace

bool can_be_repeated(const Statement& statement) noexcept {
  if (!makes_settings_only(statement.info)) return false;
  StatementWords words{statement.text};
  if (words.accept("USE")) return accept_users_schema(words) && words.at_end();
  if (!words.accept("SET")) return false;
  return words.accept("ROLE") ? is_plain_role(words) : is_plain_set(words);
}

std::optional<std::string> unsafe_character_set(std::string_view text) {
  StatementWords words{text};
  while (!words.at_end()) {
    if (words.is_odd()) return "?";
    const auto word = words.accept_name();
    if (!word) {
      words.skip();
      continue;
    }
    const bool two_words = equals_folded(*word, "CHARACTER") && words.accept("SET");
    if (!two_words && !equals_any(*word, charset_words)) continue;
    static_cast<void>(words.accept('=') || words.accept_assignment());
    auto name = words.accept_string();
    if (!name) name = words.accept_name();
    if (!name) return "?";
    if (equals_any(*name, unsafe_sets)) return std::string{*name};
    if (!ends_constant(words)) return "?";
  }
  return std::nullopt;
}

}  // namespace rwsplit::detail
