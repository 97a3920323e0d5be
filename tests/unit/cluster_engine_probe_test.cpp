#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/server_error.hpp>

#include "cluster/engine_probe.hpp"
#include "cluster/reply_text.hpp"
#include "driver/server_release.hpp"
#include "support/catch_shim.hpp"
#include "support/deliver.hpp"

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace std::chrono_literals;

namespace {

/// A column and its values as the server sends them; no value stands for NULL.
using Cells = std::vector<std::pair<std::string, const char*>>;

[[nodiscard]] Reply reply_with(const std::vector<Cells>& rows) {
  Reply reply;
  if (rows.empty()) return reply;
  auto columns = std::make_shared<ResultSet::Columns>();
  for (const auto& [name, value] : rows.front()) columns->push_back({name, "VARCHAR"});
  reply.rows = ResultSet{columns};
  for (const Cells& row : rows) {
    for (const auto& [name, value] : row) reply.rows.push(value == nullptr ? Value::null() : Value::text(value));
  }
  return reply;
}

/// A server that knows a few statements by heart.
class ScriptedConnection final : public Connection {
 public:
  ScriptedConnection(Flavor flavor, std::string version)
      : identity_{.flavor = flavor, .version = std::move(version), .connection_id = 1} {}

  std::map<std::string, std::vector<Cells>, std::less<>> replies{};
  int denied{0};

  [[nodiscard]] ReplySummary run(std::string_view text, std::span<const Value>, RowSink& rows) override {
    if (denied != 0 && text.starts_with("SHOW")) {
      ErrorInfo info;
      info.code = {denied, server_category(identity_.flavor)};
      throw ServerError{info};
    }
    const auto found = replies.find(text);
    if (found == replies.end()) throw std::logic_error{"not expected: " + std::string{text}};
    return testing::deliver(reply_with(found->second), rows);
  }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view, std::span<const Value>) override {
    throw std::logic_error{"no cursor is needed"};
  }
  void begin(TransactionMode) override {}
  void commit() override {}
  void rollback() override {}
  void ping() override {}
  void reset() override {}
  [[nodiscard]] bool alive() noexcept override { return true; }
  [[nodiscard]] ConnectionStatus status() const noexcept override { return {}; }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  ServerIdentity identity_;
};

constexpr const char* mysql_state = "SELECT @@GLOBAL.read_only, @@GLOBAL.gtid_executed";
constexpr const char* mariadb_state = "SELECT @@GLOBAL.read_only, @@GLOBAL.gtid_binlog_pos, @@GLOBAL.gtid_slave_pos";

const Cells mysql_row{{"Source_Host", "db1"},         {"Source_Port", "3307"},
                      {"Replica_IO_Running", "Yes"},  {"Replica_SQL_Running", "Yes"},
                      {"Seconds_Behind_Source", "4"}, {"Last_IO_Errno", "0"},
                      {"Last_SQL_Errno", "0"},        {"Source_Server_Id", "1"},
                      {"Source_UUID", "f07aef59"},    {"SQL_Delay", "60"},
                      {"Auto_Position", "1"},         {"Channel_Name", "east"}};
const Cells mariadb_row{{"Connection_name", ""},     {"Master_Host", "db1"},
                        {"Master_Port", "3306"},     {"Slave_IO_Running", "Connecting"},
                        {"Slave_SQL_Running", "No"}, {"Seconds_Behind_Master", nullptr},
                        {"Last_IO_Errno", "2003"},   {"Last_SQL_Errno", "1062"},
                        {"Master_Server_Id", "7"},   {"Using_Gtid", "Slave_Pos"},
                        {"SQL_Delay", "0"}};

void make_mysql_replica(ScriptedConnection& connection, std::vector<Cells> channels) {
  connection.replies[mysql_state] = {{{"a", "1"}, {"b", "f07aef59:1-5,\nf07796ad:1-2"}}};
  connection.replies["SHOW REPLICA STATUS"] = std::move(channels);
}

}  // namespace

TEST_CASE("probe: a MySQL replica", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mysql, "9.7.4-2"};
  make_mysql_replica(connection, {mysql_row});
  const EngineProbe found = probe(connection);
  CHECK(found.flavor == Flavor::mysql);
  CHECK(found.version == "9.7.4-2");
  CHECK(found.read_only == true);
  CHECK(found.applied == "f07aef59:1-5,f07796ad:1-2");
  REQUIRE(found.channels.size() == 1);
  const ReplicationChannel& channel = found.channels[0];
  CHECK(channel.name == "east");
  CHECK(channel.host == "db1");
  CHECK(channel.port == 3307);
  CHECK(channel.source_uuid == "f07aef59");
  CHECK(channel.source_id == 1);
  CHECK(channel.receiving);
  CHECK(channel.applying);
  CHECK(channel.lag == 4s);
  CHECK(channel.delay == 60s);
  CHECK(channel.by_gtid);
  CHECK(role_of(found) == Role::replica);
  CHECK(lag_of(found) == 4s);
}

TEST_CASE("probe: a lag of NULL is not 0", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mariadb, "10.11.19-MariaDB"};
  connection.replies[mariadb_state] = {{{"a", "1"}, {"b", "0-2-9"}, {"c", "0-1-5"}}};
  connection.replies["SHOW ALL SLAVES STATUS"] = {mariadb_row};
  const EngineProbe found = probe(connection);
  REQUIRE(found.channels.size() == 1);
  const ReplicationChannel& channel = found.channels[0];
  CHECK_FALSE(channel.lag);
  CHECK_FALSE(channel.receiving);  // it only tries to
  CHECK_FALSE(channel.applying);
  CHECK(channel.receive_error == 2003);
  CHECK(channel.apply_error == 1062);
  CHECK(channel.source_id == 7);
  CHECK(channel.source_uuid.empty());
  CHECK(channel.by_gtid);
  CHECK(found.applied == "0-1-5");
  CHECK(role_of(found) == Role::replica);
  CHECK_FALSE(lag_of(found));
}

TEST_CASE("probe: a master, also one that was a replica", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mariadb, "10.11.19-MariaDB"};
  connection.replies[mariadb_state] = {{{"a", "0"}, {"b", "0-2-24"}, {"c", "0-1-5"}}};
  connection.replies["SHOW ALL SLAVES STATUS"] = {};
  const EngineProbe found = probe(connection);
  CHECK(found.read_only == false);
  CHECK(found.applied == "0-2-24");
  CHECK(role_of(found) == Role::master);
  CHECK_FALSE(lag_of(found));
}

TEST_CASE("probe: an account without the privilege", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mariadb, "10.11.19-MariaDB"};
  connection.replies[mariadb_state] = {{{"a", "ON"}, {"b", "0-1-4"}, {"c", "0-1-5"}}};
  connection.denied = 1227;
  const EngineProbe found = probe(connection);
  CHECK(found.channels_hidden);
  CHECK(found.read_only == true);
  CHECK(found.applied == "0-1-5");
  CHECK_FALSE(role_of(found));
  CHECK_FALSE(lag_of(found));
  SECTION("any other refusal is an error") {
    connection.denied = 1064;
    CHECK_THROWS_AS(static_cast<void>(probe(connection)), ServerError);
  }
}

TEST_CASE("probe: a server that answers with fewer columns than it was asked for", "[cluster][probe][security]") {
  struct Row {
    Flavor flavor;
    const char* question;
  };
  for (const auto& [flavor, question] : {Row{Flavor::mysql, mysql_state}, Row{Flavor::mariadb, mariadb_state}}) {
    ScriptedConnection connection{flavor, "10.11.19"};
    connection.replies[question] = {{{"a", "1"}}};
    connection.replies["SHOW REPLICA STATUS"] = {};
    connection.replies["SHOW ALL SLAVES STATUS"] = {{{"Master_Host", "db1"}}};
    const EngineProbe found = probe(connection);
    CHECK(found.read_only == true);
    CHECK(found.applied.empty());
  }
}

TEST_CASE("probe: statements and columns of older versions", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mysql, "8.0.21"};
  connection.replies[mysql_state] = {{{"a", "1"}, {"b", ""}}};
  Cells row = mariadb_row;
  row[9] = {"Auto_Position", "0"};
  connection.replies["SHOW SLAVE STATUS"] = {row};
  const EngineProbe found = probe(connection);
  REQUIRE(found.channels.size() == 1);
  CHECK_FALSE(found.channels[0].by_gtid);
  CHECK(found.channels[0].host == "db1");
}

TEST_CASE("probe: several channels, of which the worst counts", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::mysql, "9.7.4"};
  Cells other = mysql_row;
  other[4].second = "9";
  make_mysql_replica(connection, {mysql_row, other});
  CHECK(lag_of(probe(connection)) == 9s);
  other[4].second = nullptr;
  make_mysql_replica(connection, {mysql_row, other});
  CHECK_FALSE(lag_of(probe(connection)));
}

TEST_CASE("probe: SQLite has no replication to ask about", "[cluster][probe]") {
  ScriptedConnection connection{Flavor::sqlite, "3.40.1"};
  const EngineProbe found = probe(connection);
  CHECK_FALSE(found.read_only);
  CHECK_FALSE(role_of(found));
  CHECK(lag_of(found) == 0s);
}

TEST_CASE("probe: what the words of servers mean", "[cluster][probe]") {
  for (const char* on : {"1", "ON", "on", "Yes", "NO_LOCK", "Current_Pos"}) CHECK(means_on(on));
  for (const char* off : {"0", "OFF", "Off", "no", ""}) CHECK_FALSE(means_on(off));
  CHECK(number_in("42") == 42U);
  for (const char* none : {"", "x", "4x", "-1", "99999999999999999999"}) CHECK_FALSE(number_in(none));
  CHECK(shown(Value::integer(-3)) == "-3");
  CHECK(shown(Value::unsigned_integer(3)) == "3");
  CHECK(shown(Value::blob("x")) == "x");
  CHECK_FALSE(shown(Value::null()));
  CHECK_FALSE(shown(Value::date({})));
}

TEST_CASE("probe: releases", "[cluster][probe]") {
  CHECK(release_of("10.11.19-MariaDB") == Release{10, 11, 19});
  CHECK(release_of("9.7") == Release{9, 7, 0});
  CHECK(release_of("unknown") == Release{});
  CHECK(channel_privilege(Flavor::mariadb, "10.11.19") == "SLAVE MONITOR");
  CHECK(channel_privilege(Flavor::mariadb, "10.4.1") == "REPLICATION CLIENT");
  CHECK(channel_privilege(Flavor::mysql, "9.7.4") == "REPLICATION CLIENT");
}
