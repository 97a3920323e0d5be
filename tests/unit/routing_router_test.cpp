#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/routing/function_router.hpp>
#include <rwsplit/routing/master_only_router.hpp>
#include <rwsplit/routing/router_chain.hpp>
#include <rwsplit/routing/statement_router.hpp>
#include <rwsplit/routing/table_router.hpp>

#include "support/catch_shim.hpp"
#include "support/route_scene.hpp"

using namespace rwsplit;
using rwsplit::test::FixedRouter;
using rwsplit::test::Scene;

namespace {

/// Makes a statement that names these tables; returns its text, which the query refers to.
std::string name_tables(Scene& scene, const std::vector<std::string>& tables) {
  std::string text{"SELECT * FROM "};
  for (const std::string& table : tables) {
    scene.statement.tables.at(scene.statement.table_count++) = {static_cast<std::uint32_t>(text.size()),
                                                                static_cast<std::uint32_t>(table.size())};
    text += table + ", ";
  }
  return text;
}

TableRouter report_router() {
  return TableRouter{{.tables = {{"report", NamedTarget::engine("replica2")},
                                 {"report_line", NamedTarget::engine("replica2")},
                                 {"stock", NamedTarget::master()},
                                 {"archive", NamedTarget::replica()}},
                      .tags = {{"billing", NamedTarget::master()}, {"nightly", NamedTarget::engine("replica3")}}}};
}

template <class Exception, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("statement router: leaves it to the statement", "[routing][router]") {
  Scene scene;
  CHECK_FALSE(StatementRouter{}.route(scene.query));
  const RouteDecision decision = decide(scene.query, StatementRouter{}, scene.balancer);
  CHECK(decision.reason == RouteReason::by_statement);
  CHECK(decision.role == Role::replica);
  CHECK_NOTHROW(StatementRouter{}.validate(scene.topology));
}

TEST_CASE("master-only router: automatic reads too", "[routing][router]") {
  Scene scene;
  CHECK(decide(scene.query, MasterOnlyRouter{}, scene.balancer).engine == master_index);
  CHECK(decide(scene.query, MasterOnlyRouter{}, scene.balancer).reason == RouteReason::router);
  scene.query.guard = Target::engine(2);
  CHECK(decide(scene.query, MasterOnlyRouter{}, scene.balancer).engine == 2);
}

TEST_CASE("function router: any callable", "[routing][router]") {
  Scene scene;
  const FunctionRouter by_tag{[](const RouteQuery& query) noexcept -> std::optional<Target> {
    if (query.tag == "heavy") return Target::engine(3);
    return std::nullopt;
  }};
  CHECK_FALSE(by_tag.route(scene.query));
  scene.query.tag = "heavy";
  CHECK(by_tag.route(scene.query) == Target::engine(3));
  CHECK(decide(scene.query, by_tag, scene.balancer).engine_name == "replica3");

  const FunctionRouter always{[](const RouteQuery&) noexcept { return Target::master(); }};
  CHECK(always.route(scene.query) == Target::master());
}

TEST_CASE("table router: tables", "[routing][router][FS-1]") {
  struct Row {
    std::vector<std::string> tables;
    std::optional<Target> expected;
  };
  const Row rows[] = {
      {{}, std::nullopt},
      {{"customer"}, std::nullopt},
      {{"report"}, Target::engine(2)},
      {{"REPORT"}, Target::engine(2)},
      {{"reports"}, std::nullopt},
      {{"repor"}, std::nullopt},
      {{"report", "report_line"}, Target::engine(2)},
      {{"customer", "report"}, Target::engine(2)},
      {{"report", "customer"}, Target::engine(2)},
      {{"stock"}, Target::master()},
      {{"archive"}, Target::replica()},
      {{"report", "stock"}, Target::master()},
      {{"archive", "report"}, Target::master()},
      {{"archive", "customer", "report", "report"}, Target::master()},
  };
  const TableRouter router = report_router();
  for (const Row& row : rows) {
    Scene scene;
    const std::string text = name_tables(scene, row.tables);
    INFO(text);
    scene.query.text = text;
    CHECK(router.route(scene.query) == row.expected);
  }
}

TEST_CASE("table router: more tables than are kept", "[routing][router]") {
  Scene scene;
  const std::string text = name_tables(scene, {"customer"});
  scene.query.text = text;
  scene.statement.facts.add(StatementFact::more_tables);
  CHECK(report_router().route(scene.query) == Target::master());
  CHECK_FALSE(TableRouter{{}}.route(scene.query));
}

TEST_CASE("table router: the tag comes first", "[routing][router]") {
  Scene scene;
  const std::string text = name_tables(scene, {"report"});
  scene.query.text = text;
  scene.query.tag = "billing";
  CHECK(report_router().route(scene.query) == Target::master());
  scene.query.tag = "nightly";
  CHECK(report_router().route(scene.query) == Target::engine(3));
  scene.query.tag = "daily";
  CHECK(report_router().route(scene.query) == Target::engine(2));
}

TEST_CASE("table router: names are checked against the engines", "[routing][router][D-12]") {
  const Topology two = test::master_and_replicas(2);
  const Topology three = test::master_and_replicas(3);
  CHECK_NOTHROW(report_router().validate(three));
  CHECK_THROWS_AS(report_router().validate(two), UnknownEngine);
  const std::string tag = message_of<UnknownEngine>([&] { report_router().validate(two); });
  CHECK(tag.find("tag 'nightly'") != std::string::npos);
  CHECK(tag.find("engine 'replica3'") != std::string::npos);
  CHECK(tag.find("known engines: master, replica1, replica2") != std::string::npos);
  const std::string table = message_of<UnknownEngine>([&] { report_router().validate(test::master_and_replicas(1)); });
  CHECK(table.find("table 'report'") != std::string::npos);
}

TEST_CASE("table router: unchecked, an unknown engine means the master", "[routing][router]") {
  Scene scene;
  scene.topology = test::master_and_replicas(1);
  const std::string text = name_tables(scene, {"report"});
  scene.query.text = text;
  CHECK(report_router().route(scene.query) == Target::master());
  scene.query.tag = "nightly";
  CHECK(report_router().route(scene.query) == Target::master());
}

TEST_CASE("table router: a replica that is away", "[routing][router]") {
  Scene scene;
  const std::string text = name_tables(scene, {"report"});
  scene.query.text = text;
  scene.topology.engines[2].reachable = false;
  CHECK(decide(scene.query, report_router(), scene.balancer).reason == RouteReason::no_replica);
  scene.query.replica_fallback = ReplicaFallback::error;
  CHECK(decide(scene.query, report_router(), scene.balancer).verdict == Verdict::unavailable);
}

TEST_CASE("named target: by role or by name", "[routing][router]") {
  const Topology topology = test::master_and_replicas(2);
  CHECK(NamedTarget::master().resolve(topology) == Target::master());
  CHECK(NamedTarget::replica().resolve(topology) == Target::replica());
  CHECK(NamedTarget::engine("master").resolve(topology) == Target::engine(0));
  CHECK(NamedTarget::engine("replica2").resolve(topology) == Target::engine(2));
  CHECK_FALSE(NamedTarget::engine("replica3").resolve(topology));
  CHECK_FALSE(NamedTarget::engine("").resolve(topology));
  CHECK(NamedTarget::engine("replica3").name() == "replica3");
}

TEST_CASE("router chain: the first opinion wins", "[routing][router][W26][DR-25][ZZ-1]") {
  const auto fixed = [](std::optional<Target> answer) {
    auto router = std::make_shared<FixedRouter>();
    router->answer = answer;
    return router;
  };
  const auto silent = fixed(std::nullopt);
  const auto automatic = fixed(Target::automatic());
  const auto first = fixed(Target::engine(1));
  const auto second = fixed(Target::master());
  Scene scene;
  CHECK(RouterChain{{silent, automatic, first, second}}.route(scene.query) == Target::engine(1));
  CHECK(silent->asked == 1);
  CHECK(automatic->asked == 1);
  CHECK(second->asked == 0);
  CHECK_FALSE(RouterChain{{silent, automatic}}.route(scene.query));
  CHECK_FALSE(RouterChain{{}}.route(scene.query));
}

TEST_CASE("router chain: a null router is refused", "[routing][router]") {
  const auto build = [] { RouterChain{{std::make_shared<StatementRouter>(), nullptr}}; };
  CHECK_THROWS_AS(build(), ConfigError);
  CHECK(message_of<ConfigError>(build).find("router 1") != std::string::npos);
}

TEST_CASE("router chain: checks the names of all its routers", "[routing][router]") {
  const auto tables =
      std::make_shared<TableRouter>(TableRoutes{.tables = {{"report", NamedTarget::engine("replica9")}}});
  const RouterChain chain{{std::make_shared<StatementRouter>(), tables}};
  CHECK_THROWS_AS(chain.validate(test::master_and_replicas(3)), UnknownEngine);
  CHECK_NOTHROW(chain.validate(test::master_and_replicas(9)));
}
