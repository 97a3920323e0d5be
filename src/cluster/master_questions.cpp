#include "cluster/master_questions.hpp"

#include <string_view>

#include "cluster/position_questions.hpp"
#include "cluster/reply_text.hpp"

namespace rwsplit::detail {

namespace {

// Both tables are open to every account.
constexpr std::string_view mysql_rest =
    ", @@GLOBAL.server_uuid,"
    " (SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Uptime')";
constexpr std::string_view mariadb_rest =
    ", @@GLOBAL.server_id,"
    " (SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'UPTIME')";

}  // namespace

bool is_doubtful(const MasterAnswer& before, const MasterAnswer& now) noexcept {
  const bool restarted = before.uptime && now.uptime && *now.uptime < *before.uptime;
  return before.server != now.server || restarted || !now.shows.contains(before.shows);
}

MasterAnswer ask_master(Connection& connection) {
  const Flavor flavor = connection.server().flavor;
  std::string text = "SELECT ";
  text.append(position_columns(flavor)).append(flavor == Flavor::mariadb ? mariadb_rest : mysql_rest);
  const Reply reply = connection.execute(text, {});
  return {.server = cell(reply.rows, 0, 2).value_or(""),
          .uptime = number_in(cell(reply.rows, 0, 3).value_or("")),
          .shows = position_in(flavor, reply.rows).shows};
}

}  // namespace rwsplit::detail
