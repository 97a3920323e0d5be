#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>

#include "cluster/position_questions.hpp"
#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] MariadbPosition gtids(std::string_view text) { return MariadbPosition::parse(text).value(); }
[[nodiscard]] Position mariadb(std::string_view text) { return Position::parse(Flavor::mariadb, text).value(); }
[[nodiscard]] Position mysql(std::string_view text) { return Position::parse(Flavor::mysql, text).value(); }

const std::string one = "11111111-2222-3333-4444-555555555555";
const std::string two = "99999999-2222-3333-4444-555555555555";

/// Values of one row; nothing stands for NULL.
using Cells = std::vector<std::optional<std::string>>;

[[nodiscard]] ResultSet row_of(const Cells& cells) {
  ResultSet rows{std::make_shared<ResultSet::Columns>(cells.size())};
  for (const auto& cell : cells) rows.push(cell ? Value::text(*cell) : Value::null());
  return rows;
}

/// One connection to a server that answers everything with this row.
class Server {
 public:
  Server(Flavor flavor, Cells answer) {
    driver_.identify({.flavor = flavor, .version = "fake"});
    driver_.on_call([this, answer = std::move(answer)](FakeCall& call) {
      asked_.emplace_back(call.text);
      parameters_.clear();
      for (const Value& value : call.parameters) {
        if (value.kind() == ValueKind::real) {
          seconds_ = value.as_real();
        } else {
          parameters_.emplace_back(value.as_bytes());
        }
      }
      return Reply{.rows = answer.empty() ? ResultSet{} : row_of(answer)};
    });
    connection_ = driver_.connect({});
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] ServerPosition ask() { return ask_position(*connection_); }
  [[nodiscard]] PositionWait wait(const Position& required, std::chrono::milliseconds limit = 100ms) {
    return wait_for_position(*connection_, required, limit);
  }
  template <class AnyError>
  void fail(AnyError error) {
    driver_.on_call([error](FakeCall&) -> Reply { throw AnyError{error}; });
  }

  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }
  [[nodiscard]] const std::vector<std::string>& parameters() const { return parameters_; }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  FakeDriver driver_;
  std::vector<std::string> asked_;
  std::vector<std::string> parameters_;
  double seconds_{0};
  std::unique_ptr<Connection> connection_;
};

}  // namespace

// ---- The pure part --------------------------------------------------------------------------------------------------

TEST_CASE("position: what a MariaDB replica has applied", "[cluster][consistency]") {
  struct Row {
    const char* what;
    const char* binlog_state;
    const char* slave_pos;
    const char* applied;
  };
  const Row rows[] = {
      {"nothing", "", "", ""},
      {"no binary log of its own", "", "0-1-5,1-1-3", "0-1-5,1-1-3"},
      {"its log names the masters of before as well", "0-1-5,0-2-9", "0-2-9", "0-1-5,0-2-9"},
      {"logged, and not visible yet", "0-1-6", "0-1-5", "0-1-5"},
      {"a write of its own, beyond what was replicated", "0-1-5,0-7-6", "0-1-5", "0-1-5,0-7-5"},
      {"what it wrote into a domain that is not replicated", "0-1-5,9-7-1", "0-1-5", "0-1-5"},
      {"a lost transaction is not there, whatever came after", "0-1-4,0-2-9", "0-2-9", "0-1-4,0-2-9"},
      {"several domains", "0-1-5,1-1-9,1-2-2", "0-1-5,1-1-7", "0-1-5,1-1-7,1-2-2"},
      {"its log was reset", "", "0-1-5", "0-1-5"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(applied_position(gtids(row.binlog_state), gtids(row.slave_pos)) == gtids(row.applied));
  }
}

TEST_CASE("position: transactions in progress without their threads", "[cluster][consistency]") {
  struct Row {
    std::string owned;
    std::string set;
  };
  const Row rows[] = {{"", ""},
                      {one + ":5#12", one + ":5"},
                      {one + ":5#12:6#13", one + ":5:6"},
                      {one + ":5#12:6#13," + two + ":1#9", one + ":5:6," + two + ":1"},
                      {one + ":5#12,\n" + two + ":1#9", one + ":5,\n" + two + ":1"},
                      {one + ":5#", one + ":5"},
                      {one + ":5", one + ":5"}};
  for (const Row& row : rows) {
    INFO(row.owned);
    CHECK(without_owners(row.owned) == row.set);
    CHECK(MysqlGtidSet::parse(row.set).has_value());
  }
}

// ---- What a server has and shows ------------------------------------------------------------------------------------

TEST_CASE("position: a MySQL server", "[cluster][consistency]") {
  SECTION("at rest") {
    Server server{Flavor::mysql, {"", one + ":1-5"}};
    const ServerPosition position = server.ask();
    CHECK(position.has == mysql(one + ":1-5"));
    CHECK(position.shows == position.has);
    CHECK(server.asked() == std::vector<std::string>{"SELECT @@GLOBAL.gtid_owned, @@GLOBAL.gtid_executed"});
  }
  SECTION("what is being committed may have been seen") {
    Server server{Flavor::mysql, {one + ":6#12:8#13," + two + ":1#14", one + ":1-5"}};
    const ServerPosition position = server.ask();
    CHECK(position.has == mysql(one + ":1-5"));
    CHECK(position.shows == mysql(one + ":1-6:8," + two + ":1"));
  }
}

TEST_CASE("position: a MariaDB server", "[cluster][consistency]") {
  SECTION("a replica") {
    Server server{Flavor::mariadb, {"0-2-9", "0-1-4,0-2-10"}};
    const ServerPosition position = server.ask();
    CHECK(position.has == mariadb("0-1-4,0-2-9"));
    CHECK(position.shows == mariadb("0-1-4,0-2-10"));
    CHECK(server.asked() == std::vector<std::string>{"SELECT @@GLOBAL.gtid_slave_pos, @@GLOBAL.gtid_binlog_state"});
  }
  SECTION("a master that was a replica") {
    Server server{Flavor::mariadb, {"0-1-4", "0-1-4,0-2-10"}};
    CHECK(server.ask().shows == mariadb("0-1-4,0-2-10"));
  }
  SECTION("a replica without a binary log") {
    Server server{Flavor::mariadb, {"0-1-4", std::nullopt}};
    CHECK(server.ask().has == mariadb("0-1-4"));
    CHECK(server.ask().shows == mariadb("0-1-4"));
  }
}

TEST_CASE("position: what proves nothing", "[cluster][consistency]") {
  struct Row {
    const char* what;
    Cells answer;
  };
  const Row rows[] = {{"no row", {}},
                      {"NULL", {std::nullopt, std::nullopt}},
                      {"one column", {""}},
                      {"no position", {"x", "something else"}},
                      {"empty", {"", ""}}};
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) {
    for (const Row& row : rows) {
      INFO(row.what);
      Server server{flavor, row.answer};
      const ServerPosition position = server.ask();
      CHECK(position.has.empty());
      CHECK(position.shows.empty());
    }
  }
}

TEST_CASE("position: servers that have none are not asked", "[cluster][consistency]") {
  for (const Flavor flavor : {Flavor::sqlite, Flavor::unknown}) {
    Server server{flavor, {"0-1-5", "0-1-5"}};
    CHECK(position_columns(flavor).empty());
    CHECK(server.ask().has.empty());
    CHECK(server.ask().shows.empty());
    CHECK(server.asked().empty());
    const PositionWait wait = server.wait({});
    CHECK(wait.has.empty());
    CHECK(server.asked().empty());
    CHECK(position_in(flavor, row_of({"0-1-5", "0-1-5"})).has.empty());
  }
}

// ---- Waiting --------------------------------------------------------------------------------------------------------

TEST_CASE("wait: a MySQL replica", "[cluster][consistency]") {
  SECTION("it has it") {
    Server server{Flavor::mysql, {"0", one + ":1-7"}};
    const PositionWait wait = server.wait(mysql(one + ":5:7"), 1500ms);
    CHECK(wait.reached);
    CHECK(wait.has == mysql(one + ":1-7"));
    CHECK(server.asked() ==
          std::vector<std::string>{"SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?), @@GLOBAL.gtid_executed"});
    CHECK(server.parameters() == std::vector<std::string>{one + ":5:7"});
    CHECK(server.seconds() == 1.5);
  }
  SECTION("not in time") {
    Server server{Flavor::mysql, {"1", one + ":1-6"}};
    const PositionWait wait = server.wait(mysql(one + ":7"));
    CHECK_FALSE(wait.reached);
    CHECK(wait.has == mysql(one + ":1-6"));
  }
  SECTION("it says so, but its history was reset meanwhile") {
    Server server{Flavor::mysql, {"0", ""}};
    CHECK_FALSE(server.wait(mysql(one + ":7")).reached);
  }
  SECTION("the same numbers of another server") {
    Server server{Flavor::mysql, {"0", two + ":1-9"}};
    CHECK_FALSE(server.wait(mysql(one + ":7")).reached);
  }
}

TEST_CASE("wait: a MariaDB replica", "[cluster][consistency]") {
  SECTION("it has it") {
    Server server{Flavor::mariadb, {"0", "0-1-7,2-1-3", "0-1-7,2-1-3"}};
    const PositionWait wait = server.wait(mariadb("0-1-5,2-1-3"), 50ms);
    CHECK(wait.reached);
    CHECK(wait.has == mariadb("0-1-7,2-1-3"));
    CHECK(server.asked() == std::vector<std::string>{
                                "SELECT MASTER_GTID_WAIT(?, ?), @@GLOBAL.gtid_slave_pos, @@GLOBAL.gtid_binlog_state"});
    CHECK(server.parameters() == std::vector<std::string>{"0-1-5,2-1-3"});
    CHECK(server.seconds() == 0.05);
  }
  SECTION("it is asked for the newest of each domain alone, which is all it understands") {
    Server server{Flavor::mariadb, {"0", "0-2-9", "0-1-5,0-2-9"}};
    CHECK(server.wait(mariadb("0-1-5,0-2-9")).reached);
    CHECK(server.parameters() == std::vector<std::string>{"0-2-9"});
  }
  SECTION("not in time") {
    Server server{Flavor::mariadb, {"-1", "0-1-6", "0-1-6"}};
    const PositionWait wait = server.wait(mariadb("0-1-7"));
    CHECK_FALSE(wait.reached);
    CHECK(wait.has == mariadb("0-1-6"));
  }
  SECTION("it says 0, but that sequence is another server's: the transaction was lost") {
    Server server{Flavor::mariadb, {"0", "0-2-9", "0-1-4,0-2-9"}};
    const PositionWait wait = server.wait(mariadb("0-1-5"));
    CHECK_FALSE(wait.reached);
    CHECK(wait.has == mariadb("0-1-4,0-2-9"));
  }
  SECTION("it says 0, and its log has it, but replication has not passed it yet") {
    Server server{Flavor::mariadb, {"0", "0-1-4", "0-1-5"}};
    CHECK_FALSE(server.wait(mariadb("0-1-5")).reached);
  }
  SECTION("a domain that it does not know") {
    Server server{Flavor::mariadb, {"0", "0-1-4", "0-1-4,3-7-9"}};
    CHECK_FALSE(server.wait(mariadb("3-7-9")).reached);
  }
  SECTION("no answer proves nothing") {
    Server server{Flavor::mariadb, {}};
    CHECK_FALSE(server.wait(mariadb("0-1-1")).reached);
    CHECK(server.wait(mariadb("0-1-1")).has.empty());
  }
}

TEST_CASE("position: errors of the server and of the connection reach the caller", "[cluster][consistency]") {
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) {
    Server server{flavor, {}};
    const Position required = flavor == Flavor::mysql ? mysql(one + ":1") : mariadb("0-1-1");
    server.fail(server_error(Cond::access_denied));
    CHECK_THROWS_AS(server.ask(), ServerError);
    CHECK_THROWS_AS(server.wait(required), ServerError);
    server.fail(lost_error());
    CHECK_THROWS_AS(server.ask(), ConnectionError);
    CHECK_THROWS_AS(server.wait(required), ConnectionError);
  }
}
