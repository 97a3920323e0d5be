#include <algorithm>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/healthy_cluster.hpp"
#include "cli/program.hpp"
#include "cli/status_output.hpp"
#include "doctor/diagnosis.hpp"
#include "doctor/read_facts.hpp"
#include "integration/closed_port.hpp"
#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

// Real servers, on which one thing after the other is made wrong and then put right again.

using namespace rwsplit;
using namespace rwsplit::doctor;
using namespace rwsplit::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* password = "S3cr3t-canary";
using Statements = std::vector<std::string>;

[[nodiscard]] bool is_mariadb() { return test_flavor() == Flavor::mariadb; }

[[nodiscard]] bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void execute(std::size_t server, const Statements& statements) {
  const auto connection = admin_of(server);
  for (const std::string& text : statements) static_cast<void>(connection->execute(text, {}));
}

/// Makes something wrong, and right again at the end, also after a failure.
class Trouble {
 public:
  Trouble(std::size_t server, const Statements& statements, Statements undo) : server_{server}, undo_{std::move(undo)} {
    execute(server, statements);
  }
  Trouble(const Trouble&) = delete;
  Trouble& operator=(const Trouble&) = delete;
  ~Trouble() {
    try {
      execute(server_, undo_);
    } catch (const Error& error) {
      WARN("not put right again: " << error.what());
    }
  }

 private:
  std::size_t server_;
  Statements undo_;
};

/// An account of the tests' own that may see replication, and nothing that it need not.
class Account {
 public:
  Account() {
    execute(0, {"DROP USER IF EXISTS doctor@'%'", fmt::format("CREATE USER doctor@'%' IDENTIFIED BY '{}'", password),
                "GRANT SELECT, INSERT ON app.* TO doctor@'%'",
                fmt::format("GRANT {} ON *.* TO doctor@'%'", is_mariadb() ? "SLAVE MONITOR" : "REPLICATION CLIENT")});
    if (!is_mariadb()) execute(0, {"GRANT SELECT ON performance_schema.* TO doctor@'%'"});
    await_replicas();
  }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  ~Account() {
    try {
      execute(0, {"DROP USER IF EXISTS doctor@'%'"});
      await_replicas();
    } catch (const std::exception& error) {
      WARN("the account is left behind: " << error.what());
    }
  }
};

/// As the doctor's account, with limits that also hold in the program under test; with another port if one is given.
[[nodiscard]] std::string url_of(std::size_t server, int port = 0) {
  const Url url = test_urls().at(server);
  return fmt::format("mysql://doctor:{}@{}:{}/app?connect_timeout={}s&read_timeout={}s", password, url.host,
                     port != 0 ? port : url.port.value_or(3306), patience.count(), patience.count());
}

[[nodiscard]] ClusterConfig config() {
  ClusterConfig config = real_cluster();
  config.master.url = url_of(0);
  for (std::size_t i = 0; i < 2; ++i) config.replicas[i].url = url_of(i + 1);
  return config;
}

[[nodiscard]] std::string urls() { return fmt::format("'{}' '{}' '{}'", url_of(0), url_of(1), url_of(2)); }

[[nodiscard]] std::vector<Finding> examine(const ClusterConfig& cluster) { return diagnose(read_facts(cluster)); }

[[nodiscard]] std::string described(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{} {} {}: {} | {}\n", to_string(finding.severity), to_string(finding.check),
                        finding.engines.front(), finding.problem, finding.remedy);
  }
  return text;
}

/// Whether everything else is a note.
[[nodiscard]] bool is_only(const std::vector<Finding>& findings, Check check) {
  return std::all_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.check == check || finding.severity == Severity::note;
  });
}

/// Exactly one finding of this kind, about this engine; without any other that is no note.
void require_only(const std::vector<Finding>& findings, Check check, const std::string& engine) {
  INFO(described(findings));
  std::size_t of_this_kind = 0;
  for (const Finding& finding : findings) {
    if (finding.check == check) {
      ++of_this_kind;
      CHECK(finding.engines == std::vector<std::string>{engine});
    } else {
      CHECK(finding.severity == Severity::note);
    }
  }
  CHECK(of_this_kind == 1);
}

/// After `SHOW REPLICA STATUS` says that both threads run, the source is known, and nothing is outstanding.
void await_health(const ClusterConfig& cluster) {
  await_replicas();
  REQUIRE(eventually([&] { return examine(cluster).empty(); }, patience));
}

struct Case {
  const char* name;
  std::size_t server;
  Statements statements;
  Statements undo;
  Check check;
};

[[nodiscard]] Case variable(std::size_t server, const std::string& name, const std::string& value,
                            const std::string& before, Check check) {
  return {"a variable",
          server,
          {fmt::format("SET GLOBAL {} = {}", name, value)},
          {fmt::format("SET GLOBAL {} = {}", name, before)},
          check};
}

[[nodiscard]] std::string value_of(std::size_t server, const std::string& name) {
  return text_of(*admin_of(server), fmt::format("SELECT CONCAT('''', @@GLOBAL.{}, '''')", name));
}

[[nodiscard]] std::string stop(std::string_view what = "") {
  return fmt::format("STOP {} {}", is_mariadb() ? "SLAVE" : "REPLICA", what);
}
[[nodiscard]] std::string start() { return is_mariadb() ? "START SLAVE" : "START REPLICA"; }
[[nodiscard]] std::string change(std::string_view options) {
  return fmt::format("CHANGE {} TO {}_{}", is_mariadb() ? "MASTER" : "REPLICATION SOURCE",
                     is_mariadb() ? "MASTER" : "SOURCE", options);
}

[[nodiscard]] std::vector<Case> cases() {
  const bool mariadb = is_mariadb();
  const std::string isolation = mariadb ? "tx_isolation" : "transaction_isolation";
  const std::string by_offset = mariadb ? "USE_GTID = no" : "AUTO_POSITION = 0";
  const std::string by_gtid = mariadb ? "USE_GTID = slave_pos" : "AUTO_POSITION = 1";
  std::vector<Case> all{
      {"replica writable",
       1,
       {"SET GLOBAL read_only = 0"},
       {mariadb ? "SET GLOBAL read_only = 1" : "SET GLOBAL super_read_only = 1"},
       Check::replica_writable},
      {"stopped", 1, {stop()}, {start()}, Check::replication_stopped},
      {"does not apply", 1, {stop("SQL_THREAD")}, {start()}, Check::replication_stopped},
      {"delayed", 1, {stop(), change("DELAY = 3600"), start()}, {stop(), change("DELAY = 0"), start()}, Check::delayed},
      {"file and offset", 1, {stop(), change(by_offset), start()}, {stop(), change(by_gtid), start()}, Check::no_gtid},
      {"master read-only", 0, {"SET GLOBAL read_only = 1"}, {"SET GLOBAL read_only = 0"}, Check::master_read_only},
      variable(0, "session_track_schema", "OFF", "ON", Check::session_tracking),
      variable(1, "session_track_system_variables", "''", value_of(1, "session_track_system_variables"),
               Check::session_tracking),
      variable(1, "sql_mode", "''", value_of(1, "sql_mode"), Check::different_setting),
      variable(1, "collation_server", "utf8mb4_bin", value_of(1, "collation_server"), Check::different_setting),
      variable(1, isolation, "'SERIALIZABLE'", value_of(1, isolation), Check::different_setting),
      variable(1, "wait_timeout", "60", "28800", Check::wait_timeout),
      variable(1, "time_zone", "'+02:00'", "'SYSTEM'", Check::time_zone),
      variable(0, "binlog_format", "'STATEMENT'", "'ROW'", Check::statement_log),
  };
  if (!mariadb) {
    all.push_back({"writable for some",
                   1,
                   {"SET GLOBAL super_read_only = 0"},
                   {"SET GLOBAL super_read_only = 1"},
                   Check::privileged_writes});
    all.push_back({"no order of commits",
                   1,
                   {stop("SQL_THREAD"), "SET GLOBAL replica_preserve_commit_order = OFF", start()},
                   {stop("SQL_THREAD"), "SET GLOBAL replica_preserve_commit_order = ON", start()},
                   Check::commit_order});
  }
  return all;
}

}  // namespace

TEST_CASE("servers: nothing is wrong with a healthy cluster", "[doctor]") {
  const Account account;
  await_health(config());
  const Finished doctor = run("rwsplit doctor " + urls());
  CHECK(doctor.output == "3 engines, and nothing to mend.\n");
  CHECK(doctor.status == 0);
  const Finished status = run("rwsplit status --json " + urls());
  CHECK(status.status == 0);
  const json engines = json::parse(status.output)["engines"];
  REQUIRE(engines.size() == 3);
  CHECK(engines[0]["server"]["works_as"] == "master");
  CHECK(engines[0]["server"]["flavor"] == std::string{to_string(test_flavor())});
  for (std::size_t i : {1U, 2U}) {
    CHECK(engines[i]["server"]["works_as"] == "replica");
    CHECK(engines[i]["server"]["read_only"] == true);
    CHECK(engines[i]["server"]["position"] == engines[0]["server"]["position"]);
    CHECK(engines[i]["lag_seconds"].is_number());  // an estimate, of a whole second on a busy machine
  }
}

TEST_CASE("servers: one trouble, one finding", "[doctor]") {
  const Account account;
  for (const Case& tried : cases()) {
    CAPTURE(tried.name, tried.statements.front());
    await_health(config());
    const Trouble trouble{tried.server, tried.statements, tried.undo};
    std::vector<Finding> findings;  // a replica that was started again says for a moment that it is connecting
    CHECK(eventually([&] { return is_only(findings = examine(config()), tried.check); }, patience));
    require_only(findings, tried.check, tried.server == 0 ? "master" : "replica1");
  }
  await_health(config());
}

TEST_CASE("servers: what the account may not see, and what that costs", "[doctor]") {
  const Account account;
  await_health(config());
  const std::vector<std::string> replicas{"replica1", "replica2"};
  if (!is_mariadb()) {
    execute(0, {"REVOKE SELECT ON performance_schema.* FROM doctor@'%'"});
    await_replicas();
    const auto coarse = examine(config());
    INFO(described(coarse));
    REQUIRE(coarse.size() == 1);
    CHECK(coarse[0].check == Check::coarse_lag);
    CHECK(coarse[0].engines == replicas);
  }
  ClusterConfig with_heartbeat = config();
  with_heartbeat.monitor.heartbeat_table = "app.doctor_beats";
  CHECK(of(Check::heartbeat, examine(with_heartbeat)).size() == 1);
  execute(0, {fmt::format("REVOKE {} ON *.* FROM doctor@'%'", is_mariadb() ? "SLAVE MONITOR" : "REPLICATION CLIENT")});
  await_replicas();
  const auto hidden = of(Check::replication_hidden, examine(config()));
  REQUIRE(hidden.size() == 2);  // the master's is a note
  CHECK(hidden[0].engines == replicas);
  CHECK(hidden[0].severity == Severity::warning);
}

TEST_CASE("servers: a replica that met an error", "[doctor]") {
  const Account account;
  await_health(config());
  const std::string open = is_mariadb() ? "SET GLOBAL read_only = 0" : "SET GLOBAL super_read_only = 0";
  const std::string close = is_mariadb() ? "SET GLOBAL read_only = 1" : "SET GLOBAL super_read_only = 1";
  const Trouble table{
      0,
      {"DROP TABLE IF EXISTS app.doctor_conflict", "CREATE TABLE app.doctor_conflict (id INT PRIMARY KEY)"},
      {"DROP TABLE app.doctor_conflict"}};
  await_replicas();
  {
    const Trouble conflict{1,
                           {open, "SET sql_log_bin = 0", "INSERT INTO app.doctor_conflict VALUES (1)", close},
                           {open, "SET sql_log_bin = 0", "DELETE FROM app.doctor_conflict", close, start()}};
    execute(0, {"INSERT INTO app.doctor_conflict VALUES (1)"});
    std::vector<Finding> findings;
    REQUIRE(eventually([&] { return !(findings = examine(config())).empty(); }, patience));
    require_only(findings, Check::replication_error, "replica1");
    CHECK(holds(findings[0].problem, "error 1062"));
    CHECK(holds(findings[0].remedy, "Last_SQL_Error"));
  }
  await_health(config());
}

TEST_CASE("servers: an account that may not see replication, and the statement that mends it", "[doctor]") {
  const Account account;
  execute(0, {fmt::format("REVOKE {} ON *.* FROM doctor@'%'", is_mariadb() ? "SLAVE MONITOR" : "REPLICATION CLIENT")});
  await_replicas();
  const auto findings = examine(config());
  INFO(described(findings));
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].check == Check::replication_hidden);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].engines == std::vector<std::string>{"replica1", "replica2"});
  CHECK(findings[1].severity == Severity::note);
  const std::string where = "on the master: ";
  REQUIRE(findings[0].remedy.substr(0, where.size()) == where);
  execute(0, {findings[0].remedy.substr(where.size())});
  await_health(config());
}

TEST_CASE("servers: an account that may do too much", "[doctor]") {
  const Account account;
  execute(0, {fmt::format("GRANT {} ON *.* TO doctor@'%'", is_mariadb() ? "READ_ONLY ADMIN" : "SUPER")});
  await_replicas();
  const auto findings = examine(config());
  INFO(described(findings));
  REQUIRE_FALSE(findings.empty());
  for (const Finding& finding : findings) CHECK(finding.check == Check::powerful_account);
  // MySQL's replicas have super_read_only, which stops it.
  CHECK(findings[0].severity == (is_mariadb() ? Severity::warning : Severity::note));
}

TEST_CASE("servers: engines that are not what they are called", "[doctor]") {
  const Account account;
  SECTION("a replica that is the master") {
    ClusterConfig cluster = config();
    cluster.replicas[0].url = cluster.master.url;
    require_only(examine(cluster), Check::same_server, "replica1");
  }
  SECTION("the master and a replica exchanged") {
    ClusterConfig cluster = config();
    std::swap(cluster.master.url, cluster.replicas[0].url);
    const auto findings = examine(cluster);
    INFO(described(findings));
    std::vector<Check> found;
    for (const Finding& finding : findings) found.push_back(finding.check);
    for (const Check check : {Check::master_read_only, Check::master_follows, Check::replica_writable,
                              Check::not_replicating, Check::chained}) {
      CAPTURE(to_string(check));
      CHECK(std::count(found.begin(), found.end(), check) == 1);
    }
    CHECK(holds(cli::status_table(read_facts(cluster)), "replica, works as master"));
  }
  SECTION("nobody there") {
    ClusterConfig cluster = config();
    const ClosedPort closed;
    cluster.replicas[1].url = url_of(2, closed.number());
    require_only(examine(cluster), Check::unreachable, "replica2");
  }
  SECTION("pools that are too large") {
    const std::string before = value_of(1, "max_connections");
    const Trouble trouble{1,
                          {"SET GLOBAL max_connections = 40"},
                          {fmt::format("SET GLOBAL max_connections = {}", before.substr(1, before.size() - 2))}};
    ClusterConfig cluster = config();
    cluster.pool.max_size = 41;
    require_only(examine(cluster), Check::max_connections, "replica1");
  }
  SECTION("the dialect of another server") {
    ClusterConfig cluster = config();
    cluster.dialects = DialectSet{is_mariadb() ? Dialect::mysql : Dialect::mariadb};
    const auto findings = examine(cluster);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].check == Check::wrong_dialect);
  }
}

TEST_CASE("servers: connections of the account are counted, without those that ask", "[status]") {
  const Account account;
  ConnectOptions options{.url = Url::parse(url_of(1)), .engine = "held", .read_only = true};
  const auto held = mysql_driver()->connect(options);
  const auto facts = read_facts(config());
  REQUIRE(facts.engines[1].server);
  REQUIRE(facts.engines[1].server->use);
  CHECK(facts.engines[1].server->use->idle == 1);
  CHECK(facts.engines[1].server->use->working == 0);
  CHECK(facts.engines[2].server->use->idle == 0);
}

TEST_CASE("servers: a wrong password is refused, and not repeated", "[doctor][security]") {
  const Account account;
  std::string wrong = urls();
  for (std::size_t at = 0; (at = wrong.find(password, at)) != std::string::npos; at += 2) wrong.insert(at, "x");
  for (const std::string command : {"status", "status --json", "doctor", "doctor --json"}) {
    for (const std::string& cluster : {urls(), wrong}) {
      const Finished done = run("rwsplit " + command + " " + cluster);
      CAPTURE(command, done.status);
      CHECK(done.status == (cluster == wrong ? 1 : 0));
      CHECK_FALSE(holds(done.output + done.error, password));
    }
  }
}
