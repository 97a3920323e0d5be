#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <rwsplit/driver/sqlite_driver.hpp>

#include "program.hpp"
#include "support/catch_shim.hpp"
#include "support/temporary_directory.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using nlohmann::json;

namespace {

[[nodiscard]] bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A database that has been opened for writing once, as a program does.
void make_database(const std::string& file) {
  ConnectOptions options;
  options.url = Url::parse("sqlite:" + file);
  options.engine = "master";
  static_cast<void>(sqlite_driver()->connect(options)->execute("CREATE TABLE t(a)", {}));
}

void write_file(const std::string& name, const std::string& text) { std::ofstream{name} << text; }

}  // namespace

TEST_CASE("status and doctor: SQLite, nothing is wrong", "[cli][status][doctor]") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("app.db");
  make_database(file);
  const std::string urls = "sqlite:" + file + " sqlite:" + file;
  const Finished status = run("rwsplit status " + urls);
  CHECK(status.status == 0);
  CHECK(status.error.empty());
  CHECK(holds(status.output, "master    master   SQLite 3."));
  CHECK(holds(status.output, "replica1  replica  SQLite 3."));
  const Finished doctor = run("rwsplit doctor " + urls);
  CHECK(doctor.status == 0);
  CHECK(doctor.output == "2 engines, and nothing to mend.\n");
  const Finished as_json = run("rwsplit doctor --json " + urls);
  CHECK(as_json.status == 0);
  CHECK(json::parse(as_json.output)["engines"] == 2);
}

TEST_CASE("status and doctor: they make no database", "[cli][status][doctor]") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("app.db");
  const Finished status = run("rwsplit status sqlite:" + file);
  CHECK(status.status == 1);
  CHECK(holds(status.output, "does not exist yet"));
  const Finished doctor = run("rwsplit doctor --json sqlite:" + file);
  CHECK(doctor.status == 1);
  CHECK(json::parse(doctor.output)["findings"][0]["check"] == "unreachable");
  CHECK_FALSE(std::ifstream{file}.good());
}

TEST_CASE("status and doctor: configurations in files and in the environment", "[cli][status][doctor]") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("app.db");
  make_database(file);
  const std::string toml = directory.file("app.toml");
  write_file(
      toml, "[master]\nurl = \"sqlite:" + file + "\"\n[replicas.archive]\nurl = \"sqlite:" + file + "\"\nweight = 3\n");
  const Finished from_toml = run("rwsplit status --json " + toml);
  CHECK(from_toml.status == 0);
  const json engines = json::parse(from_toml.output)["engines"];
  REQUIRE(engines.size() == 2);
  CHECK(engines[1]["engine"] == "archive");
  CHECK(engines[1]["weight"] == 3);
  CHECK(engines[1]["lag_seconds"] == 0);
  CHECK(engines[1]["server"]["flavor"] == "sqlite");

  const std::string properties = directory.file("app.ini");
  write_file(properties, "sqlalchemy.master.url = sqlite:" + file + "\nsqlalchemy.slaves.slave1.url = sqlite:" + file +
                             "\nother.key = x\n");
  const Finished from_properties = run("rwsplit status --prefix sqlalchemy " + properties);
  CHECK(from_properties.status == 0);
  CHECK(holds(from_properties.output, "slave1"));

  const Finished environment = run("RWSPLIT_MASTER_URL=sqlite:" + file + " rwsplit doctor --environment");
  CHECK(environment.status == 0);
  CHECK(environment.output == "1 engine, and nothing to mend.\n");
  const Finished overridden = run("RWSPLIT_MASTER_URL=sqlite:/none/app.db rwsplit doctor --environment " + toml);
  CHECK(overridden.status == 1);
}

TEST_CASE("status: again and again", "[cli][status]") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("app.db");
  make_database(file);
  Conversation conversation{"rwsplit status --json --watch 1 sqlite:" + file};
  for (int i = 0; i < 2; ++i) {
    const auto line = conversation.next_line();
    REQUIRE(line);
    CHECK(json::parse(*line)["engines"].size() == 1);
  }
}

TEST_CASE("status and doctor: what is wrong with the command or the configuration", "[cli][status][doctor]") {
  const TemporaryDirectory directory;
  const std::string toml = directory.file("app.toml");
  write_file(toml, "[master]\nurl = \"sqlite:/tmp/x.db\"\nweihgt = 3\n");
  struct Case {
    std::string arguments;
    std::string message;
  };
  for (const std::string command : {"status", "doctor"}) {
    for (const auto& [arguments, message] : std::vector<Case>{
             {"", "a configuration is missing"},
             {"/none/app.toml", "/none/app.toml"},
             {toml, "app.toml:3"},
             {toml + " sqlite:/tmp/x.db", "give one configuration file, or nothing but URLs"},
             {"postgres://app@db/shop", "engine \"master\": the URL scheme \"postgres\" is not known"},
             {"mysql://app@db/shop?tsl=disabled", "engine \"master\": URL option `tsl` is unknown"},
             {"--environment", "master"},
         }) {
      CAPTURE(command, arguments);
      const Finished done = run("rwsplit " + command + " " + arguments);
      CAPTURE(done.error);
      CHECK(done.status == 2);
      CHECK(done.output.empty());
      CHECK(holds(done.error, message));
    }
  }
  for (const char* arguments : {"doctor --max-lag x", "doctor --processes 0", "status --watch 0"}) {
    CAPTURE(arguments);
    CHECK(run(std::string{"rwsplit "} + arguments + " sqlite:/none/app.db").status == 2);
  }
}

TEST_CASE("status and doctor: no password comes out, whatever is wrong", "[cli][status][doctor][security]") {
  const std::string secret = "S3cr3t-canary";
  const TemporaryDirectory directory;
  const std::string toml = directory.file("app.toml");
  const std::string wrong_toml = directory.file("wrong.toml");
  write_file(toml, "master.url = \"mysql://app:" + secret + "@127.0.0.1:1/app\"\n");
  write_file(wrong_toml, "[master]\nurl = \"mysql://app:" + secret + "@127.0.0.1:1/app\nweight = x\n");
  const std::vector<std::string> configurations{
      "'mysql://app:" + secret + "@127.0.0.1:1/app'",
      "'mysql://app:" + secret + "@@127.0.0.1:1/app'",
      "'mysql://app:" + secret + "@127.0.0.1:port/app'",
      "'mysql://app:" + secret + "@127.0.0.1:1/app?tsl=1'",
      "'mysql://app:" + secret + "@no-such-host.invalid/app'",
      "'mysql:/app:" + secret + "@127.0.0.1/app'",
      "'mysq://app:" + secret + "@127.0.0.1/app'",
      "'app:" + secret + "@127.0.0.1/app'",
      "'//app:" + secret + "@127.0.0.1/app'",
      "/none/app.toml 'mysql://app:" + secret + "@127.0.0.1:1/app'",
      "sqlite:/none/app.db 'mysql://app:" + secret + "@127.0.0.1:1/app'",
      toml,
      wrong_toml,
  };
  for (const std::string command : {"status", "status --json", "doctor", "doctor --json"}) {
    for (const std::string& configuration : configurations) {
      CAPTURE(command, configuration);
      const Finished done = run("rwsplit " + command + " " + configuration);
      CHECK(done.status != 0);
      CHECK(done.output.size() + done.error.size() > 0);
      CHECK_FALSE(holds(done.output, secret));
      CHECK_FALSE(holds(done.error, secret));
    }
  }
  const std::string url = "mysql://app:" + secret + "@127.0.0.1:1/app";
  for (const std::string command : {"staus ", "", "options ", "classify ", "classify -d ", "classify -d mysql,",
                                    "doctor --max-lag ", "status --watch=", "status --url=", "explain --replicas "}) {
    CAPTURE(command);
    const Finished done = run("rwsplit " + command + url);
    CHECK(done.status == 2);
    CHECK(holds(done.error, "***"));
    CHECK_FALSE(holds(done.output + done.error, secret));
  }
  const Finished spaced = run("rwsplit staus 'mysql://app:my " + secret + " here@127.0.0.1:1/app'");
  CHECK_FALSE(holds(spaced.output + spaced.error, secret));
  const Finished environment =
      run("RWSPLIT_MASTER_URL='mysql://app:" + secret + "@127.0.0.1:1/app' rwsplit doctor --environment");
  CHECK(environment.status == 1);
  CHECK_FALSE(holds(environment.output + environment.error, secret));
}
