#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/healthy_cluster.hpp"
#include "doctor/privileges.hpp"
#include "doctor/read_facts.hpp"
#include "doctor/server_questions.hpp"
#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace rwsplit::doctor;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

using Engines = std::vector<std::string>;
using Break = std::function<void(ClusterFacts&)>;

[[nodiscard]] bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

[[nodiscard]] ServerFacts& server(ClusterFacts& facts, std::size_t engine) { return *facts.engines.at(engine).server; }

[[nodiscard]] detail::ReplicationChannel& channel(ClusterFacts& facts, std::size_t engine) {
  return server(facts, engine).probe.channels.at(0);
}

[[nodiscard]] Break set(std::size_t engine, const std::string& variable, const std::string& value) {
  return [=](ClusterFacts& facts) { server(facts, engine).variables[variable] = value; };
}

/// One thing that is wrong, and the one finding that it must give.
struct Case {
  const char* name;
  Flavor flavor;
  Break trouble;
  Severity severity;
  Check check;
  Engines engines;
  /// Parts of the sentences.
  const char* problem;
  const char* remedy;
};

void run(const std::vector<Case>& cases) {
  for (const Case& tried : cases) {
    CAPTURE(tried.name);
    ClusterFacts facts = healthy_cluster(tried.flavor);
    tried.trouble(facts);
    const std::vector<Finding> findings = diagnose(facts);
    REQUIRE(findings.size() == 1);
    const Finding& finding = findings.front();
    CAPTURE(finding.problem, finding.remedy, to_string(finding.check));
    CHECK(finding.severity == tried.severity);
    CHECK(finding.check == tried.check);
    CHECK(finding.engines == tried.engines);
    CHECK(holds(finding.problem, tried.problem));
    CHECK(holds(finding.remedy, tried.remedy));
  }
}

}  // namespace

TEST_CASE("doctor: nothing is wrong with a healthy cluster", "[doctor]") {
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) {
    CAPTURE(to_string(flavor));
    CHECK(diagnose(healthy_cluster(flavor)).empty());
  }
}

TEST_CASE("doctor: engines one by one", "[doctor]") {
  run({
      {"unreachable",
       Flavor::mysql,
       [](ClusterFacts& f) {
         f.engines[2].server.reset();
         f.engines[2].failure = "nothing accepts connections there";
       },
       Severity::error,
       Check::unreachable,
       {"replica2"},
       "No connection: nothing accepts",
       "start the server"},
      {"something was not told",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 0).privileges.reset();
         server(f, 0).unanswered = {{"the privileges of the account", 1142}};
       },
       Severity::note,
       Check::unanswered,
       {"master"},
       "the privileges of the account (error 1142)",
       "1142"},
      {"not encrypted",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).encrypted = false; },
       Severity::error,
       Check::plain_text,
       {"replica1"},
       "db2:3306 is not encrypted",
       "tls=disabled"},
      {"a dialect is left out",
       Flavor::mariadb,
       [](ClusterFacts& f) { f.dialects = DialectSet{Dialect::mysql}; },
       Severity::error,
       Check::wrong_dialect,
       {"master", "replica1", "replica2"},
       "leaves out mariadb",
       "add \"mariadb\""},
      {"clock ahead",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 1).clock = ClockReading{61'500ms, 3ms};
       },
       Severity::warning,
       Check::clock,
       {"replica1"},
       "61.5 s ahead of",
       "chrony"},
      {"clock behind",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 1).clock = ClockReading{-2s, 3ms};
       },
       Severity::warning,
       Check::clock,
       {"replica1"},
       "2 s behind",
       "chrony"},
      {"the database is not tracked",
       Flavor::mysql,
       set(0, "session_track_schema", "OFF"),
       Severity::warning,
       Check::session_tracking,
       {"master"},
       "session_track_schema is OFF",
       "SET PERSIST session_track_schema = ON;"},
      {"no variable is tracked",
       Flavor::mariadb,
       set(2, "session_track_system_variables", ""),
       Severity::warning,
       Check::session_tracking,
       {"replica2"},
       "session_track_system_variables is empty",
       "SET GLOBAL session_track_system_variables = 'autocommit"},
      {"wait_timeout, pinged before",
       Flavor::mysql,
       set(1, "wait_timeout", "600"),
       Severity::note,
       Check::wait_timeout,
       {"replica1"},
       "idle for 600 s (wait_timeout), and the pool replaces it after 1800 s",
       "SET PERSIST wait_timeout = 1860"},
      {"wait_timeout, no ping before",
       Flavor::mysql,
       set(1, "wait_timeout", "60"),
       Severity::warning,
       Check::wait_timeout,
       {"replica1"},
       "dead connections",
       "pool.max_lifetime below 60 s"},
      {"wait_timeout, connections for ever",
       Flavor::mysql,
       [](ClusterFacts& f) {
         f.engines[1].pool.max_lifetime = 0ms;
         f.engines[1].pool.keep_alive = 0ms;
       },
       Severity::warning,
       Check::wait_timeout,
       {"replica1"},
       "replaces it never",
       "wait_timeout = 28800"},
  });
}

TEST_CASE("doctor: numbers that no server should have", "[doctor][security]") {
  for (const char* absurd : {"9223372036854775807", "18446744073709551615", "99999999999999999999", "-1"}) {
    CAPTURE(absurd);
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    server(facts, 1).variables["wait_timeout"] = absurd;
    server(facts, 1).variables["max_connections"] = absurd;
    CHECK(diagnose(facts).empty());
  }
}

TEST_CASE("doctor: the time of a server", "[doctor][security]") {
  CHECK(time_in("1789999999.123456") == 1'789'999'999'123ms);
  CHECK(time_in("1789999999") == 1'789'999'999s);
  for (const char* absurd : {"1e400", "-1e400", "nan", "1e300", "-1", "soon", ""}) {
    CAPTURE(absurd);
    CHECK(time_in(absurd) == 0ms);
  }
}

TEST_CASE("doctor: whose machine an address is", "[doctor][security]") {
  struct Row {
    const char* url;
    bool here;
  };
  for (const auto& [url, here] :
       {Row{"mysql://app@127.0.0.1:1/app", true}, Row{"mysql://app@127.1.2.3:1/app", true},
        Row{"mysql://app@localhost:1/app", true}, Row{"mysql://app@[::1]:1/app", true},
        Row{"mysql://app@localhost/app?socket=/none.sock", true}, Row{"sqlite:/none/app.db", true},
        Row{"mysql://app@127.no-such-host.invalid:1/app", false},
        Row{"mysql://app@127.0.0.1.no-such-host.invalid:1/app", false}}) {
    CAPTURE(url);
    const ClusterConfig config{.master = {.url = url}, .connect_timeout = 1s};
    CHECK(read_facts(config).engines.at(0).on_this_machine == here);
  }
}

TEST_CASE("doctor: accounts that can do too much", "[doctor]") {
  const auto grant = [](std::size_t engine, const char* name) {
    return [=](ClusterFacts& f) { server(f, engine).privileges = Privileges{name}; };
  };
  run({
      {"SUPER, super_read_only holds",
       Flavor::mysql,
       grant(1, "SUPER"),
       Severity::note,
       Check::powerful_account,
       {"replica1"},
       "app@% has SUPER",
       "REVOKE SUPER ON *.* FROM 'app'@'%'"},
      {"READ_ONLY ADMIN",
       Flavor::mariadb,
       grant(1, "READ_ONLY ADMIN"),
       Severity::warning,
       Check::powerful_account,
       {"replica1"},
       "read_only does not stop it",
       "REVOKE READ_ONLY ADMIN"},
      {"ALL PRIVILEGES",
       Flavor::mariadb,
       grant(2, "ALL PRIVILEGES"),
       Severity::warning,
       Check::powerful_account,
       {"replica2"},
       "ALL PRIVILEGES",
       "REVOKE ALL PRIVILEGES ON *.*"},
      {"SUPER since MariaDB 10.11 does not pass read_only",
       Flavor::mariadb,
       grant(2, "SUPER"),
       Severity::note,
       Check::powerful_account,
       {"replica2"},
       "SUPER",
       "REVOKE SUPER"},
      {"on the master it is only worth knowing",
       Flavor::mariadb,
       grant(0, "SUPER"),
       Severity::note,
       Check::powerful_account,
       {"master"},
       "more than an application needs",
       "REVOKE SUPER"},
  });
  ClusterFacts old = healthy_cluster(Flavor::mariadb);
  for (EngineFacts& engine : old.engines) engine.server->probe.version = "10.6.1-MariaDB";
  server(old, 1).privileges = Privileges{"SUPER"};
  CHECK(of(Check::powerful_account, diagnose(old)).at(0).severity == Severity::warning);
}

TEST_CASE("doctor: the master", "[doctor]") {
  run({
      {"read-only",
       Flavor::mariadb,
       [](ClusterFacts& f) { server(f, 0).probe.read_only = true; },
       Severity::error,
       Check::master_read_only,
       {"master"},
       "accepts no writes: read_only is ON",
       "SET GLOBAL read_only = OFF"},
      {"super_read_only",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 0).probe.read_only = true;
         server(f, 0).variables["super_read_only"] = "ON";
       },
       Severity::error,
       Check::master_read_only,
       {"master"},
       "super_read_only is ON",
       "SET GLOBAL read_only = OFF"},
      {"innodb_read_only",
       Flavor::mysql,
       set(0, "innodb_read_only", "ON"),
       Severity::error,
       Check::master_read_only,
       {"master"},
       "accepts no writes: innodb_read_only is ON",
       "configuration file"},
      {"is a replica itself",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 0).probe.channels = {{.host = "old", .port = 3307, .lag = 0s}}; },
       Severity::warning,
       Check::master_follows,
       {"master"},
       "of old:3307",
       "STOP REPLICA; RESET REPLICA ALL;"},
      {"is a replica itself, MariaDB",
       Flavor::mariadb,
       [](ClusterFacts& f) { server(f, 0).probe.channels = {{.name = "it's", .host = "old", .port = 3307}}; },
       Severity::warning,
       Check::master_follows,
       {"master"},
       "of old:3307",
       "STOP SLAVE 'it''s'; RESET SLAVE 'it''s' ALL;"},
      {"what it follows is hidden",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 0).probe.channels_hidden = true; },
       Severity::note,
       Check::replication_hidden,
       {"master"},
       "app@% may not see it",
       "GRANT REPLICATION CLIENT ON *.* TO 'app'@'%';"},
      {"no binary log",
       Flavor::mariadb,
       set(0, "log_bin", "OFF"),
       Severity::error,
       Check::no_binary_log,
       {"master"},
       "writes no binary log",
       "log_bin"},
      {"statements in the log",
       Flavor::mysql,
       set(0, "binlog_format", "STATEMENT"),
       Severity::warning,
       Check::statement_log,
       {"master"},
       "binlog_format is STATEMENT",
       "SET PERSIST binlog_format = 'ROW';"},
      {"no positions",
       Flavor::mysql,
       set(0, "gtid_mode", "OFF"),
       Severity::warning,
       Check::no_gtid,
       {"master"},
       "gtid_mode is OFF",
       "enforce_gtid_consistency"},
  });
  SECTION("alone it needs no log") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    facts.engines.resize(1);
    for (const char* name : {"log_bin", "gtid_mode"}) server(facts, 0).variables[name] = "OFF";
    CHECK(diagnose(facts).empty());
  }
}

TEST_CASE("doctor: replicas", "[doctor]") {
  run({
      {"writable",
       Flavor::mariadb,
       [](ClusterFacts& f) { server(f, 1).probe.read_only = false; },
       Severity::error,
       Check::replica_writable,
       {"replica1"},
       "read_only is OFF",
       "SET GLOBAL read_only = ON;"},
      {"writable, MySQL",
       Flavor::mysql,
       [](ClusterFacts& f) {
         for (const std::size_t i : {1U, 2U}) server(f, i).probe.read_only = false;
       },
       Severity::error,
       Check::replica_writable,
       {"replica1", "replica2"},
       "read_only is OFF",
       "SET PERSIST super_read_only = ON;"},
      {"writable for some",
       Flavor::mysql,
       set(1, "super_read_only", "OFF"),
       Severity::warning,
       Check::privileged_writes,
       {"replica1"},
       "super_read_only is OFF",
       "SET PERSIST super_read_only = ON;"},
      {"state hidden",
       Flavor::mariadb,
       [](ClusterFacts& f) {
         server(f, 1).probe.channels.clear();
         server(f, 1).probe.channels_hidden = true;
       },
       Severity::warning,
       Check::replication_hidden,
       {"replica1"},
       "lag and broken replication cannot be noticed",
       "GRANT SLAVE MONITOR ON *.* TO 'app'@'%';"},
      {"state hidden: what that costs",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 2).probe.channels.clear();
         server(f, 2).probe.channels_hidden = true;
       },
       Severity::warning,
       Check::replication_hidden,
       {"replica2"},
       "wait in vain for a replica that has stopped, up to the option consistency_wait",
       "GRANT REPLICATION CLIENT ON *.* TO 'app'@'%';"},
      {"timestamps hidden",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).sees_timestamps = false; },
       Severity::note,
       Check::coarse_lag,
       {"replica1"},
       "lag is known in whole seconds only",
       "GRANT SELECT ON performance_schema.* TO 'app'@'%'; or name a table in monitor.heartbeat_table"},
      {"no order of commits",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 1).variables["replica_preserve_commit_order"] = "OFF";
         server(f, 1).variables["replica_parallel_workers"] = "4";
       },
       Severity::warning,
       Check::commit_order,
       {"replica1"},
       "replica_preserve_commit_order is OFF",
       "STOP REPLICA; SET PERSIST replica_preserve_commit_order = ON; START REPLICA;"},
      {"no order of commits, in older words",
       Flavor::mysql,
       set(1, "slave_preserve_commit_order", "0"),
       Severity::warning,
       Check::commit_order,
       {"replica1"},
       "slave_preserve_commit_order is OFF",
       "slave_preserve_commit_order = ON;"},
      {"no log of its own",
       Flavor::mariadb,
       set(1, "log_slave_updates", "OFF"),
       Severity::warning,
       Check::replica_log,
       {"replica1"},
       "log_slave_updates is OFF",
       "start it again"},
      {"no table for the heartbeat",
       Flavor::mariadb,
       [](ClusterFacts& f) { server(f, 0).heartbeat = HeartbeatReading{.table = "ops.beats", .error = 1146}; },
       Severity::warning,
       Check::heartbeat,
       {"master"},
       "The table ops.beats of monitor.heartbeat_table cannot be read (error 1146)",
       "GRANT SELECT, INSERT, UPDATE ON ops.beats TO 'app'@'%';"},
      {"a heartbeat that nobody has written",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 0).heartbeat = HeartbeatReading{.table = "beats"}; },
       Severity::note,
       Check::heartbeat,
       {"master"},
       "beats was never written",
       "GRANT SELECT, INSERT, UPDATE ON beats"},
      {"a heartbeat that nobody writes any more",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 2).heartbeat = HeartbeatReading{.table = "beats", .age = 61s}; },
       Severity::note,
       Check::heartbeat,
       {"replica2"},
       "beats has not been written for more than a minute",
       "start the program"},
      {"follows nobody",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).probe.channels.clear(); },
       Severity::error,
       Check::not_replicating,
       {"replica1"},
       "follows no server",
       "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '...', SOURCE_AUTO_POSITION = 1; START REPLICA;"},
      {"follows nobody, MariaDB",
       Flavor::mariadb,
       [](ClusterFacts& f) { server(f, 1).probe.channels.clear(); },
       Severity::error,
       Check::not_replicating,
       {"replica1"},
       "follows no server",
       "CHANGE MASTER TO MASTER_HOST = '...', MASTER_USE_GTID = slave_pos; START SLAVE;"},
      {"stopped",
       Flavor::mysql,
       [](ClusterFacts& f) {
         channel(f, 1).receiving = false;
         channel(f, 1).applying = false;
         channel(f, 1).lag.reset();
       },
       Severity::error,
       Check::replication_stopped,
       {"replica1"},
       "neither receives nor applies",
       "START REPLICA;"},
      {"does not apply",
       Flavor::mariadb,
       [](ClusterFacts& f) { channel(f, 1).applying = false; },
       Severity::error,
       Check::replication_stopped,
       {"replica1"},
       "receives changes and does not apply them",
       "START SLAVE;"},
      {"does not receive, a named channel",
       Flavor::mysql,
       [](ClusterFacts& f) {
         channel(f, 1).name = "east";
         channel(f, 1).receiving = false;
       },
       Severity::error,
       Check::replication_stopped,
       {"replica1"},
       "does not receive changes",
       "START REPLICA FOR CHANNEL 'east';"},
      {"met an error while applying",
       Flavor::mariadb,
       [](ClusterFacts& f) {
         channel(f, 1).applying = false;
         channel(f, 1).apply_error = 1062;
       },
       Severity::error,
       Check::replication_error,
       {"replica1"},
       "error 1062",
       "read Last_SQL_Error in SHOW ALL SLAVES STATUS"},
      {"met an error while receiving",
       Flavor::mysql,
       [](ClusterFacts& f) {
         channel(f, 1).receiving = false;
         channel(f, 1).receive_error = 2003;
       },
       Severity::error,
       Check::replication_error,
       {"replica1"},
       "error 2003",
       "read Last_IO_Error in SHOW REPLICA STATUS"},
      {"far behind",
       Flavor::mysql,
       [](ClusterFacts& f) { channel(f, 1).lag = 11s; },
       Severity::warning,
       Check::lagging,
       {"replica1"},
       "11 s behind",
       "weight = 0"},
      {"how far is not known",
       Flavor::mysql,
       [](ClusterFacts& f) { channel(f, 1).lag.reset(); },
       Severity::note,
       Check::lag_unknown,
       {"replica1"},
       "cannot tell",
       "SHOW REPLICA STATUS"},
      {"behind on purpose, and read",
       Flavor::mysql,
       [](ClusterFacts& f) {
         channel(f, 1).delay = 3600s;
         channel(f, 1).lag = 3605s;
       },
       Severity::warning,
       Check::delayed,
       {"replica1"},
       "3600 s behind on purpose",
       "CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0;"},
      {"behind on purpose, not read",
       Flavor::mariadb,
       [](ClusterFacts& f) {
         channel(f, 1).delay = 60s;
         f.engines[1].weight = 0;
       },
       Severity::note,
       Check::delayed,
       {"replica1"},
       "60 s behind on purpose",
       "CHANGE MASTER TO MASTER_DELAY = 0;"},
      {"another source",
       Flavor::mysql,
       [](ClusterFacts& f) {
         channel(f, 1).source_uuid = "elsewhere";
         channel(f, 1).host = "other";
       },
       Severity::error,
       Check::foreign_source,
       {"replica1"},
       "follows other:3306, which is not the master",
       "URL"},
      {"another source, MariaDB",
       Flavor::mariadb,
       [](ClusterFacts& f) { channel(f, 1).source_id = 77; },
       Severity::error,
       Check::foreign_source,
       {"replica1"},
       "not the master of this configuration (db1:3306)",
       "URL"},
      {"a chain",
       Flavor::mysql,
       [](ClusterFacts& f) { channel(f, 2).source_uuid = "uuid2"; },
       Severity::note,
       Check::chained,
       {"replica2"},
       "follows replica1, not the master",
       "nothing"},
      {"by file and offset",
       Flavor::mysql,
       [](ClusterFacts& f) { channel(f, 1).by_gtid = false; },
       Severity::warning,
       Check::no_gtid,
       {"replica1"},
       "file and offset",
       "CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 1;"},
      {"by file and offset, MariaDB",
       Flavor::mariadb,
       [](ClusterFacts& f) { channel(f, 1).by_gtid = false; },
       Severity::warning,
       Check::no_gtid,
       {"replica1"},
       "file and offset",
       "STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = slave_pos; START SLAVE;"},
      {"changes of its own",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).probe.applied = "uuid1:1-5,uuid2:1"; },
       Severity::error,
       Check::errant_transactions,
       {"replica1"},
       "changes of its own",
       "anew"},
      {"changes of its own, MariaDB",
       Flavor::mariadb,
       set(1, "gtid_binlog_state", "0-1-4,0-2-5"),
       Severity::error,
       Check::errant_transactions,
       {"replica1"},
       "changes of its own",
       "anew"},
  });
  SECTION("what was written when it was the master is known to the present one") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    for (const std::size_t i : {0U, 1U, 2U}) server(facts, i).probe.applied = "uuid1:1-5, uuid2:1-9";
    CHECK(diagnose(facts).empty());
  }
  SECTION("how much lag is too much is the user's decision") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    channel(facts, 1).lag = 3s;
    CHECK(diagnose(facts).empty());
    CHECK(of(Check::lagging, diagnose(facts, {.max_lag = 2s})).size() == 1);
  }
  SECTION("a source that was never met proves nothing") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    channel(facts, 1).source_uuid.clear();
    channel(facts, 1).source_id = 0;
    CHECK(diagnose(facts).empty());
  }
  SECTION("a master that cannot be reached is compared with nothing") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    facts.engines[0].server.reset();
    CHECK(diagnose(facts).size() == 1);
  }
}

TEST_CASE("doctor: differences between the engines", "[doctor]") {
  run({
      {"sql_mode",
       Flavor::mysql,
       set(1, "sql_mode", ""),
       Severity::warning,
       Check::different_setting,
       {"replica1"},
       "sql_mode is '' and on the master 'STRICT_TRANS_TABLES'",
       "SET PERSIST sql_mode = 'STRICT_TRANS_TABLES';"},
      {"character set",
       Flavor::mariadb,
       set(2, "character_set_server", "latin1"),
       Severity::warning,
       Check::different_setting,
       {"replica2"},
       "character_set_server is 'latin1'",
       "SET GLOBAL character_set_server = 'utf8mb4'"},
      {"collation",
       Flavor::mariadb,
       set(2, "collation_server", "utf8mb4_bin"),
       Severity::warning,
       Check::different_setting,
       {"replica2"},
       "collation_server is 'utf8mb4_bin'",
       "SET GLOBAL collation_server"},
      {"isolation, older name",
       Flavor::mariadb,
       set(2, "tx_isolation", "SERIALIZABLE"),
       Severity::warning,
       Check::different_setting,
       {"replica2"},
       "tx_isolation is 'SERIALIZABLE'",
       "SET GLOBAL tx_isolation"},
      {"names of tables",
       Flavor::mysql,
       set(1, "lower_case_table_names", "1"),
       Severity::warning,
       Check::different_setting,
       {"replica1"},
       "lower_case_table_names",
       "set up this server anew"},
      {"time zone",
       Flavor::mysql,
       [](ClusterFacts& f) {
         server(f, 1).time_zone = 7200s;
         server(f, 1).variables["time_zone"] = "Europe/Berlin";
       },
       Severity::error,
       Check::time_zone,
       {"replica1"},
       "Europe/Berlin, on the master in UTC",
       "SET PERSIST time_zone = '+00:00';"},
      {"time zone that agrees for now",
       Flavor::mysql,
       set(1, "time_zone", "Europe/London"),
       Severity::note,
       Check::time_zone,
       {"replica1"},
       "at present they agree",
       "time_zone"},
      {"older",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).probe.version = "8.4.9"; },
       Severity::warning,
       Check::different_version,
       {"replica1"},
       "8.4.9, the master 9.7.4",
       "upgrade the replicas first"},
      {"newer",
       Flavor::mysql,
       [](ClusterFacts& f) { server(f, 1).probe.version = "9.8.0"; },
       Severity::note,
       Check::different_version,
       {"replica1"},
       "9.8.0",
       "nothing"},
      {"the same server_id",
       Flavor::mysql,
       set(2, "server_id", "2"),
       Severity::error,
       Check::same_server_id,
       {"replica2"},
       "server_id is 2, as that of replica1",
       "its own server_id"},
      {"too many connections",
       Flavor::mysql,
       set(1, "max_connections", "9"),
       Severity::warning,
       Check::max_connections,
       {"replica1"},
       "one process may open 10 connections, and the server accepts 9",
       "SET PERSIST max_connections = 22;"},
      {"too many connections of the account",
       Flavor::mysql,
       set(1, "max_user_connections", "5"),
       Severity::warning,
       Check::max_connections,
       {"replica1"},
       "the server accepts 5",
       "pool.max_size"},
  });
  SECTION("another kind of server") {
    ClusterFacts facts = healthy_cluster(Flavor::mysql);
    facts.engines[1].server = healthy_server(Flavor::mariadb, 2);
    const auto findings = diagnose(facts);
    CHECK(of(Check::different_flavor, findings).size() == 1);
    CHECK(of(Check::different_setting, findings).empty());
  }
  SECTION("a replica that is the master: one finding, not a dozen") {
    for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) {
      ClusterFacts facts = healthy_cluster(flavor);
      facts.engines[1].server = facts.engines[0].server;
      const auto findings = diagnose(facts);
      REQUIRE(findings.size() == 1);
      CHECK(findings[0].check == Check::same_server);
      CHECK(findings[0].severity == Severity::error);
      CHECK(holds(findings[0].remedy, "same_as = \"master\""));
    }
  }
  SECTION("two replicas that are one") {
    ClusterFacts facts = healthy_cluster(Flavor::mariadb);
    facts.engines[2].server = facts.engines[1].server;
    const auto findings = diagnose(facts);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == Severity::warning);
    CHECK(findings[0].engines == Engines{"replica2"});
  }
  SECTION("pools add up, over names of one server and over processes") {
    ClusterFacts facts = healthy_cluster(Flavor::mariadb);
    facts.engines[2].server = facts.engines[1].server;
    for (EngineFacts& engine : facts.engines) engine.server->variables["max_connections"] = "100";
    CHECK(of(Check::max_connections, diagnose(facts, {.processes = 5})).empty());
    const auto findings = of(Check::max_connections, diagnose(facts, {.processes = 6}));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].engines == Engines{"replica1"});
    CHECK(holds(findings[0].problem, "6 processes may open 120 connections"));
  }
}

TEST_CASE("doctor: SQLite", "[doctor]") {
  ClusterFacts facts;
  for (const char* name : {"master", "replica1"}) {
    EngineFacts engine;
    engine.name = name;
    engine.role = facts.engines.empty() ? Role::master : Role::replica;
    engine.on_this_machine = true;
    engine.server = ServerFacts{};
    engine.server->probe = {.flavor = Flavor::sqlite, .version = "3.40.1"};
    engine.server->variables = {{"file", "/data/app.db"}, {"journal_mode", "wal"}};
    facts.engines.push_back(engine);
  }
  CHECK(diagnose(facts).empty());
  SECTION("not in its write-ahead log") {
    for (EngineFacts& engine : facts.engines) engine.server->variables["journal_mode"] = "delete";
    const auto findings = diagnose(facts);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].check == Check::journal_mode);
    CHECK(holds(findings[0].remedy, "PRAGMA journal_mode = WAL;"));
  }
  SECTION("another file") {
    server(facts, 1).variables["file"] = "/data/old.db";
    const auto findings = diagnose(facts);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].check == Check::different_file);
    CHECK(holds(findings[0].problem, "/data/old.db"));
  }
  SECTION("a dialect that leaves it out") {
    facts.dialects = DialectSet{Dialect::mysql};
    CHECK(of(Check::wrong_dialect, diagnose(facts)).size() == 1);
  }
}

TEST_CASE("doctor: the worst comes first", "[doctor]") {
  ClusterFacts facts = healthy_cluster(Flavor::mysql);
  server(facts, 0).variables["wait_timeout"] = "600";
  server(facts, 1).variables["sql_mode"] = "";
  server(facts, 2).probe.read_only = false;
  const auto findings = diagnose(facts);
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[1].severity == Severity::warning);
  CHECK(findings[2].severity == Severity::note);
}

TEST_CASE("doctor: privileges are read from SHOW GRANTS", "[doctor]") {
  const std::vector<std::string> lines{
      "GRANT RELOAD, SUPER ,READ_ONLY ADMIN ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*ABC'",
      "GRANT ALL PRIVILEGES ON `app`.* TO `app`@`%`", "GRANT `reader`@`%` TO `app`@`%`", ""};
  const Privileges privileges = Privileges::from(lines);
  CHECK(privileges.has("SUPER"));
  CHECK(privileges.has("READ_ONLY ADMIN"));
  CHECK(privileges.has("RELOAD"));
  CHECK_FALSE(privileges.has("FILE"));
  CHECK_FALSE(privileges.has_all());
  const std::vector<std::string> everything{"GRANT ALL PRIVILEGES ON *.* TO `admin`@`%` WITH GRANT OPTION"};
  CHECK(Privileges::from(everything).has_all());
  CHECK(Privileges::from(everything).has("FILE"));
}
