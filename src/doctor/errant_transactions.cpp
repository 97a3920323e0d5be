#include "doctor/errant_transactions.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace rwsplit::doctor {

namespace {

[[nodiscard]] std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\n')) text.remove_prefix(1);
  return text;
}

/// Who wrote what one item of a list describes: MySQL `uuid:1-5`, MariaDB `domain-server-sequence`.
[[nodiscard]] std::string_view writer_in(std::string_view item, bool mariadb) {
  if (!mariadb) return item.substr(0, item.find(':'));
  const std::size_t first = item.find('-');
  if (first == std::string_view::npos) return {};
  return item.substr(first + 1, item.find('-', first + 1) - first - 1);
}

[[nodiscard]] bool names_writer(std::string_view list, std::string_view writer, bool mariadb) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (writer_in(trimmed(list.substr(0, comma)), mariadb) == writer) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

bool has_errant_transactions(const ServerFacts& replica, const ServerFacts& master) {
  if (replica.probe.flavor != master.probe.flavor) return false;
  const bool mariadb = replica.probe.flavor == Flavor::mariadb;
  const std::string_view self = replica.variable(mariadb ? "server_id" : "server_uuid");
  if (self.empty() || self == master.variable(mariadb ? "server_id" : "server_uuid")) return false;
  // MariaDB's position has only the last writer of each domain; the state of its binary log has all.
  const std::string_view own = mariadb ? replica.variable("gtid_binlog_state") : replica.probe.applied;
  const std::string_view there = mariadb ? master.variable("gtid_binlog_state") : master.probe.applied;
  return names_writer(own, self, mariadb) && !names_writer(there, self, mariadb);
}

}  // namespace rwsplit::doctor
