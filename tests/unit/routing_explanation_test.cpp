#include <string>
#include <vector>

#include <rwsplit/routing/explanation.hpp>

#include "support/catch_shim.hpp"
#include "support/route_scene.hpp"

using namespace rwsplit;
using rwsplit::test::Scene;

namespace {

Explanation explain_scene(const Scene& scene) { return explain(scene.query, scene.decide()); }

bool has_line(const Explanation& explanation, const std::string& line) {
  for (const std::string& step : explanation.steps) {
    if (step == line) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("explanation: a balanced read, in full", "[routing][explanation]") {
  Scene scene;
  scene.statement.digest = 0xBEEF;
  scene.topology.engines[2].weight = 2;
  scene.topology.engines[3].reachable = false;
  const std::uint32_t load[] = {0, 4, 5, 6};
  scene.query.load = load;
  scene.balancer.position = 1;
  CHECK(explain_scene(scene).to_string() ==
        "statement: read, digest 000000000000beef\n"
        "1 open transaction: none\n"
        "2 pinned connection: none\n"
        "3 routing enabled: yes\n"
        "4 override of this call: none\n"
        "5 innermost guard: none\n"
        "6 flushing: no\n"
        "6 statement: read\n"
        "7 session has written, at an unknown position: no\n"
        "7 declared intent: automatic\n"
        "7 automatic reads on replicas: on\n"
        "8 router: no opinion\n"
        "8 by statement: a read\n"
        "9 candidates: master (takes no reads here), replica1 (weight 1, in use 4), replica2 (weight 2, in use 5), "
        "replica3 (unreachable)\n"
        "-> replica2 (by statement)\n");
}

TEST_CASE("explanation: the rules end where one hits", "[routing][explanation]") {
  struct Row {
    void (*apply)(Scene&);
    std::string hit;
    std::string result;
  };
  const Row rows[] = {
      {[](Scene& s) {
         s.query.transaction = Held{2, true};
       },
       "1 open transaction: on replica2, read-only", "-> replica2 (transaction)"},
      {[](Scene& s) {
         s.query.pinned = Held{0, false};
       },
       "2 pinned connection: on master", "-> master (pinned)"},
      {[](Scene& s) {
         s.query.pinned = Held{
             .engine = 0,
             .pinned_by = {SessionEffect::user_variable, SessionEffect::user_lock, SessionEffect::user_lock_released}};
       },
       "2 pinned connection: on master, for user variables, user-level locks", "-> master (pinned)"},
      {[](Scene& s) {
         s.query.previous = Held{1, true};
       },
       "2 connection of the statement before: on replica1, read-only", "-> replica1 (previous statement)"},
      {[](Scene& s) { s.query.hint = Target::engine(2); }, "4 hint in the statement: engine replica2",
       "-> replica2 (hint)"},
      {[](Scene& s) {
         s.statement.kind = StatementKind::unknown;
         s.statement.doubt = Doubt::refused_before;
       },
       "6 refused by a replica before: yes", "-> master (refused by replica)"},
      {[](Scene& s) { s.query.enabled = false; }, "3 routing enabled: no", "-> master (disabled)"},
      {[](Scene& s) { s.query.call_override = Target::engine(2); }, "4 override of this call: engine replica2",
       "-> replica2 (call override)"},
      {[](Scene& s) { s.query.guard = Target::master(); }, "5 innermost guard: master", "-> master (guard)"},
      {[](Scene& s) { s.query.flushing = true; }, "6 flushing: yes", "-> master (flushing)"},
      {[](Scene& s) { s.statement.kind = StatementKind::ddl; }, "6 statement: ddl", "-> master (not a read)"},
      {[](Scene& s) { s.query.has_written = true; }, "7 session has written, at an unknown position: yes", "-> master (has written)"},
      {[](Scene& s) { s.query.intent.target = Target::engine(1); }, "7 declared intent: engine replica1",
       "-> replica1 (intent)"},
      {[](Scene& s) { s.query.auto_read_on_replica = false; }, "7 automatic reads on replicas: off",
       "-> master (automatic off)"},
      {[](Scene& s) { s.router.answer = Target::engine(3); }, "8 router: decided", "-> replica3 (router)"},
  };
  for (const Row& row : rows) {
    Scene scene;
    row.apply(scene);
    const Explanation explanation = explain_scene(scene);
    INFO(explanation.to_string());
    REQUIRE(explanation.steps.size() >= 3);
    CHECK(explanation.steps[explanation.steps.size() - 2] == row.hit);
    CHECK(explanation.steps.back() == row.result);
    CHECK(explanation.steps[1].substr(0, 2) == "1 ");
  }
}

TEST_CASE("explanation: where an unknown statement stopped being understood", "[routing][explanation]") {
  Scene scene;
  scene.statement.kind = StatementKind::unknown;
  scene.statement.stopped_at = 17;
  const Explanation explanation = explain_scene(scene);
  CHECK(has_line(explanation, "6 statement: unknown, understood up to byte 17"));
  CHECK(explanation.steps.front() == "statement: unknown, understood up to byte 17, digest 0000000000000000");
}

TEST_CASE("explanation: why an unknown statement is unknown", "[routing][explanation]") {
  Scene scene;
  scene.statement.kind = StatementKind::unknown;
  scene.statement.doubt = Doubt::function;
  scene.statement.stopped_at = 7;
  CHECK(has_line(explain_scene(scene),
                 "6 statement: unknown (a function that nobody vouches for), understood up to byte 7"));
}

TEST_CASE("explanation: hints that do not decide are told too", "[routing][explanation]") {
  Scene scene;
  scene.query.hint = Target::automatic();
  scene.query.has_written = true;
  scene.query.accepts_stale = true;
  const Explanation explanation = explain_scene(scene);
  CHECK(has_line(explanation, "4 hint in the statement: automatic"));
  CHECK(has_line(explanation, "7 session has written, at an unknown position: yes, and rows without it are accepted"));
  CHECK(explanation.reason == RouteReason::by_statement);
}

TEST_CASE("explanation: administration that is refused", "[routing][explanation]") {
  Scene scene;
  scene.statement.kind = StatementKind::administration;
  scene.query.administration = AdministrationPolicy::refuse;
  CHECK(explain_scene(scene).to_string() ==
        "statement: administration, digest 0000000000000000\n"
        "0 administration of servers: refused by this cluster\n"
        "-> refused (administration): this cluster lets none of it through\n");
}

TEST_CASE("explanation: every effect that can keep a connection has words", "[routing][explanation]") {
  using E = SessionEffect;
  const SessionEffects endings{E::user_lock_released, E::user_locks_released,     E::table_lock_released,
                               E::handler_closed,     E::temporary_table_dropped, E::prepared_statement_dropped};
  for (unsigned value = 0; value <= static_cast<unsigned>(E::anything); ++value) {
    const auto effect = static_cast<E>(value);
    CAPTURE(to_string(effect));
    Scene scene;
    scene.query.pinned = Held{.engine = 0, .pinned_by = {effect}};
    const std::string text = explain_scene(scene).to_string();
    CHECK((text.find("pinned connection: on master, for ") == std::string::npos) == endings.has(effect));
  }
}

TEST_CASE("explanation: never quotes the statement", "[routing][explanation]") {
  Scene scene;
  scene.query.text = "SELECT secret FROM t WHERE password = 'hunter2'";
  scene.statement.tables[0] = {19, 1};
  scene.statement.table_count = 1;
  scene.query.tag = "a tag of the user's";
  const std::string text = explain_scene(scene).to_string();
  for (const char* word : {"SELECT", "hunter2", "password", "tag"}) CHECK(text.find(word) == std::string::npos);
}

TEST_CASE("explanation: refusals", "[routing][explanation]") {
  Scene scene;
  scene.statement.kind = StatementKind::write;
  SECTION("a guard on any replica") {
    scene.query.guard = Target::replica();
    const Explanation explanation = explain_scene(scene);
    CHECK(explanation.verdict == Verdict::read_only_violation);
    CHECK(explanation.engine.empty());
    CHECK(explanation.steps.back() == "-> refused (guard): not a read, and aimed at a replica");
    CHECK(has_line(explanation, "5 innermost guard: replica"));
  }
  SECTION("a named engine") {
    scene.query.call_override = Target::engine(3);
    CHECK(explain_scene(scene).steps.back() == "-> refused (call override): not a read, and aimed at replica3");
  }
  SECTION("a read-only transaction") {
    scene.query.transaction = Held{0, true};
    CHECK(explain_scene(scene).steps.back() ==
          "-> refused (transaction): not a read, and what is open on master is read-only");
  }
  SECTION("a declared replica: found before the rules in between") {
    scene.query.intent.target = Target::replica();
    const Explanation explanation = explain_scene(scene);
    CHECK(explanation.steps.back() == "-> refused (intent): not a read, and aimed at a replica");
    CHECK(has_line(explanation, "7 declared intent: replica"));
    CHECK_FALSE(has_line(explanation, "6 statement: write"));
    CHECK_FALSE(has_line(explanation, "7 session has written, at an unknown position: no"));
  }
  SECTION("promoted instead") {
    scene.query.intent.target = Target::replica();
    scene.query.on_replica_write = OnReplicaWrite::promote;
    const Explanation explanation = explain_scene(scene);
    CHECK(explanation.steps.back() == "-> master (intent: promoted)");
    CHECK(explanation.reason == RouteReason::promoted);
    CHECK(explanation.rule == RouteReason::intent);
    CHECK_FALSE(has_line(explanation, "6 flushing: no"));
  }
}

TEST_CASE("explanation: why there is no replica", "[routing][explanation]") {
  Scene scene;
  scene.topology.engines[1].reachable = false;
  scene.topology.engines[2].weight = 0;
  scene.query.excluded = 0b1000;
  const std::string candidates =
      "9 candidates: master (takes no reads here), replica1 (unreachable), replica2 (weight 0, only by name), "
      "replica3 (failed for this statement)";
  CHECK(has_line(explain_scene(scene), candidates));
  CHECK(explain_scene(scene).steps.back() == "-> master (by statement: no replica)");
  scene.query.replica_fallback = ReplicaFallback::error;
  CHECK(explain_scene(scene).steps.back() == "-> unavailable (by statement): no replica, and the fallback is off");
  CHECK(has_line(explain_scene(scene), candidates));
}

TEST_CASE("explanation: what a replica was chosen from", "[routing][explanation]") {
  Scene scene;
  scene.topology = test::master_and_replicas(1);
  scene.topology.engines[0].accepts_reads = true;
  const std::string automatic = "9 candidates: master (weight 1, in use 0), replica1 (weight 1, in use 0)";
  const std::string asked = "9 candidates: master (takes no reads here), replica1 (weight 1, in use 0)";
  SECTION("automatically") { CHECK(has_line(explain_scene(scene), automatic)); }
  SECTION("for the router") {
    scene.router.answer = Target::replica();
    CHECK(has_line(explain_scene(scene), automatic));
  }
  SECTION("for this call") {
    scene.query.call_override = Target::replica();
    CHECK(has_line(explain_scene(scene), asked));
  }
  SECTION("for a guard") {
    scene.query.guard = Target::replica();
    CHECK(has_line(explain_scene(scene), asked));
  }
  SECTION("for the unit of work") {
    scene.query.intent.target = Target::replica();
    CHECK(has_line(explain_scene(scene), asked));
  }
  SECTION("with the session's own replica") {
    scene.query.sticky_replica = EngineIndex{1};
    CHECK(has_line(explain_scene(scene), automatic + "; kept if eligible: replica1"));
  }
}

TEST_CASE("explanation: special statements and odd topologies", "[routing][explanation]") {
  Scene scene;
  SECTION("START TRANSACTION READ ONLY") {
    scene.statement.kind = StatementKind::transaction_control;
    scene.statement.facts.add(StatementFact::read_only_transaction);
    CHECK(has_line(explain_scene(scene), "6 statement: opens a read-only transaction"));
  }
  SECTION("an engine that does not exist") {
    scene.query.guard = Target::engine(99);
    CHECK(has_line(explain_scene(scene), "5 innermost guard: engine master"));
  }
  SECTION("no engines at all") {
    scene.topology.engines.clear();
    CHECK(explain_scene(scene).engine.empty());
  }
}
