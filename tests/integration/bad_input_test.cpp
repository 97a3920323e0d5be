#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "integration/closed_port.hpp"
#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

// Neither the password of the servers nor this word may ever appear in a message.
constexpr std::string_view canary = "c4nary";

/// What an input must lead to.
struct Expected {
  const std::type_info& type;
  Cond condition;
  Outcome outcome;
  /// Each must be in the message, so that a person knows what to put right.
  std::vector<std::string> words;
  std::string engine{};
};

void check_error(const Error& error, const Expected& expected) {
  const std::string_view what{error.what()};
  CAPTURE(what);
  CHECK(std::string_view{typeid(error).name()} == expected.type.name());
  CHECK(error.code() == expected.condition);
  CHECK(to_string(error.outcome()) == to_string(expected.outcome));
  CHECK(error.engine() == expected.engine);
  for (const auto& word : expected.words) {
    CAPTURE(word);
    CHECK(what.find(word) != std::string_view::npos);
  }
  CHECK(what.find(canary) == std::string_view::npos);
  CHECK(what.find("rwsplit-test-only") == std::string_view::npos);
}

template <class Action>
void check_throws(Action action, const Expected& expected) {
  try {
    action();
  } catch (const Error& error) {
    check_error(error, expected);
    return;
  }
  FAIL_CHECK("nothing was thrown");
}

std::string master_address() { return fmt::format("127.0.0.1:{}", test_urls().front().port.value()); }
std::string login() { return fmt::format("{}:{}", test_urls().front().user, test_urls().front().password.reveal()); }

ClusterConfig with_master(std::string url) {
  ClusterConfig config = real_cluster();
  config.master.url = std::move(url);
  return config;
}

/// Everything that was lent came back, and nobody waits.
bool at_rest(const Cluster& cluster) {
  for (const auto& engine : cluster.statistics()) {
    if (engine.pool.in_use != 0 || engine.pool.waiting != 0 || engine.pool.resetting != 0) return false;
  }
  return true;
}

}  // namespace

// ---- a cluster that cannot be made ----------------------------------------------------------------------------------

TEST_CASE("bad input: configuration", "[bad-input]") {
  struct Row {
    const char* name;
    std::string url;
    std::vector<std::string> words;
  };
  const std::string good = "mysql://user:c4nary@127.0.0.1:3306/app";
  const std::vector<Row> rows{
      {"no scheme", "user:c4nary@127.0.0.1/app", {"engine \"master\"", "URL"}},
      {"unknown scheme", "postgres://user:c4nary@127.0.0.1/app", {"postgres", "mysql"}},
      {"port is no number", "mysql://user:c4nary@127.0.0.1:http/app", {"port"}},
      {"port out of range", "mysql://user:c4nary@127.0.0.1:65536/app", {"port"}},
      {"unescaped @ in the password", "mysql://user:c4nary@c4nary@127.0.0.1/app", {"%40"}},
      {"broken percent-encoding", "mysql://user:c4nary%4@127.0.0.1/app", {"%"}},
      {"no user", "mysql://127.0.0.1/app", {"user"}},
      {"no host", "mysql://user:c4nary@/app", {"host"}},
      {"option without a value", good + "?read_timeout", {"read_timeout"}},
      {"unknown option", good + "?colour=blue", {"colour", "read_timeout"}},
      {"option given twice", good + "?read_timeout=1s&read_timeout=2s", {"read_timeout"}},
      {"bad number", good + "?statement_cache=many", {"statement_cache", "many"}},
      {"negative number", good + "?statement_cache=-1", {"statement_cache", "-1"}},
      {"bad duration", good + "?read_timeout=5parsecs", {"read_timeout", "5parsecs"}},
      {"bad choice", good + "?tls=perhaps", {"tls", "perhaps", "verify_identity"}},
      {"no URL", "", {"url", "missing"}},
  };
  for (const auto& row : rows) {
    DYNAMIC_SECTION(row.name) {
      auto words = row.words;
      words.emplace_back("master");
      try {
        const Cluster cluster{with_master(row.url)};
        FAIL_CHECK("nothing was thrown");
      } catch (const Error& error) {
        // Some messages name the engine in their words, some as their context.
        check_error(
            error, {typeid(ConfigError), Cond::bad_configuration, Outcome::misuse, words, std::string{error.engine()}});
      }
    }
  }
}

// ---- a master that cannot be reached --------------------------------------------------------------------------------

namespace {

struct UnreachableRow {
  const char* name;
  std::string url;
  /// What waiting leads to; a server that says no for good is not waited for.
  std::chrono::milliseconds acquire_timeout;
  Expected expected;
};

std::vector<UnreachableRow> unreachable_rows(const ClosedPort& closed) {
  const auto never = std::chrono::hours{1};  // whoever waits for that fails by the limit of the whole run
  const auto user = test_urls().front().user;
  return {
      {"wrong password",
       fmt::format("mysql://{}:{}@{}/app", user, canary, master_address()),
       never,
       {typeid(ConnectionError),
        Cond::access_denied,
        Outcome::not_executed,
        {master_address(), "access denied", "user and password"},
        "master"}},
      {"unknown user",
       fmt::format("mysql://nobody:{}@{}/app", canary, master_address()),
       never,
       {typeid(ConnectionError),
        Cond::access_denied,
        Outcome::not_executed,
        {master_address(), "access denied"},
        "master"}},
      {"unknown database",
       fmt::format("mysql://{}@{}/app_nowhere", login(), master_address()),
       never,
       {typeid(ConnectionError),
        Cond::access_denied,  // an account without a right to it is not told whether a database exists
        Outcome::not_executed,
        {master_address(), "database"},
        "master"}},
      {"unknown host",
       fmt::format("mysql://{}@no-such-host.invalid/app", login()),
       300ms,
       {typeid(PoolTimeout),
        Cond::pool_exhausted,
        Outcome::unavailable,
        {"\"master\"", "no-such-host.invalid", "host name is unknown"},
        "master"}},
      {"closed port",
       fmt::format("mysql://{}@{}/app", login(), closed.address()),
       300ms,
       {typeid(PoolTimeout),
        Cond::pool_exhausted,
        Outcome::unavailable,
        {"\"master\"", closed.address(), "check that the server runs"},
        "master"}},
      {"no socket",
       fmt::format("mysql://{}@localhost/app?socket=/nowhere/mysql.sock", login()),
       300ms,
       {typeid(PoolTimeout),
        Cond::pool_exhausted,
        Outcome::unavailable,
        {"\"master\"", "/nowhere/mysql.sock", "check that the server runs"},
        "master"}},
  };
}

}  // namespace

TEST_CASE("bad input: a master that lets nobody in", "[bad-input]") {
  const ClosedPort closed;
  for (const auto& row : unreachable_rows(closed)) {
    DYNAMIC_SECTION(row.name) {
      ClusterConfig config = with_master(row.url);
      config.master.pool = PoolOptions{.acquire_timeout = row.acquire_timeout};
      Cluster cluster{config};
      REQUIRE(eventually([&] { return !cluster.engine(master_index).pool().reachable(); }, patience));
      RoutingSession db{cluster};
      const auto started = std::chrono::steady_clock::now();
      check_throws([&] { db.execute("DROP TABLE nowhere"); }, row.expected);
      check_throws([&] { const Transaction tx{db}; }, row.expected);
      check_throws([&] { static_cast<void>(db.stream<int>("SELECT id FROM nowhere FOR UPDATE")); }, row.expected);
      CHECK(std::chrono::steady_clock::now() - started < patience);

      CHECK_FALSE(db.has_written());
      CHECK(db.query_one<int>("SELECT 1") == 1);  // the replicas work without it
      CHECK(at_rest(cluster));
      const auto statistics = cluster.statistics();
      CHECK_FALSE(statistics[0].reachable);
      CHECK(statistics[0].statements == 0);
      CHECK(statistics[0].pool.created == 0);
      CHECK(statistics[0].pool.acquired == 0);
      CHECK(statistics[0].pool.connect_failures > 0);
    }
  }
}

TEST_CASE("bad input: an unknown database, for an account that may see all of them", "[bad-input]") {
  const auto admin = test_admin_urls().front();
  Cluster cluster{
      with_master(fmt::format("mysql://{}:{}@{}/app_nowhere", admin.user, admin.password.reveal(), master_address()))};
  RoutingSession db{cluster};
  check_throws([&] { db.execute("DROP TABLE nowhere"); }, {typeid(ConnectionError),
                                                           Cond::unknown_database,
                                                           Outcome::not_executed,
                                                           {"app_nowhere", "database does not exist"},
                                                           "master"});
}

TEST_CASE("bad input: a replica that lets nobody in is passed over, unless it is asked by name", "[bad-input]") {
  const ClosedPort closed;
  for (const auto& row : unreachable_rows(closed)) {
    DYNAMIC_SECTION(row.name) {
      ClusterConfig config = real_cluster();
      config.replicas[0].url = row.url;
      config.replicas[0].pool = PoolOptions{.acquire_timeout = row.acquire_timeout};
      Cluster cluster{config};
      REQUIRE(eventually([&] { return !cluster.engine(1).pool().reachable(); }, patience));
      for (int i = 0; i < 6; ++i) {
        RoutingSession db{cluster};
        CHECK(db.query_one<int>("SELECT ?", i) == i);
        CHECK(db.last_decision().engine_name == "replica2");
      }
      RoutingSession db{cluster};
      Expected expected = row.expected;
      expected.engine = "replica1";
      for (auto& word : expected.words) {
        if (word == "\"master\"") word = "\"replica1\"";
      }
      check_throws([&] { static_cast<void>(db.using_engine("replica1").query_one<int>("SELECT 1")); }, expected);
      CHECK(at_rest(cluster));
    }
  }
}

TEST_CASE("bad input: when every replica lets nobody in, reads go to the master and say why", "[bad-input]") {
  const ClosedPort closed;
  for (const auto& row : unreachable_rows(closed)) {
    DYNAMIC_SECTION(row.name) {
      ClusterConfig config = real_cluster();
      for (auto& replica : config.replicas) replica.url = row.url;
      Cluster cluster{config};
      RoutingSession db{cluster};
      CHECK(db.query_one<int>("SELECT 1") == 1);
      CHECK(db.last_decision().engine_name == "master");
      CHECK(db.last_decision().reason == RouteReason::no_replica);
      CHECK(at_rest(cluster));

      config.replica_fallback = ReplicaFallback::error;
      Cluster strict{config};
      RoutingSession other{strict};
      try {
        static_cast<void>(other.query_one<int>("SELECT 1"));
        FAIL_CHECK("nothing was thrown");
      } catch (const Error& error) {
        CAPTURE(error.what());
        CHECK(error.outcome() == Outcome::unavailable);
        CHECK(error.code() == Cond::unavailable);
        CHECK(std::string_view{error.what()}.find(canary) == std::string_view::npos);
      }
      CHECK(at_rest(strict));
    }
  }
}

// ---- statements that cannot work ------------------------------------------------------------------------------------

namespace {

/// A good cluster with small pools and one table: `bad_input (id INT PRIMARY KEY, small TINYINT, word VARCHAR(5))`.
class GoodCluster {
 public:
  GoodCluster() {
    run_each(*admin_of(0), {"DROP TABLE IF EXISTS bad_input",
                            "CREATE TABLE bad_input (id INT PRIMARY KEY, small TINYINT NOT NULL, word VARCHAR(5), "
                            "CONSTRAINT bad_input_small CHECK (small <> 13)) CHARACTER SET utf8mb4",
                            "INSERT INTO bad_input VALUES (1, 1, 'one'), (2, 2, NULL)"});
    await_replicas();
    ClusterConfig config = real_cluster();
    config.pool.max_size = 2;
    cluster.emplace(config);
    session.emplace(*cluster);
  }
  GoodCluster(const GoodCluster&) = delete;
  GoodCluster& operator=(const GoodCluster&) = delete;
  ~GoodCluster() = default;

  std::optional<Cluster> cluster;
  std::optional<RoutingSession> session;
};

struct StatementRow {
  const char* name;
  std::function<void(RoutingSession&)> action;
  Expected expected;
};

struct Wide {
  int a{};
  int b{};
  int c{};
};

std::vector<StatementRow> statement_rows() {
  const auto& server_error = typeid(ServerError);
  const auto& conversion = typeid(ConversionError);
  const auto& usage = typeid(UsageError);
  const auto& refused = typeid(ReadOnlyViolation);
  constexpr auto failed = Outcome::statement_failed;
  return {
      {"wrong SQL, read",
       [](auto& db) { static_cast<void>(db.template query<int>("SELECT id FROM bad_input WERE word = 'c4nary'")); },
       {server_error, Cond::syntax_error, failed, {"syntax error", "1064"}, "replica"}},
      {"wrong SQL, write",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUE S (3, 3, 'c4nary')"); },
       {server_error, Cond::syntax_error, failed, {"syntax error", "1064"}, "master"}},
      {"wrong SQL, prepared",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?", 3, 3, "c4nary"); },
       {server_error, Cond::syntax_error, failed, {"syntax error", "1064"}, "master"}},
      {"wrong SQL, streamed",
       [](auto& db) { static_cast<void>(db.template stream<int>("SELECT id FROM bad_input WERE id = ?", 1)); },
       {server_error, Cond::syntax_error, failed, {"syntax error"}, "replica"}},
      {"table missing, read",
       [](auto& db) { static_cast<void>(db.template query<int>("SELECT id FROM c4nary_nowhere")); },
       {server_error, Cond::no_such_table, failed, {"no such table", "1146"}, "replica"}},
      {"table missing, prepared",
       [](auto& db) { static_cast<void>(db.template query<int>("SELECT id FROM c4nary_nowhere WHERE id = ?", 1)); },
       {server_error, Cond::no_such_table, failed, {"no such table", "1146"}, "replica"}},
      {"table missing, write",
       [](auto& db) { db.execute("DELETE FROM c4nary_nowhere"); },
       {server_error, Cond::no_such_table, failed, {"no such table", "1146"}, "master"}},
      {"column missing",
       [](auto& db) { static_cast<void>(db.template query<int>("SELECT c4nary FROM bad_input")); },
       {server_error, Cond::no_such_column, failed, {"no such column", "1054"}, "replica"}},
      {"duplicate key",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 1, 1, "c4na"); },
       {server_error, Cond::duplicate_key, failed, {"duplicate key", "1062"}, "master"}},
      {"number too large for its column",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 3, 128, "c4na"); },
       {server_error, Cond::data_out_of_range, failed, {"1264"}, "master"}},
      {"text too long for its column",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 3, 3, "c4nary"); },
       {server_error, Cond::data_out_of_range, failed, {"1406"}, "master"}},
      {"NULL into a column that has none",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 3, nullptr, "c4na"); },
       {server_error, Cond::constraint_violation, failed, {"constraint", "1048"}, "master"}},
      {"check constraint",
       [](auto& db) { db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 3, 13, "c4na"); },
       {server_error, Cond::constraint_violation, failed, {"constraint"}, "master"}},
      {"no privilege",
       [](auto& db) { db.execute("INSERT INTO cluster_check.ready VALUES ('c4nary')"); },
       {server_error, Cond::access_denied, failed, {"denied"}, "master"}},
      {"wrong column type",
       [](auto& db) { static_cast<void>(db.template query<int>("SELECT word AS label FROM bad_input WHERE id = 1")); },
       {conversion, Cond::conversion, failed, {"label", "VARCHAR", "int"}, "replica"}},
      {"wrong column type, streamed",
       [](auto& db) {
         for (const int label : db.template stream<int>("SELECT 'c4nary' AS label FROM bad_input WHERE id = ?", 1)) {
           static_cast<void>(label);
         }
       },
       {conversion, Cond::conversion, failed, {"label", "int"}, "replica"}},
      {"number too large for its type",
       [](auto& db) { static_cast<void>(db.template query<std::int8_t>("SELECT 1000 AS amount")); },
       {conversion, Cond::conversion, failed, {"amount", "out of range"}, "replica"}},
      {"NULL into a type that has none",
       [](auto& db) {
         static_cast<void>(db.template query<std::string>("SELECT word FROM bad_input WHERE id = ?", 2));
       },
       {conversion, Cond::conversion, failed, {"word", "NULL", "optional"}, "replica"}},
      {"wrong number of columns",
       [](auto& db) { static_cast<void>(db.template query<Wide>("SELECT id, small FROM bad_input")); },
       {conversion, Cond::conversion, failed, {"2", "3", "id", "small"}, "replica"}},
      {"wrong number of columns, streamed",
       [](auto& db) { static_cast<void>(db.template stream<Wide>("SELECT id, small FROM bad_input")); },
       {conversion, Cond::conversion, failed, {"2", "3"}, "replica"}},
      {"no row where one was wanted",
       [](auto& db) { static_cast<void>(db.template query_one<int>("SELECT id FROM bad_input WHERE id = ?", 77)); },
       {conversion, Cond::conversion, failed, {"0 rows", "one"}, ""}},
      {"two rows where one was wanted",
       [](auto& db) { static_cast<void>(db.template query_one<int>("SELECT id FROM bad_input WHERE id <= 2")); },
       {conversion, Cond::conversion, failed, {"2 rows", "one"}, ""}},
      {"too few parameters",
       [](auto& db) {
         Params parameters;
         parameters.append("c4nary");
         db.execute(runtime_sql("INSERT INTO bad_input VALUES (?, ?, 'c4nary')"), parameters);
       },
       {usage, Cond::misuse, Outcome::misuse, {"2 placeholders", "1 parameters"}, ""}},
      {"too many parameters",
       [](auto& db) {
         Params parameters;
         parameters.append(1).append("c4nary");
         static_cast<void>(db.template query<int>(runtime_sql("SELECT id FROM bad_input WHERE id = ?"), parameters));
       },
       {usage, Cond::misuse, Outcome::misuse, {"1 placeholders", "2 parameters"}, ""}},
      {"write under UseReplica",
       [](auto& db) {
         const UseReplica on_replica{db};
         db.execute("INSERT INTO bad_input VALUES (?, ?, ?)", 3, 3, "c4nary");
       },
       {refused, Cond::read_only_violation, Outcome::misuse, {"write", "guard", "UseMaster"}, ""}},
      {"write on a replica by name",
       [](auto& db) { db.using_engine("replica2").execute("DELETE FROM bad_input WHERE word = 'c4nary'"); },
       {refused, Cond::read_only_violation, Outcome::misuse, {"write", "replica2", "call override"}, "replica2"}},
      {"write in a read-only transaction",
       [](auto& db) {
         db.transaction(read_only, [](Transaction& tx) { tx.execute("UPDATE bad_input SET word = 'c4nary'"); });
       },
       {refused, Cond::read_only_violation, Outcome::misuse, {"write", "read-only transaction"}, "replica"}},
      {"unknown engine, one call",
       [](auto& db) { db.using_engine("replica7").execute("SELECT 1"); },
       {typeid(UnknownEngine), Cond::unknown_engine, Outcome::misuse, {"replica7", "master, replica1, replica2"}, ""}},
      {"unknown engine, guard",
       [](auto& db) {
         const UseEngine guard{db, "Master"};
       },
       {typeid(UnknownEngine), Cond::unknown_engine, Outcome::misuse, {"\"Master\"", "master, replica1"}, ""}},
      {"read in the queue",
       [](auto& db) { db.enqueue("SELECT 'c4nary'"); },
       {usage, Cond::misuse, Outcome::misuse, {"only writes"}, ""}},
      {"COMMIT in a Transaction",
       [](auto& db) { db.transaction([](Transaction& tx) { tx.execute("COMMIT"); }); },
       {usage, Cond::misuse, Outcome::misuse, {"COMMIT"}, ""}},
      {"a transaction in a transaction",
       [](auto& db) { db.transaction([&](Transaction&) { const Transaction inner{db}; }); },
       {usage, Cond::misuse, Outcome::misuse, {"already open", "Savepoint"}, ""}},
  };
}

/// Replicas stand in for each other: `replica` means either.
Expected with_engine_of(Expected expected, const Error& error) {
  const bool some_replica =
      expected.engine == "replica" && (error.engine() == "replica1" || error.engine() == "replica2");
  if (some_replica) expected.engine = error.engine();
  return expected;
}

void check_still_good(RoutingSession& db) {
  CHECK(db.query_one<int>("SELECT count(*) FROM bad_input") == 2);
  CHECK(db.query_one<std::optional<std::string>>("SELECT word FROM bad_input WHERE id = ?", 1) == "one");
  CHECK(db.execute("UPDATE bad_input SET small = 1 - small WHERE id = ?", 1).affected_rows == 1);
}

}  // namespace

TEST_CASE("bad input: statements", "[bad-input]") {
  GoodCluster good;
  for (const auto& row : statement_rows()) {
    CAPTURE(row.name);
    RoutingSession db{*good.cluster};
    bool thrown = false;
    try {
      row.action(db);
    } catch (const Error& error) {
      thrown = true;
      check_error(error, with_engine_of(row.expected, error));
    }
    CHECK(thrown);
    CHECK(eventually([&] { return at_rest(*good.cluster); }, patience));
    check_still_good(db);
    RoutingSession next{*good.cluster};
    CHECK(next.query_one<int>("SELECT count(*) FROM bad_input") == 2);
  }
  for (const auto& engine : good.cluster->statistics()) {
    CAPTURE(engine.name);
    CHECK(engine.reachable);
    CHECK(engine.pool.connect_failures == 0);
    CHECK(engine.pool.timeouts == 0);
    CHECK(engine.pool.leaks_reported == 0);
    CHECK(engine.pool.total <= 2);
  }
  run_each(*admin_of(0), {"DROP TABLE bad_input"});
}

TEST_CASE("bad input: errors inside a transaction leave it open", "[bad-input]") {
  GoodCluster good;
  RoutingSession& db = *good.session;
  for (const auto& row : statement_rows()) {
    if (row.expected.engine != "master") continue;  // statements that stand alone and reach the server
    CAPTURE(row.name);
    Transaction tx{db};
    CHECK(tx.execute("INSERT INTO bad_input VALUES (3, 3, 'new')").affected_rows == 1);
    try {
      row.action(db);
      FAIL_CHECK("nothing was thrown");
    } catch (const Error& error) {
      check_error(error, with_engine_of(row.expected, error));
    }
    CHECK(tx.is_open());
    CHECK(tx.query_one<int>("SELECT count(*) FROM bad_input") == 3);
    tx.rollback();
  }
  CHECK(at_rest(*good.cluster));
  run_each(*admin_of(0), {"DROP TABLE bad_input"});
}

TEST_CASE("bad input: the pool is exhausted", "[bad-input]") {
  ClusterConfig config = real_cluster();
  config.pool = {.max_size = 1, .acquire_timeout = 100ms};
  Cluster cluster{config};
  RoutingSession holder{cluster};
  {
    // The first connection may take longer than the others may wait.
    REQUIRE(eventually([&] { return cluster.engine(master_index).pool().statistics().idle == 1; }, patience));
    const Transaction tx{holder};
    RoutingSession db{cluster};
    const Expected expected{typeid(PoolTimeout),
                            Cond::pool_exhausted,
                            Outcome::unavailable,
                            {"pool \"master\"", "no connection after", "in use=1", "idle=0", "max=1"},
                            "master"};
    check_throws([&] { db.execute("DELETE FROM nowhere WHERE word = ?", "c4nary"); }, expected);
    check_throws([&] { const Transaction second{db}; }, expected);
    CHECK(cluster.statistics()[0].pool.timeouts == 2);
    CHECK(cluster.statistics()[0].pool.waiting == 0);
    CHECK(cluster.statistics()[0].reachable);
  }
  CHECK(at_rest(cluster));
  RoutingSession db{cluster};
  CHECK(db.using_engine("master").query_one<int>("SELECT 1") == 1);
  CHECK(cluster.statistics()[0].pool.created == 1);
}
