#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/doctor_output.hpp"
#include "cli/healthy_cluster.hpp"
#include "cli/status_output.hpp"
#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace rwsplit::cli;
using namespace rwsplit::doctor;
using namespace rwsplit::testing;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("status: the table", "[cli][status]") {
  ClusterFacts facts = healthy_cluster(Flavor::mysql);
  facts.engines[1].weight = 12;
  facts.engines[1].server->use.reset();
  facts.engines[1].server->probe.channels[0].lag = 61s;
  facts.engines[2].server.reset();
  facts.engines[2].failure = "nothing accepts\nconnections there";
  CHECK(status_table(facts) ==
        "ENGINE    ROLE     SERVER       ADDRESS   REACHABLE  LAG   WEIGHT  CONNECTIONS\n"
        "master    master   MySQL 9.7.4  db1:3306  yes        -     -       1 busy, 2 idle, at most 10\n"
        "replica1  replica  MySQL 9.7.4  db2:3306  yes        61 s  12      at most 10\n"
        "replica2  replica  ?            db3:3306  NO         ?     1       at most 10\n"
        "replica2: nothing accepts?connections there\n");
}

TEST_CASE("status: a server that works as something else", "[cli][status]") {
  ClusterFacts facts = healthy_cluster(Flavor::mariadb);
  facts.engines.resize(2);
  facts.engines[1].server->probe.channels.clear();
  facts.engines[1].server->probe.read_only = false;
  CHECK(status_table(facts) ==
        "ENGINE    ROLE                      SERVER            ADDRESS   REACHABLE  LAG  WEIGHT  CONNECTIONS\n"
        "master    master                    MariaDB 10.11.19  db1:3306  yes        -    -       1 busy, 2 idle, at "
        "most 10\n"
        "replica1  replica, works as master  MariaDB 10.11.19  db2:3306  yes        ?    1       1 busy, 2 idle, at "
        "most 10\n");
}

TEST_CASE("status: SQLite", "[cli][status]") {
  ClusterFacts facts;
  facts.engines = {{.name = "replica1", .address = "/data/app.db", .on_this_machine = true, .server = ServerFacts{}}};
  facts.engines[0].server->probe = {.flavor = Flavor::sqlite, .version = "3.40.1"};
  CHECK(status_table(facts) ==
        "ENGINE    ROLE     SERVER         ADDRESS       REACHABLE  LAG  WEIGHT  CONNECTIONS\n"
        "replica1  replica  SQLite 3.40.1  /data/app.db  yes        0 s  1       at most 10\n");
}

TEST_CASE("status: JSON", "[cli][status]") {
  ClusterFacts facts = healthy_cluster(Flavor::mysql);
  facts.engines.erase(facts.engines.begin() + 1);
  facts.engines[1].server->probe.channels[0].lag.reset();
  std::string text = status_json(facts);
  CHECK(text.find('\n') + 1 == text.size());
  json expected = json::parse(R"({"engines": [
      {"engine": "master", "role": "master", "address": "db1:3306", "reachable": true, "failure": null,
       "lag_seconds": null, "lag_milliseconds": null, "weight": 0, "pool": {"min_idle": 1, "max_size": 10},
       "server": {"flavor": "mysql", "version": "9.7.4", "works_as": "master", "read_only": false,
                  "position": "uuid1:1-5", "connections": {"busy": 1, "idle": 2}}},
      {"engine": "replica2", "role": "replica", "address": "db3:3306", "reachable": true, "failure": null,
       "lag_seconds": null, "lag_milliseconds": null, "weight": 1, "pool": {"min_idle": 1, "max_size": 10},
       "server": {"flavor": "mysql", "version": "9.7.4", "works_as": "replica", "read_only": true,
                  "position": "uuid1:1-5", "connections": {"busy": 1, "idle": 2}}}]})");
  CHECK(json::parse(text) == expected);
  facts.engines[1].server->probe.channels[0].lag = 0s;
  CHECK(json::parse(status_json(facts))["engines"][1]["lag_seconds"] == 0);
  facts.engines[1].server->lag = 7ms;
  CHECK(json::parse(status_json(facts))["engines"][1]["lag_milliseconds"] == 7);
  CHECK(status_table(facts).find("  7 ms  ") != std::string::npos);
  facts.engines[1].server.reset();
  facts.engines[1].failure = "gone";
  text = status_json(facts);
  CHECK(json::parse(text)["engines"][1]["reachable"] == false);
  CHECK(json::parse(text)["engines"][1]["failure"] == "gone");
  CHECK(json::parse(text)["engines"][1]["server"].is_null());
}

namespace {

const std::vector<Finding> two{
    {Severity::error, Check::replica_writable, {"replica1", "replica2"}, "They accept writes.", "SET it;"},
    {Severity::note, Check::clock, {"master"}, "A value with\na line.", "nothing"}};

}  // namespace

TEST_CASE("doctor: the text", "[cli][doctor]") {
  CHECK(findings_text(3, two) ==
        "error    replica1, replica2: They accept writes.\n"
        "         Mend it: SET it;\n"
        "\n"
        "note     master: A value with?a line.\n"
        "         Mend it: nothing\n"
        "\n"
        "3 engines: 1 error, 0 warnings, 1 note.\n");
  CHECK(findings_text(1, {}) == "1 engine, and nothing to mend.\n");
}

TEST_CASE("status and doctor: no server steers the terminal", "[cli][status][doctor][security]") {
  // ESC, and what terminals take for ESC and `[`: U+009B. Letters stay, also those whose UTF-8 has such bytes.
  const Finding hostile{Severity::note, Check::clock, {"master"}, "\x1b[2J \xc2\x9b\x32J \xc3\x9b \xc2\xa7", "a\x7f"};
  CHECK(findings_text(1, std::vector{hostile})
            .find("note     master: ?[2J ??2J \xc3\x9b \xc2\xa7\n         Mend it: a?\n") == 0);
}

TEST_CASE("doctor: JSON", "[cli][doctor]") {
  const std::string text = findings_json(3, two);
  CHECK(text.find('\n') + 1 == text.size());
  CHECK(json::parse(text) == json::parse(R"({"engines": 3, "errors": 1, "warnings": 0, "notes": 1, "findings": [
      {"severity": "error", "check": "replica_writable", "engines": ["replica1", "replica2"],
       "problem": "They accept writes.", "remedy": "SET it;"},
      {"severity": "note", "check": "clock", "engines": ["master"], "problem": "A value with\na line.",
       "remedy": "nothing"}]})"));
  CHECK(json::parse(findings_json(1, {}))["findings"].empty());
}
