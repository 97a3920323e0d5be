#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/routing/binding_router.hpp>
#include <rwsplit/routing/router_chain.hpp>
#include <rwsplit/routing/table_router.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

// The servers of these tests answer a SELECT with their names, so that a row says where it was read.
namespace {

struct Plain {
  std::string engine;
};
/// The two types of one table: to read, and to read what is going to be written.
struct PostRead {
  std::string engine;
};
struct Post {
  std::string engine;
};
struct AuditLine {
  std::string engine;
};

}  // namespace

template <>
inline constexpr rwsplit::Model rwsplit::model<PostRead>{.tag = "r", .read_only = true};
template <>
inline constexpr rwsplit::Model rwsplit::model<Post>{.tag = "rw"};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

namespace rwsplit {
namespace {

using testing::FakeCluster;

[[nodiscard]] std::shared_ptr<const BindingRouter> bindings() {
  return std::make_shared<BindingRouter>(NamedTargets{{tag_of<PostRead>(), NamedTarget::replica()},
                                                      {tag_of<Post>(), NamedTarget::master()},
                                                      {tag_of<AuditLine>(), NamedTarget::engine("replica2")}});
}

[[nodiscard]] std::uint64_t sent(FakeCluster& cluster) {
  return cluster.statements(0) + cluster.statements(1) + cluster.statements(2);
}

constexpr const char* write = "DELETE FROM post RETURNING name";

/// Every way to ask an executor for rows of a read-only type, with a text that is none.
void check_refused(FakeCluster& cluster, Executor& db, const char* text) {
  const std::uint64_t before = sent(cluster);
  CHECK_THROWS_AS(db.query<AuditLine>(runtime_sql(text)), ReadOnlyViolation);
  CHECK_THROWS_AS(db.query_one<AuditLine>(runtime_sql(text)), ReadOnlyViolation);
  CHECK_THROWS_AS(db.query_optional<AuditLine>(runtime_sql(text)), ReadOnlyViolation);
  CHECK_THROWS_AS(db.stream<AuditLine>(runtime_sql(text)), ReadOnlyViolation);
  CHECK(sent(cluster) == before);
}

}  // namespace

TEST_CASE("the type of the rows says where they are read", "[session][model][SO-5][ZZ-1]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster};
  CHECK(db.query_one<PostRead>("SELECT name FROM post").engine != "master");
  CHECK(db.query_one<Post>("SELECT name FROM post").engine == "master");
  CHECK(db.last_decision().reason == RouteReason::router);
  for (int i = 0; i < 5; ++i) CHECK(db.query_one<AuditLine>("SELECT name FROM audit").engine == "replica2");
  CHECK(db.query_optional<AuditLine>("SELECT name FROM audit")->engine == "replica2");
  CHECK(db.query<AuditLine>("SELECT name FROM audit")[0].engine == "replica2");
  for (const AuditLine& line : db.stream<AuditLine>("SELECT name FROM audit")) CHECK(line.engine == "replica2");
  CHECK(db.query_one<AuditLine>(runtime_sql("SELECT name FROM audit")).engine == "replica2");
  CHECK(db.query_one<AuditLine>(read_sql("SELECT name FROM audit")).engine == "replica2");
  static_cast<void>(db.query_one<Plain>("SELECT name FROM post"));
  CHECK(db.last_decision().reason == RouteReason::by_statement);
}

TEST_CASE("the type's tag comes before the session's", "[session][model][SO-5]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster, {.tag = "audit"}};
  CHECK(db.query_one<Plain>("SELECT name FROM post").engine == "replica2");
  CHECK(db.query_one<Post>("SELECT name FROM post").engine == "master");
}

TEST_CASE("what is explicit comes before the type's binding", "[session][model][ZZ-1][ZZ-9][FR-12]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster};
  CHECK(db.using_engine("replica1").query_one<AuditLine>("SELECT name FROM audit").engine == "replica1");
  CHECK(db.explain<AuditLine>("/* rwsplit: master */ SELECT name FROM audit").reason == RouteReason::hint);
  {
    const UseMaster guard{db};
    CHECK(db.query_one<AuditLine>("SELECT name FROM audit").engine == "master");
  }
  {
    const UseEngine guard{db, "replica1"};
    CHECK(db.query_one<Post>("SELECT name FROM post").engine == "replica1");
  }
  db.transaction([](Transaction& tx) {
    CHECK(tx.query_one<AuditLine>("SELECT name FROM audit").engine == "master");
    CHECK(tx.query_optional<AuditLine>("SELECT name FROM audit")->engine == "master");
  });
}

TEST_CASE("writes of a bound type run on the master, and are seen", "[session][model][SO-5][FS-2]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster};
  cluster.on("UPDATE post SET a = 1 RETURNING name",
             [](testing::FakeCall&) { return Reply{.rows = testing::one_text("changed")}; });
  CHECK(db.query_one<Post>("UPDATE post SET a = 1 RETURNING name").engine == "changed");
  CHECK(db.query_one<PostRead>("SELECT name FROM post").engine == "master");
  CHECK(db.last_decision().reason == RouteReason::has_written);
}

TEST_CASE("by type, by table, by default: the routers of a cluster", "[session][model][ZZ-9][FS-1][FS-2]") {
  const auto tables =
      std::make_shared<TableRouter>(TableRoutes{.tables = {{"report", NamedTarget::engine("replica1")}}});
  FakeCluster cluster{2, {.router = std::make_shared<RouterChain>(RouterChain::Routers{bindings(), tables})}};
  RoutingSession db{*cluster};
  CHECK(db.query_one<AuditLine>("SELECT name FROM report").engine == "replica2");
  CHECK(db.query_one<Plain>("SELECT name FROM report").engine == "replica1");
  CHECK(db.query_one<Plain>("SELECT name FROM post").engine != "master");
  CHECK(db.last_decision().reason == RouteReason::by_statement);
  for (const char* const text :
       {"INSERT INTO report VALUES (1)", "UPDATE report SET a = 1", "DELETE FROM report WHERE a = 1"}) {
    CAPTURE(text);
    CHECK(RoutingSession{*cluster}.execute(runtime_sql(text)).engine == "master");
  }
}

TEST_CASE("a binding to an engine that does not exist ends the construction of the cluster",
          "[session][model][SO-6][D-12]") {
  CHECK_THROWS_AS((FakeCluster{1, {.router = bindings()}}), UnknownEngine);
  FakeCluster cluster{1};
  CHECK_THROWS_AS((RoutingSession{*cluster, {.intent = NamedTarget::engine("replica2")}}), UnknownEngine);
}

TEST_CASE("rows of a read-only type: run-time text that does not read is refused before it is sent",
          "[session][model][SO-5][D-1]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster};
  for (const char* const text :
       {write, "INSERT INTO post VALUES (1) RETURNING name", "SELECT name FROM post FOR UPDATE", "SELECT charge(1)",
        "CALL p()", "SHOW MASTER STATUS", "SELECT name FROM post; DELETE FROM post"}) {
    CAPTURE(text);
    check_refused(cluster, db, text);
    BoundSession bound = db.using_engine("master");
    check_refused(cluster, bound, text);
    const UseMaster guard{db};
    check_refused(cluster, db, text);
  }
  CHECK_FALSE(db.has_written());
  db.transaction([&](Transaction& tx) {
    check_refused(cluster, tx, write);
    CHECK(tx.is_open());
    CHECK(tx.query_one<AuditLine>("SELECT name FROM audit").engine == "master");
  });
  cluster.on(write, [](testing::FakeCall&) { return Reply{.rows = testing::one_text("deleted")}; });
  CHECK(db.query_one<Plain>(runtime_sql(write)).engine == "deleted");  // the same text, for a type that may
}

TEST_CASE("the refusal of a read-only type does not depend on topology, policies or switches",
          "[session][model][SO-5][D-1]") {
  FakeCluster alone{0, {.on_replica_write = OnReplicaWrite::promote}};
  RoutingSession db{*alone};
  CHECK_THROWS_AS(db.query<AuditLine>(runtime_sql(write)), ReadOnlyViolation);
  alone->set_enabled(false);
  CHECK_THROWS_AS(db.query<AuditLine>(runtime_sql(write)), ReadOnlyViolation);
  alone->set_enabled(true);
  alone->set_auto_read_on_replica(false);
  CHECK_THROWS_AS(db.query<AuditLine>(runtime_sql(write)), ReadOnlyViolation);
  CHECK(alone.statements(0) == 0);
}

TEST_CASE("the error says what was refused, and what to do", "[session][model]") {
  FakeCluster cluster{2};
  RoutingSession db{*cluster};
  try {
    static_cast<void>(db.query<AuditLine>(runtime_sql("DELETE FROM post WHERE name = 'c4nary' RETURNING name")));
    FAIL("no error");
  } catch (const ReadOnlyViolation& error) {
    const std::string what = error.what();
    CAPTURE(what);
    CHECK(what.find("kind \"write\"") != std::string::npos);
    CHECK(what.find("read-only model") != std::string::npos);
    CHECK(what.find("execute()") != std::string::npos);
    CHECK(what.find("c4nary") == std::string::npos);
    CHECK(error.where().line() > 0);
  }
  CHECK(db.last_decision().reason == RouteReason::read_only_model);
}

TEST_CASE("what a replica refuses as a write is not repeated on the master for a read-only type",
          "[session][model][SO-5]") {
  constexpr const char* text = "SELECT name FROM audit_view";
  FakeCluster cluster{1};
  cluster.fail(text, testing::refused_as_write(), 1);
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(db.query<AuditLine>(runtime_sql(text)), ReadOnlyViolation);
  CHECK(cluster.statements(1) == 1);
  CHECK(cluster.statements(0) == 0);
  CHECK(db.query_one<Plain>(runtime_sql(text)).engine == "master");
}

TEST_CASE("functions that the configuration vouches for may be called for rows of a read-only type",
          "[session][model]") {
  FakeCluster cluster{2, {.read_functions = {"charge"}, .router = bindings()}};
  RoutingSession db{*cluster};
  CHECK(db.query_one<AuditLine>(runtime_sql("SELECT charge(1)")).engine == "replica2");
}

TEST_CASE("a statement that only another dialect's servers read is refused here", "[session][model][SO-5]") {
  constexpr ReadSql only_mariadb = read_sql<Dialect::mariadb>("SELECT json_compact(a) FROM t");
  FakeCluster any{2};
  RoutingSession db{*any};
  CHECK_THROWS_AS(db.query<AuditLine>(only_mariadb), ReadOnlyViolation);
  CHECK(sent(any) == 0);
  FakeCluster mariadb{2, {.dialects = DialectSet{Dialect::mariadb}}};
  CHECK_NOTHROW(RoutingSession{*mariadb}.query<AuditLine>(only_mariadb));
}

TEST_CASE("explain for a type: its binding, or its refusal", "[session][model]") {
  FakeCluster cluster{2, {.router = bindings()}};
  RoutingSession db{*cluster};
  const Explanation bound = db.explain<AuditLine>("SELECT name FROM audit WHERE a = ?");
  CHECK(bound.engine == "replica2");
  CHECK(bound.reason == RouteReason::router);
  CHECK(bound.to_string().find("router about rows tagged \"audit\": decided") != std::string::npos);
  CHECK(db.explain("SELECT name FROM audit WHERE a = ?").reason == RouteReason::by_statement);
  CHECK(db.explain<Post>("DELETE FROM post").engine == "master");
  const Explanation refused = db.explain<AuditLine>(runtime_sql("DELETE FROM audit"));
  CHECK(refused.verdict == Verdict::read_only_violation);
  CHECK(refused.to_string().find("-> refused (read-only model)") != std::string::npos);
  CHECK(sent(cluster) == 0);
}

}  // namespace rwsplit
