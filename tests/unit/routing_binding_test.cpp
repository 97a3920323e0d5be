#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/routing/binding_router.hpp>
#include <rwsplit/routing/explanation.hpp>
#include <rwsplit/routing/router_chain.hpp>
#include <rwsplit/routing/table_router.hpp>
#include <rwsplit/row/model.hpp>
#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/route_scene.hpp"

namespace {

struct Untagged {
  int id{};
};
struct PostRead {
  int id{};
};
struct AuditLine {
  int id{};
};

}  // namespace

template <>
inline constexpr rwsplit::Model rwsplit::model<PostRead>{.tag = "r"};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

namespace rwsplit {
namespace {

using test::Scene;

/// "r" on replicas, "rw" on the master, "audit" on replica2.
[[nodiscard]] std::shared_ptr<const BindingRouter> bindings() {
  return std::make_shared<BindingRouter>(NamedTargets{{tag_of<PostRead>(), NamedTarget::replica()},
                                                      {"rw", NamedTarget::master()},
                                                      {tag_of<AuditLine>(), NamedTarget::engine("replica2")}});
}

[[nodiscard]] RouteDecision decide_with(const Router& router, const Scene& scene) {
  return decide(scene.query, router, scene.balancer);
}

[[nodiscard]] bool has_step(const Explanation& explanation, std::string_view step) {
  for (const std::string& line : explanation.steps) {
    if (line == step) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("model: what a row type says of itself", "[row][model]") {
  STATIC_REQUIRE(model<AuditLine>.tag == "audit");
  STATIC_REQUIRE(detail::is_read_only_model<AuditLine>);
  STATIC_REQUIRE_FALSE(detail::is_read_only_model<PostRead>);
  STATIC_REQUIRE_FALSE(detail::is_read_only_model<Untagged>);
  CHECK(&detail::model_of<Untagged>() == &detail::no_model);
  CHECK(&detail::model_of<AuditLine>() == &model<AuditLine>);
  CHECK(&detail::model_of<>() == &detail::no_model);
  CHECK(&detail::model_of<int, AuditLine>() == &detail::no_model);  // a column of several
  CHECK(tag_of<PostRead>() == "r");
}

TEST_CASE("binding router: the row type's tag, else the session's, else no opinion", "[routing][binding][SO-5][ZZ-1]") {
  struct Row {
    std::string_view model;
    std::string_view tag;
    std::optional<Target> expected;
  };
  const Row rows[] = {
      {"", "", std::nullopt},
      {"r", "", Target::replica()},
      {"rw", "", Target::master()},
      {"audit", "", Target::engine(2)},
      {"AUDIT", "", Target::engine(2)},
      {"audits", "", std::nullopt},
      {"", "audit", Target::engine(2)},
      {"rw", "audit", Target::master()},
      {"audit", "rw", Target::engine(2)},
      {"unbound", "audit", Target::engine(2)},
      {"unbound", "unbound", std::nullopt},
  };
  const auto router = bindings();
  for (const Row& row : rows) {
    CAPTURE(row.model, row.tag);
    Scene scene;
    scene.query.model = row.model;
    scene.query.tag = row.tag;
    CHECK(router->route(scene.query) == row.expected);
  }
}

TEST_CASE("two types for one table: each is read where it is bound", "[routing][binding][SO-5]") {
  Scene scene;
  scene.query.model = "r";
  CHECK(decide_with(*bindings(), scene).role == Role::replica);
  scene.query.model = "rw";
  CHECK(decide_with(*bindings(), scene).role == Role::master);
  CHECK(decide_with(*bindings(), scene).reason == RouteReason::router);
}

TEST_CASE("a binding moves reads alone", "[routing][binding][SO-5][FS-2]") {
  for (const std::string_view text :
       {"INSERT INTO report(a) VALUES (1)", "UPDATE report SET a = 1", "DELETE FROM report WHERE a = 1",
        "INSERT INTO stock SELECT a FROM report", "SELECT a FROM report FOR UPDATE", "TRUNCATE TABLE report"}) {
    CAPTURE(text);
    Scene scene;
    scene.statement = classify(text);
    scene.query.text = text;
    scene.query.model = "audit";
    const TableRouter tables{{.tables = {{"report", NamedTarget::engine("replica2")}}}};
    const auto types = bindings();
    for (const Router* router : {static_cast<const Router*>(types.get()), static_cast<const Router*>(&tables)}) {
      const RouteDecision decision = decide_with(*router, scene);
      CHECK(decision.engine == master_index);
      CHECK(decision.reason == RouteReason::not_a_read);
    }
  }
}

// What FS-2's newer versions look at is there for a router or an observer that wants it; the engine is not its choice.
TEST_CASE("the table of an INSERT, UPDATE or DELETE is known", "[routing][binding][FS-2]") {
  for (const std::string_view text :
       {"INSERT INTO report(a) VALUES (1)", "UPDATE report SET a = 1", "DELETE FROM report WHERE a = 1"}) {
    CAPTURE(text);
    const StatementInfo info = classify(text);
    REQUIRE(info.table_count == 1);
    CHECK(info.tables[0].in(text) == "report");
  }
}

TEST_CASE("explicit, then by type, then by table, then the default, then an error",
          "[routing][binding][ZZ-9][ZZ-1][FS-1][FR-12]") {
  const RouterChain router{{bindings(), std::make_shared<TableRouter>(
                                            TableRoutes{.tables = {{"report", NamedTarget::engine("replica3")}}})}};
  constexpr std::string_view text = "SELECT a FROM report";
  Scene scene;
  scene.statement = classify(text);
  scene.query.text = text;
  scene.query.model = "audit";
  SECTION("explicit: override, hint, guard, declared intent") {
    scene.query.intent = {Target::engine(1), RouteReason::handler};
    CHECK(decide_with(router, scene).engine == 1);
    CHECK(decide_with(router, scene).reason == RouteReason::handler);
    scene.query.guard = Target::master();
    CHECK(decide_with(router, scene).reason == RouteReason::guard);
    scene.query.hint = Target::engine(1);
    CHECK(decide_with(router, scene).reason == RouteReason::hint);
    scene.query.call_override = Target::master();
    CHECK(decide_with(router, scene).reason == RouteReason::call_override);
  }
  SECTION("by type") {
    CHECK(decide_with(router, scene).engine == 2);
    CHECK(decide_with(router, scene).reason == RouteReason::router);
  }
  SECTION("by table") {
    scene.query.model = "unbound";
    CHECK(decide_with(router, scene).engine == 3);
    scene.query.model = {};
    CHECK(decide_with(router, scene).engine == 3);
  }
  SECTION("the default") {
    constexpr std::string_view other = "SELECT a FROM customer";
    scene.statement = classify(other);
    scene.query.text = other;
    scene.query.model = "unbound";
    CHECK(decide_with(router, scene).reason == RouteReason::by_statement);
  }
  SECTION("an error") {
    scene.topology.engines[2].reachable = false;
    scene.query.replica_fallback = ReplicaFallback::error;
    CHECK(decide_with(router, scene).verdict == Verdict::unavailable);
  }
}

TEST_CASE("a type's binding comes before where the request leans to", "[routing][binding][FR-12][GI-6]") {
  for (const RouteReason leaning :
       {RouteReason::state_header, RouteReason::path_rule, RouteReason::method, RouteReason::outside_scope}) {
    CAPTURE(to_string(leaning));
    Scene scene;
    scene.query.leaning = {Target::master(), leaning};
    scene.query.model = "audit";
    CHECK(decide_with(*bindings(), scene).engine == 2);
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::router);
    scene.query.model = "unbound";
    CHECK(decide_with(*bindings(), scene).reason == leaning);
    scene.query.model = {};
    scene.query.tag = "audit";  // a session's tag says no more than the request
    CHECK(decide_with(*bindings(), scene).reason == leaning);
  }
}

TEST_CASE("a type's binding comes after what must be seen, what was declared, and the switches",
          "[routing][binding][FR-12][D-6]") {
  Scene scene;
  scene.query.model = "audit";
  SECTION("has written") {
    scene.query.has_written = true;
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::has_written);
  }
  SECTION("request pin") {
    scene.query.request_pin = true;
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::request_pin);
  }
  SECTION("declared master") {
    scene.query.intent = {Target::master(), RouteReason::intent};
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::intent);
  }
  SECTION("automatic reads off") {
    scene.query.auto_read_on_replica = false;
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::automatic_off);
  }
  SECTION("routing off") {
    scene.query.enabled = false;
    CHECK(decide_with(*bindings(), scene).reason == RouteReason::disabled);
  }
}

TEST_CASE("with a master alone, bindings are asked and reads have a place", "[routing][binding][GI-6][GI-1]") {
  Scene scene;
  scene.topology = test::master_and_replicas(0);
  const BindingRouter router{{{"r", NamedTarget::replica()}, {"rw", NamedTarget::master()}}};
  CHECK_NOTHROW(router.validate(scene.topology));
  scene.query.model = "r";
  CHECK(decide_with(router, scene).engine == master_index);
  CHECK(decide_with(router, scene).rule == RouteReason::router);
  CHECK(decide_with(router, scene).reason == RouteReason::no_replica);
  scene.query.model = "rw";
  CHECK(decide_with(router, scene).reason == RouteReason::router);
  scene.query.model = {};
  CHECK(decide_with(router, scene).reason == RouteReason::no_replica);
}

TEST_CASE("binding router: names are checked against the engines", "[routing][binding][D-12][SO-6]") {
  CHECK_NOTHROW(bindings()->validate(test::master_and_replicas(2)));
  try {
    bindings()->validate(test::master_and_replicas(1));
    FAIL("no error");
  } catch (const UnknownEngine& error) {
    const std::string what = error.what();
    CAPTURE(what);
    CHECK(what.find("BindingRouter maps tag 'audit' to engine 'replica2'") != std::string::npos);
    CHECK(what.find("master, replica1") != std::string::npos);
  }
  Scene scene;
  scene.topology = test::master_and_replicas(1);  // the engine went away later
  scene.query.model = "audit";
  CHECK(bindings()->route(scene.query) == Target::master());
}

TEST_CASE("a bound replica that is away: the fallback, not the rest of the rules", "[routing][binding]") {
  Scene scene;
  scene.query.model = "audit";
  scene.topology.engines[2].reachable = false;
  CHECK(decide_with(*bindings(), scene).engine == master_index);
  CHECK(decide_with(*bindings(), scene).reason == RouteReason::no_replica);
  scene.topology.engines[2].reachable = true;
  scene.query.excluded = 0b100;
  CHECK(decide_with(*bindings(), scene).reason == RouteReason::no_replica);
}

TEST_CASE("table router: the row type's tag counts there too", "[routing][binding]") {
  Scene scene;
  const TableRouter router{{.tags = {{"audit", NamedTarget::engine("replica2")}, {"rw", NamedTarget::master()}}}};
  scene.query.tag = "rw";
  CHECK(router.route(scene.query) == Target::master());
  scene.query.model = "audit";
  CHECK(router.route(scene.query) == Target::engine(2));
}

TEST_CASE("explanation: about which rows the router was asked", "[routing][binding][explanation]") {
  Scene scene;
  scene.query.model = "audit";
  scene.query.tag = "somebody";
  scene.query.leaning = {Target::master(), RouteReason::method};
  const auto explained = [&] { return explain(scene.query, decide_with(*bindings(), scene)); };
  CHECK(has_step(explained(), "8 router about rows tagged \"audit\": decided"));
  CHECK(has_step(explained(), "-> replica2 (router)"));
  CHECK_FALSE(has_step(explained(), "7 automatic, by method: master"));  // was not asked
  scene.query.model = "unbound";
  CHECK(has_step(explained(), "7 automatic, by method: master"));
  scene.query.leaning = {};
  CHECK(has_step(explained(), "8 router about rows tagged \"unbound\": no opinion"));
  scene.query.model = {};
  CHECK(has_step(explained(), "8 router: no opinion"));  // what a session is tagged with is not quoted
}

TEST_CASE("rows of a read-only model: anything but a plain read is refused before all rules",
          "[routing][binding][SO-5][D-1]") {
  struct Row {
    std::string_view text;
    bool runs;
  };
  const Row rows[] = {
      {"SELECT a FROM t", true},
      {"INSERT INTO t VALUES (1) RETURNING a", false},
      {"DELETE FROM t", false},
      {"SELECT a FROM t FOR UPDATE", false},
      {"SELECT charge(1)", false},
      {"SELECT GET_LOCK('a', 1)", false},
      {"CALL p()", false},
      {"SELECT @@server_id", false},
      {"START TRANSACTION READ ONLY", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    Scene scene;
    scene.statement = classify(row.text);
    scene.query.text = row.text;
    scene.query.read_only_model = true;
    const RouteDecision decision = scene.decide();
    CHECK((decision.verdict == Verdict::run) == row.runs);
    if (row.runs) continue;
    CHECK(decision.verdict == Verdict::read_only_violation);
    CHECK(decision.reason == RouteReason::read_only_model);
    scene.query.transaction = Held{};
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    scene.query.enabled = false;
    scene.query.on_replica_write = OnReplicaWrite::promote;
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    const Explanation explanation = explain(scene.query, scene.decide());
    CHECK(has_step(explanation, "0 rows of a read-only model: from plain reads alone"));
    CHECK(has_step(explanation, "-> refused (read-only model): not a plain read"));
  }
}

TEST_CASE("one chain of routers, in the order in which it is written", "[routing][binding][W26]") {
  const auto type_first = std::make_shared<BindingRouter>(NamedTargets{{"audit", NamedTarget::engine("replica1")}});
  const auto type_second = std::make_shared<BindingRouter>(
      NamedTargets{{"audit", NamedTarget::engine("replica2")}, {"nightly", NamedTarget::engine("replica3")}});
  Scene scene;
  scene.query.model = "audit";
  CHECK(RouterChain{{type_first, type_second}}.route(scene.query) == Target::engine(1));
  CHECK(RouterChain{{type_second, type_first}}.route(scene.query) == Target::engine(2));
  scene.query.model = "nightly";
  CHECK(RouterChain{{type_first, type_second}}.route(scene.query) == Target::engine(3));
}

}  // namespace rwsplit
