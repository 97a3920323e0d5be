#include <optional>
#include <string>
#include <tuple>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace {

/// Looks something up in the session that reads it.
struct LookedUp {
  int number{};
  static inline rwsplit::RoutingSession* session{nullptr};
};

}  // namespace

template <>
struct rwsplit::Codec<LookedUp> {
  static LookedUp decode(const Value& value) {
    if (LookedUp::session != nullptr) LookedUp::session->execute("INSERT INTO looked_up VALUES (1)");
    return {static_cast<int>(value.as_integer())};
  }
};

namespace rwsplit {
namespace {

using testing::FakeCall;
using testing::FakeCluster;
using testing::numbers;

/// The error must carry the engine and this file's line.
template <class AnyError, class Action>
[[nodiscard]] std::string error_of(Action action) {
  try {
    action();
  } catch (const AnyError& error) {
    CHECK(std::string{error.where().file()}.find("session_executor_test.cpp") != std::string::npos);
    CHECK(error.where().line() > 0);
    return error.what();
  }
  return "no error";
}

void answer(FakeCluster& cluster, const std::string& text, std::int64_t rows) {
  for (const std::size_t engine : {0U, 1U}) {
    cluster.on(
        text, [rows](FakeCall&) { return Reply{.rows = numbers(rows)}; }, engine);
  }
}

}  // namespace

TEST_CASE("query gives all rows, query_one exactly one, query_optional at most one", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  answer(cluster, "SELECT n FROM none", 0);
  answer(cluster, "SELECT n FROM one", 1);
  answer(cluster, "SELECT n FROM two", 2);

  CHECK(db.query<int>("SELECT n FROM none").empty());
  CHECK(db.query<int>("SELECT n FROM two").size() == 2);
  CHECK(db.query_one<int>("SELECT n FROM one") == 1);
  CHECK(db.query_optional<int>("SELECT n FROM one") == 1);
  CHECK(db.query_optional<int>("SELECT n FROM none") == std::nullopt);

  const auto has = [](const std::string& text, const char* part) {
    CAPTURE(text, part);
    return text.find(part) != std::string::npos;
  };
  CHECK(has(error_of<ConversionError>([&] { static_cast<void>(db.query_one<int>("SELECT n FROM none")); }),
            "0 rows where one was expected"));
  CHECK(has(error_of<ConversionError>([&] { static_cast<void>(db.query_one<int>("SELECT n FROM two")); }),
            "2 rows where one was expected"));
  CHECK(has(error_of<ConversionError>([&] { static_cast<void>(db.query_optional<int>("SELECT n FROM two")); }),
            "2 rows where at most one was expected"));
  CHECK(has(error_of<ConversionError>([&] { static_cast<void>(db.query<int, int>("SELECT n FROM one")); }),
            "engine replica1"));
}

TEST_CASE("a codec must not use the session whose rows it decodes", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  answer(cluster, "SELECT n FROM two", 2);
  LookedUp::session = &db;
  const std::string refused = error_of<UsageError>([&] { static_cast<void>(db.query<LookedUp>("SELECT n FROM two")); });
  LookedUp::session = nullptr;
  CHECK(refused.find("a codec must not use it") != std::string::npos);
  CHECK(cluster.driver(0).count("INSERT INTO looked_up VALUES (1)") == 0);
  CHECK(db.query<LookedUp>("SELECT n FROM two").size() == 2);
  CHECK(cluster.driver(1).live() == 1);
}

TEST_CASE("execute tells what was done, where and why", "[session]") {
  FakeCluster cluster{1};
  cluster.on("INSERT INTO t (a) VALUES (?)", [](FakeCall&) {
    return Reply{.rows = {}, .summary = {.affected_rows = 1, .last_insert_id = 7, .warnings = 2}};
  });
  RoutingSession db{*cluster};
  const ExecResult done = db.execute("INSERT INTO t (a) VALUES (?)", 1);
  CHECK(done.affected_rows == 1);
  CHECK(done.last_insert_id == 7);
  CHECK(done.warnings == 2);
  CHECK(done.engine == "master");
  CHECK(done.reason == RouteReason::not_a_read);
}

TEST_CASE("parameters reach the driver as values", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  std::string seen;
  cluster.on("INSERT INTO t VALUES (?, ?)", [&](FakeCall& call) {
    REQUIRE(call.parameters.size() == 2);
    seen = std::to_string(call.parameters[0].as_integer()) + std::string{call.parameters[1].as_bytes()};
    return Reply{};
  });
  db.execute("INSERT INTO t VALUES (?, ?)", 4, "two");
  CHECK(seen == "4two");
  Params list;
  list.append(5).append("three");
  db.execute(runtime_sql("INSERT INTO t VALUES (?, ?)"), list);
  CHECK(seen == "5three");
}

TEST_CASE("a wrong number of parameters is refused before anything is sent", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const auto refused = [&](auto call) {
    const std::string text = error_of<UsageError>(call);
    CAPTURE(text);
    return text.find("the statement has 2 placeholders, 1 parameters were given") != std::string::npos;
  };
  const std::string write = "UPDATE t SET a = ? WHERE b = ?";
  const std::string read = "SELECT a FROM t WHERE a = ? AND b = ?";
  CHECK(refused([&] { db.execute(runtime_sql(write), 1); }));
  CHECK(refused([&] { static_cast<void>(db.query<int>(runtime_sql(read), 1)); }));
  CHECK(refused([&] { static_cast<void>(db.stream<int>(runtime_sql(read), 1)); }));
  CHECK(refused([&] { db.enqueue(runtime_sql(write), 1); }));
  Params list;
  list.append(1);
  CHECK(refused([&] { db.execute("UPDATE t SET a = ? WHERE b = ?", list); }));
  CHECK(cluster.statements(0) + cluster.statements(1) == 0);
  CHECK_FALSE(db.has_written());
  CHECK(db.queued() == 0);
}

TEST_CASE("what an executable comment holds is left to the server to count", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK_NOTHROW(db.execute(runtime_sql("UPDATE t SET a = ? /*! , b = ? */"), 1, 2));
  CHECK(cluster.statements(0) == 1);
}

}  // namespace rwsplit
