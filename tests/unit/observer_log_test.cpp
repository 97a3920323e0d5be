#include <algorithm>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <rwsplit/error/error.hpp>
#include <rwsplit/observe/log_observer.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::connect_error;
using testing::eventually;
using testing::FakeCluster;
using testing::lost_error;
using testing::server_error;

constexpr const char* canary = "c4nary-8d1f";

/// A logger that writes lines "level message" to memory.
class MemoryLog {
 public:
  explicit MemoryLog(spdlog::level::level_enum level = spdlog::level::debug) : logger{make()} {
    logger->set_pattern("%l %v");
    logger->set_level(level);
  }

  [[nodiscard]] std::vector<std::string> lines() {
    std::istringstream all{text()};
    std::vector<std::string> result;
    for (std::string line; std::getline(all, line);) result.push_back(line);
    return result;
  }
  /// Lines that hold `part`.
  [[nodiscard]] std::vector<std::string> lines_with(const std::string& part) {
    std::vector<std::string> result = lines();
    result.erase(std::remove_if(result.begin(), result.end(),
                                [&](const std::string& line) { return line.find(part) == std::string::npos; }),
                 result.end());
    return result;
  }

 private:
  /// A stream that many threads may write to and read from.
  struct Text final : std::streambuf {
    int overflow(int character) override {
      const std::lock_guard lock{mutex};
      text.push_back(static_cast<char>(character));
      return character;
    }
    std::streamsize xsputn(const char* data, std::streamsize size) override {
      const std::lock_guard lock{mutex};
      text.append(data, static_cast<std::size_t>(size));
      return size;
    }
    std::mutex mutex;
    std::string text;
  };

  [[nodiscard]] std::string text() {
    const std::lock_guard lock{text_.mutex};
    return text_.text;
  }
  [[nodiscard]] std::shared_ptr<spdlog::logger> make() {
    return std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(stream_));
  }

  Text text_;
  std::ostream stream_{&text_};

 public:
  std::shared_ptr<spdlog::logger> logger;
};

[[nodiscard]] std::string digest_of(const char* text) { return fmt::format("{:016x}", classify(text).digest); }

class Recorder final : public Observer {
 public:
  void on_decision(const RouteEvent& event) noexcept override {
    engines.emplace_back(event.decision.engine_name);
    kinds.push_back(event.kind);
    digests.push_back(event.digest);
    lines.push_back(event.where.line());
  }
  std::vector<std::string> engines;
  std::vector<StatementKind> kinds;
  std::vector<std::uint64_t> digests;
  std::vector<std::uint_least32_t> lines;
};

}  // namespace

TEST_CASE("each decision is one debug line", "[observe][FR-25][DR-26][W28]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}};
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  db.execute("UPDATE t SET a = ? WHERE b = 'x'", 1);
  CHECK(log.lines_with("engine=") ==
        std::vector<std::string>{"debug engine=replica1 role=replica reason=\"by statement\" kind=\"read\" digest=" +
                                     digest_of("SELECT name"),
                                 "debug engine=master role=master reason=\"not a read\" kind=\"write\" digest=" +
                                     digest_of("UPDATE t SET a = ? WHERE b = 'y'")});
}

TEST_CASE("the line says disabled, forced, master or the replica's name, and why", "[observe][TG-27][DR-26]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}};
  RoutingSession db{*cluster};
  const auto read = [&] { static_cast<void>(db.query_one<std::string>("SELECT name")); };
  read();
  {
    const UseReplica guard{db};
    read();
  }
  static_cast<void>(db.using_engine("master").query_one<std::string>("SELECT name"));
  cluster->set_auto_read_on_replica(false);
  read();
  cluster->set_enabled(false);
  read();
  cluster->set_enabled(true);
  db.execute("DELETE FROM t");
  read();
  const std::vector<std::string> expected{
      "engine=replica1 role=replica reason=\"by statement\" kind=\"read\"",
      "engine=replica1 role=replica reason=\"guard\" kind=\"read\"",
      "engine=master role=master reason=\"call override\" kind=\"read\"",
      "engine=master role=master reason=\"automatic off\" kind=\"read\"",
      "engine=master role=master reason=\"disabled\" kind=\"read\"",
      "engine=master role=master reason=\"not a read\" kind=\"write\"",
      "engine=master role=master reason=\"has written\" kind=\"read\"",
  };
  const auto lines = log.lines_with("engine=");
  REQUIRE(lines.size() == expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    CHECK(lines[i].find("debug " + expected[i] + " digest=") == 0);
    CHECK(lines[i].find("fake://") == std::string::npos);  // names, no URLs
  }
}

TEST_CASE("without replicas every decision is logged too, with its reason", "[observe][GI-1][GI-2][W28]") {
  MemoryLog log;
  FakeCluster cluster{0, {.logger = log.logger}};
  RoutingSession db{*cluster};
  for (int i = 0; i < 3; ++i) CHECK(db.query_one<std::string>("SELECT name") == "master");
  CHECK(log.lines_with("debug engine=master role=master reason=\"no replica\" kind=\"read\" digest=" +
                       digest_of("SELECT name"))
            .size() == 3);
}

TEST_CASE("no line is without engine, role, reason, kind and digest", "[observe][W28]") {
  MemoryLog log;
  FakeCluster cluster{2, {.administration = AdministrationPolicy::refuse, .logger = log.logger}};
  RoutingSession db{*cluster};
  const auto attempt = [&](const char* text) {
    try {
      db.execute(runtime_sql(text));
    } catch (const Error&) {  // refusals are decisions as well
      return;
    }
  };
  for (const char* const text :
       {"SELECT name", "SELECT name FROM t FOR UPDATE", "INSERT INTO t VALUES (1)", "CREATE TABLE t (a INT)",
        "CALL p()", "SELECT charge(1)", "SHOW MASTER STATUS", "KILL 1", "SET @a = 1", "SELECT @@server_id", "nonsense",
        "BEGIN", "SELECT name", "COMMIT"}) {
    const std::size_t before = log.lines_with("engine=").size();
    attempt(text);
    CAPTURE(text);
    const auto lines = log.lines_with("engine=");
    REQUIRE(lines.size() == before + 1);
    const std::string& line = lines.back();
    CAPTURE(line);
    std::size_t at = 0;
    for (const char* const part : {"engine=", " role=", " reason=\"", "\" kind=\"", "\" digest="}) {
      const std::size_t found = line.find(part, at);
      REQUIRE(found != std::string::npos);
      at = found + std::string{part}.size();
      CHECK(line[at] != ' ');
      CHECK(line[at] != '"');
    }
    CHECK(line.size() == at + 16);
  }
}

TEST_CASE("refusals are logged as such", "[observe]") {
  MemoryLog log;
  FakeCluster cluster{0, {.replica_fallback = ReplicaFallback::error, .logger = log.logger}};
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(db.query_one<std::string>("SELECT name"), Error);
  const UseReplica guard{db};
  CHECK_THROWS_AS(db.execute("DELETE FROM t"), Error);
  const auto lines = log.lines_with("engine=");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].find("debug refused, unavailable: engine=replica role=replica reason=\"no replica\"") == 0);
  CHECK(lines[1].find("debug refused, read-only: engine=replica role=replica reason=\"guard\"") == 0);
}

TEST_CASE("every attempt of a read is a line", "[observe]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}};
  cluster.fail("SELECT name", lost_error(), 1);
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  const auto lines = log.lines_with("kind=\"read\"");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].find("engine=replica1") != std::string::npos);
  CHECK(lines[1].find("engine=master role=master reason=\"no replica\"") != std::string::npos);
}

TEST_CASE("above debug level there is no line per decision", "[observe]") {
  MemoryLog log{spdlog::level::info};
  FakeCluster cluster{1, {.logger = log.logger}};
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  CHECK(log.lines().empty());
}

TEST_CASE("observers are told the same, beside the log", "[observe][FR-25]") {
  const auto recorder = std::make_shared<Recorder>();
  FakeCluster cluster{1, {.observers = {recorder}}};
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  db.transaction([](Transaction& tx) { tx.execute("DELETE FROM t"); });
  CHECK(recorder->engines == std::vector<std::string>{"replica1", "master", "master"});
  CHECK(recorder->kinds ==
        std::vector<StatementKind>{StatementKind::read, StatementKind::transaction_control, StatementKind::write});
  CHECK(recorder->digests[2] == classify("DELETE FROM t").digest);
  for (const auto line : recorder->lines) CHECK(line > 0);
}

TEST_CASE("what happens to connections is logged", "[observe]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}, [](FakeCluster& made) {
                        made.driver(1).fail_next_connects(3, connect_error(Cond::connection_failed, "nobody is there"));
                      }};
  CHECK(eventually([&] { return !log.lines_with("pool replica1: connected").empty(); }));
  CHECK(log.lines_with("warning pool replica1: nobody is there").size() == 1);  // an outage is one warning
  CHECK(log.lines_with("debug pool replica1: nobody is there").size() == 2);
  CHECK(log.lines_with("info pool replica1: connected after 3 failures").size() == 1);
  CHECK(eventually([&] { return !log.lines_with("debug pool master: connected").empty(); }));
}

TEST_CASE("a suspected leak is logged with the place that took the connection", "[observe]") {
  MemoryLog log;
  PoolOptions pool = testing::calm_pool(std::chrono::seconds{19});
  pool.leak_threshold = std::chrono::milliseconds{1};
  FakeCluster cluster{0, {.pool = pool, .logger = log.logger}};
  {
    RoutingSession db{*cluster};
    db.execute("BEGIN");
    CHECK(eventually([&] { return !log.lines_with("warning pool master: a connection is on loan").empty(); }));
    CHECK(log.lines_with("taken at").at(0).find("observer_log_test.cpp:") != std::string::npos);
  }
  CHECK(eventually([&] { return !log.lines_with("info pool master: the connection taken at").empty(); }));
}

TEST_CASE("a pinned decision says what is pinned", "[observe]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}};
  RoutingSession db{*cluster};
  db.execute("SET @a = 1");
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  CHECK(log.lines_with("reason=\"pinned: ").size() == 1);
}

TEST_CASE("a replica's refusal and an errant write are told with engine, digest and place", "[observe]") {
  MemoryLog log;
  const auto observer = log_observer(log.logger);
  const RouteDecision decision{.engine = 1, .role = Role::replica, .engine_name = "replica1"};
  const RouteEvent event{.decision = decision, .digest = 0xBEEF, .where = SourceLocation::current()};
  observer->on_refused_by_replica(event);
  observer->on_errant_write(event);
  for (const char* const level : {"warning replica1 refused", "error errant write: "}) {
    CAPTURE(level);
    const auto lines = log.lines_with(level);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("replica1") != std::string::npos);
    CHECK(lines[0].find("000000000000beef") != std::string::npos);
    CHECK(lines[0].find("observer_log_test.cpp:") != std::string::npos);
  }
}

TEST_CASE("a hint that is not understood is a warning, once per statement", "[observe]") {
  MemoryLog log;
  const auto observer = log_observer(log.logger);
  for (int i = 0; i < 3; ++i) observer->on_unknown_hint({.digest = 0xBEEF, .offset = 12});
  CHECK(log.lines_with("warning the hint of a statement").size() == 1);
  CHECK(log.lines_with("from byte 12 on").size() == 1);
  observer->on_unknown_hint({.digest = 0xBEE0, .offset = 1});
  CHECK(log.lines_with("warning the hint of a statement").size() == 2);
}

TEST_CASE("observers need not care for what is rare", "[observe]") {
  Recorder recorder;
  const RouteDecision decision{};
  recorder.on_refused_by_replica({.decision = decision});
  recorder.on_errant_write({.decision = decision});
  recorder.on_unknown_hint({});
  CHECK(recorder.engines.empty());
}

TEST_CASE("dropped writes are a warning", "[observe]") {
  MemoryLog log;
  FakeCluster cluster{1, {.logger = log.logger}};
  {
    RoutingSession db{*cluster};
    db.enqueue("DELETE FROM t");
  }
  CHECK(log.lines_with("warning a session ended with 1 queued writes").size() == 1);
}

TEST_CASE("without a logger the registered one is used", "[observe]") {
  MemoryLog log;
  spdlog::drop("rwsplit");
  const auto registered =
      std::make_shared<spdlog::logger>("rwsplit", log.logger->sinks().begin(), log.logger->sinks().end());
  registered->set_level(spdlog::level::debug);
  spdlog::register_logger(registered);
  const auto observer = log_observer();
  observer->on_writes_dropped(3);
  CHECK(log.lines_with("3 queued writes").size() == 1);
  spdlog::drop("rwsplit");
  CHECK(log_observer() != nullptr);
  CHECK(spdlog::get("rwsplit") != nullptr);
  spdlog::drop("rwsplit");
}

TEST_CASE("no value and no secret appears in a log line or an error", "[observe][FR-25]") {
  MemoryLog log{spdlog::level::trace};
  FakeCluster cluster{1, {.on_replica_write = OnReplicaWrite::refuse, .logger = log.logger}};
  const std::string value = canary;
  std::vector<std::string> errors;
  const auto attempt = [&](auto action) {
    try {
      action();
    } catch (const Error& error) {
      errors.emplace_back(error.what());
    }
  };
  const std::string write = "UPDATE t SET a = 'c4nary-8d1f' WHERE b = ?";
  const std::string read = "SELECT 'c4nary-8d1f' FROM t WHERE b = ?";
  RoutingSession db{*cluster};

  attempt([&] { static_cast<void>(db.query_one<std::string>(runtime_sql(read), value)); });
  attempt([&] { static_cast<void>(db.query_one<int>(runtime_sql(read), value)); });
  attempt([&] { static_cast<void>(db.stream<int>(runtime_sql(read), value)); });
  attempt([&] { db.execute(runtime_sql(write), value); });
  attempt([&] { db.execute(runtime_sql(write), value, value); });
  attempt([&] { db.enqueue(runtime_sql(read), value); });
  attempt([&] { db.using_engine("replica1").execute(runtime_sql(write), value); });
  attempt([&] { db.transaction(read_only, [&](Transaction& tx) { tx.execute(runtime_sql(write), value); }); });
  attempt([&] { db.execute(runtime_sql("SET @x = 'c4nary-8d1f'")); });
  attempt([&] { static_cast<void>(db.explain(runtime_sql(write))); });
  cluster.on(read, [](testing::FakeCall&) { return Reply{.rows = testing::one_text(canary)}; });
  attempt([&] { static_cast<void>(db.query_one<int>(runtime_sql(read), value)); });  // the value in a result
  ErrorInfo quoting = server_error(Cond::duplicate_key).info();
  quoting.server_message = "Duplicate entry 'c4nary-8d1f'";
  cluster.fail(write, ServerError{quoting});
  attempt([&] { db.execute(runtime_sql(write), value); });
  cluster.fail(write, lost_error());
  attempt([&] { db.execute(runtime_sql(write), value); });
  {
    RoutingSession dropping{*cluster};
    dropping.enqueue(runtime_sql(write), value);
  }

  CHECK(errors.size() >= 8);
  CHECK(log.lines().size() >= 10);
  for (const std::string& text : errors) {
    CAPTURE(text);
    CHECK(text.find(canary) == std::string::npos);
  }
  for (const std::string& line : log.lines()) {
    CAPTURE(line);
    CHECK(line.find(canary) == std::string::npos);
  }
}

TEST_CASE("a password stays out of the log when the connection fails", "[observe]") {
  MemoryLog log{spdlog::level::trace};
  // Port 1 of the loopback refuses at once: no server is needed to fail.
  Cluster cluster{{.master = {.url = "mysql://app:c4nary-8d1f@127.0.0.1:1/shop?tls=disabled"},
                   .pool = {.acquire_timeout = std::chrono::milliseconds{1}},
                   .logger = log.logger}};
  REQUIRE(eventually([&] { return !log.lines_with("warning pool master:").empty(); }));
  RoutingSession db{cluster};
  try {
    db.execute("DELETE FROM t");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string{error.what()}.find(canary) == std::string::npos);
  }
  for (const std::string& line : log.lines()) CHECK(line.find(canary) == std::string::npos);
}

}  // namespace rwsplit
