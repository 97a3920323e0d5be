#include "cluster/heartbeat.hpp"

#include <algorithm>

namespace rwsplit::detail {

namespace {

[[nodiscard]] bool is_identifier(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_' || c == '$';
  });
}

[[nodiscard]] std::string quoted(std::string_view table) {
  std::string text = "`";
  for (const char c : table) text += c == '.' ? std::string{"`.`"} : std::string{c};
  return text + "`";
}

}  // namespace

bool is_table_name(std::string_view name) noexcept {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return is_identifier(name);
  return is_identifier(name.substr(0, dot)) && is_identifier(name.substr(dot + 1));
}

std::string heartbeat_age(std::string_view table) {
  return "(SELECT TIMESTAMPDIFF(MICROSECOND, beat, UTC_TIMESTAMP(6)) FROM " + quoted(table) + " WHERE id = 1)";
}

void make_heartbeat_table(Connection& connection, std::string_view table) {
  const std::string text = "CREATE TABLE IF NOT EXISTS " + quoted(table) +
                           " (id INT UNSIGNED NOT NULL PRIMARY KEY, beat DATETIME(6) NOT NULL)";
  static_cast<void>(connection.execute(text, {}));
}

void write_heartbeat(Connection& connection, std::string_view table) {
  const std::string text = "INSERT INTO " + quoted(table) +
                           " (id, beat) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE beat = UTC_TIMESTAMP(6)";
  static_cast<void>(connection.execute(text, {}));
}

}  // namespace rwsplit::detail
