#include <rapidcheck.h>

#include <functional>
#include <string>
#include <vector>

#include <rwsplit/routing/decide.hpp>

#include "support/catch_shim.hpp"
#include "support/route_scene.hpp"

using namespace rwsplit;
using rwsplit::test::FixedRouter;
using rwsplit::test::Scene;

namespace {

constexpr StatementKind all_kinds[] = {
    StatementKind::unknown,       StatementKind::read, StatementKind::locking_read,
    StatementKind::write,         StatementKind::ddl,  StatementKind::transaction_control,
    StatementKind::session_state, StatementKind::call, StatementKind::administration,
    StatementKind::per_server,
};

/// One way to make one rule hit, and what it leads to when nothing else is said.
struct Hit {
  RouteReason rule;
  std::string name;
  EngineIndex engine;
  std::function<void(Scene&)> apply;
};

void set_read_only_begin(Scene& scene) {
  scene.statement.kind = StatementKind::transaction_control;
  scene.statement.facts.add(StatementFact::begins_transaction);
  scene.statement.facts.add(StatementFact::read_only_transaction);
}

std::vector<Hit> hits_of_explicit_rules() {
  return {
      {RouteReason::transaction, "on master", 0, [](Scene& s) { s.query.transaction = Held{.engine = 0}; }},
      {RouteReason::transaction, "on replica2", 2,
       [](Scene& s) {
         s.query.transaction = Held{2, true};
       }},
      {RouteReason::pinned, "on master", 0, [](Scene& s) { s.query.pinned = Held{.engine = 0}; }},
      {RouteReason::pinned, "on replica3", 3,
       [](Scene& s) {
         s.query.pinned = Held{3, true};
       }},
      {RouteReason::previous_statement, "on master", 0, [](Scene& s) { s.query.previous = Held{.engine = 0}; }},
      {RouteReason::previous_statement, "on replica1", 1,
       [](Scene& s) {
         s.query.previous = Held{1, true};
       }},
      {RouteReason::disabled, "", 0, [](Scene& s) { s.query.enabled = false; }},
      {RouteReason::call_override, "master", 0, [](Scene& s) { s.query.call_override = Target::master(); }},
      {RouteReason::call_override, "engine master", 0, [](Scene& s) { s.query.call_override = Target::engine(0); }},
      {RouteReason::call_override, "replica", 1, [](Scene& s) { s.query.call_override = Target::replica(); }},
      {RouteReason::call_override, "replica2", 2, [](Scene& s) { s.query.call_override = Target::engine(2); }},
      {RouteReason::hint, "master", 0, [](Scene& s) { s.query.hint = Target::master(); }},
      {RouteReason::hint, "engine master", 0, [](Scene& s) { s.query.hint = Target::engine(0); }},
      {RouteReason::hint, "replica", 1, [](Scene& s) { s.query.hint = Target::replica(); }},
      {RouteReason::hint, "replica3", 3, [](Scene& s) { s.query.hint = Target::engine(3); }},
      {RouteReason::guard, "master", 0, [](Scene& s) { s.query.guard = Target::master(); }},
      {RouteReason::guard, "engine master", 0, [](Scene& s) { s.query.guard = Target::engine(0); }},
      {RouteReason::guard, "replica", 1, [](Scene& s) { s.query.guard = Target::replica(); }},
      {RouteReason::guard, "replica3", 3, [](Scene& s) { s.query.guard = Target::engine(3); }},
  };
}

std::vector<Hit> all_hits() {
  std::vector<Hit> hits = hits_of_explicit_rules();
  const std::vector<Hit> automatic{
      {RouteReason::flushing, "", 0, [](Scene& s) { s.query.flushing = true; }},
      {RouteReason::not_a_read, "write", 0, [](Scene& s) { s.statement.kind = StatementKind::write; }},
      {RouteReason::refused_by_replica, "", 0,
       [](Scene& s) {
         s.statement.kind = StatementKind::unknown;
         s.statement.doubt = Doubt::refused_before;
       }},
      {RouteReason::has_written, "", 0, [](Scene& s) { s.query.has_written = true; }},
      {RouteReason::intent, "master", 0, [](Scene& s) { s.query.intent.target = Target::master(); }},
      {RouteReason::intent, "replica", 1, [](Scene& s) { s.query.intent.target = Target::replica(); }},
      {RouteReason::intent, "replica2", 2, [](Scene& s) { s.query.intent.target = Target::engine(2); }},
      {RouteReason::automatic_off, "", 0, [](Scene& s) { s.query.auto_read_on_replica = false; }},
      {RouteReason::router, "master", 0, [](Scene& s) { s.router.answer = Target::master(); }},
      {RouteReason::router, "replica", 1, [](Scene& s) { s.router.answer = Target::replica(); }},
      {RouteReason::router, "replica3", 3, [](Scene& s) { s.router.answer = Target::engine(3); }},
      {RouteReason::by_statement, "", 1, [](Scene&) {}},
  };
  hits.insert(hits.end(), automatic.begin(), automatic.end());
  return hits;
}

const Hit& winner_of(const Hit& earlier, const Hit& later) {
  // The documented exception: a declared replica intent sees a write before the statement rule does.
  const bool not_a_read = earlier.rule == RouteReason::not_a_read || earlier.rule == RouteReason::refused_by_replica;
  const bool write_against_intent = not_a_read && later.rule == RouteReason::intent && later.engine != 0;
  // Two names for one rule, by what is known of the statement.
  const bool known_to_be_refused = not_a_read && later.rule == RouteReason::refused_by_replica;
  return write_against_intent || known_to_be_refused ? later : earlier;
}

}  // namespace

TEST_CASE("decide: every rule, alone", "[routing][decide][O-1][O-2][O-3][O-4][O-5][O-8]") {
  for (const Hit& hit : all_hits()) {
    INFO(to_string(hit.rule) << " " << hit.name);
    Scene scene;
    hit.apply(scene);
    const RouteDecision decision = scene.decide();
    CHECK(decision.verdict == Verdict::run);
    CHECK(decision.rule == hit.rule);
    CHECK(decision.reason == hit.rule);
    CHECK(decision.engine == hit.engine);
    CHECK(decision.role == (hit.engine == 0 ? Role::master : Role::replica));
    CHECK(decision.engine_name == scene.topology.engines[hit.engine].name);
  }
}

TEST_CASE("decide: every pair of rules, the earlier wins",
          "[routing][decide][O-1][O-2][O-3][O-4][O-5][ZZ-1][TG-2][TG-3]") {
  const std::vector<Hit> hits = all_hits();
  int pairs = 0;
  for (const Hit& earlier : hits) {
    for (const Hit& later : hits) {
      if (earlier.rule >= later.rule) continue;
      INFO(to_string(earlier.rule) << " " << earlier.name << " against " << to_string(later.rule) << " " << later.name);
      Scene scene;
      earlier.apply(scene);
      later.apply(scene);
      const Hit& winner = winner_of(earlier, later);
      const bool refused = winner.engine != 0 && scene.statement.kind != StatementKind::read;
      const RouteDecision decision = scene.decide();
      CHECK(decision.rule == winner.rule);
      CHECK(decision.reason == winner.rule);
      CHECK(decision.verdict == (refused ? Verdict::read_only_violation : Verdict::run));
      if (!refused) CHECK(decision.engine == winner.engine);
      ++pairs;
    }
  }
  CHECK(pairs == 438);  // of 31 forms of 15 rules, less the pairs of two forms of one rule
}

TEST_CASE("decide: administration is refused before everything else, where it is refused", "[routing][decide]") {
  for (const Hit& hit : all_hits()) {
    INFO(to_string(hit.rule) << " " << hit.name);
    Scene scene;
    hit.apply(scene);
    scene.statement.kind = StatementKind::administration;
    scene.query.administration = AdministrationPolicy::refuse;
    CHECK(scene.decide().verdict == Verdict::administration);
    CHECK(scene.decide().rule == RouteReason::administration);
    scene.query.administration = AdministrationPolicy::run_on_master;
    CHECK(scene.decide().verdict != Verdict::administration);
    if (hit.engine == 0 && hit.rule != RouteReason::transaction) CHECK(scene.decide().engine_name == "master");
  }
  Scene write;
  write.statement.kind = StatementKind::write;
  write.query.administration = AdministrationPolicy::refuse;
  CHECK(write.decide().verdict == Verdict::run);
}

TEST_CASE("decide: what is pinned is part of the decision", "[routing][decide]") {
  Scene scene;
  const SessionEffects state{SessionEffect::user_lock, SessionEffect::temporary_table};
  scene.query.pinned = Held{.engine = 0, .pinned_by = state};
  CHECK(scene.decide().pinned_by == state);
  scene.query.pinned.reset();
  CHECK(scene.decide().pinned_by.empty());
}

TEST_CASE("decide: a question about the statement before, on the replica it ran on", "[routing][decide]") {
  Scene scene;
  scene.query.previous = Held{2, true};
  scene.statement.kind = StatementKind::session_state;
  scene.statement.facts.add(StatementFact::reads_diagnostics);
  CHECK(scene.decide().verdict == Verdict::run);
  CHECK(scene.decide().engine == 2);
  SECTION("GET DIAGNOSTICS @a = …") { scene.statement.effects.add(SessionEffect::user_variable); }
  SECTION("INSERT … SELECT @@warning_count") { scene.statement.kind = StatementKind::write; }
  SECTION("several statements") { scene.statement.facts.add(StatementFact::several_statements); }
  SECTION("an executable comment") { scene.statement.facts.add(StatementFact::executable_comment); }
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
  scene.query.previous = Held{0, false};
  CHECK(scene.decide().verdict == Verdict::run);
}

TEST_CASE("decide: a setting for every connection may be made on a replica that was asked for", "[routing][decide]") {
  Scene scene;
  scene.statement.kind = StatementKind::session_state;
  scene.statement.effects.add(SessionEffect::setting);
  const auto apply = GENERATE(0, 1, 2, 3, 4);
  CAPTURE(apply);
  switch (apply) {
    case 0: scene.query.transaction = Held{1, true}; break;
    case 1: scene.query.call_override = Target::engine(1); break;
    case 2: scene.query.hint = Target::engine(1); break;
    case 3: scene.query.guard = Target::engine(1); break;
    case 4: scene.query.intent.target = Target::engine(1); break;
  }
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
  scene.query.setting = true;
  CHECK(scene.decide().verdict == Verdict::run);
  CHECK(scene.decide().engine == 1);
  Scene automatic;
  automatic.statement = scene.statement;
  automatic.query.setting = true;
  CHECK(automatic.decide().reason == RouteReason::not_a_read);
}

TEST_CASE("decide: a hint may accept rows without the session's own writes", "[routing][decide]") {
  Scene scene;
  scene.query.has_written = true;
  scene.query.accepts_stale = true;
  CHECK(scene.decide().reason == RouteReason::by_statement);
  scene.statement.kind = StatementKind::write;
  CHECK(scene.decide().engine == 0);
}

TEST_CASE("decide: three rules meet", "[routing][decide][O-2][O-6b][D-1]") {
  Scene scene;
  SECTION("a flushed write against a declared replica is refused") {
    scene.query.flushing = true;
    scene.query.intent.target = Target::replica();
    scene.statement.kind = StatementKind::write;
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    CHECK(scene.decide().rule == RouteReason::intent);
  }
  SECTION("a guard beats the declared replica for a write") {
    scene.query.guard = Target::master();
    scene.query.intent.target = Target::replica();
    scene.statement.kind = StatementKind::write;
    CHECK(scene.decide().verdict == Verdict::run);
    CHECK(scene.decide().rule == RouteReason::guard);
  }
  SECTION("an automatic guard does not free writes of a declared replica") {
    scene.query.guard = Target::automatic();
    scene.query.intent.target = Target::engine(2);
    scene.statement.kind = StatementKind::ddl;
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    CHECK(scene.decide().engine_name == "replica2");
  }
  SECTION("disabled: a write under a replica guard runs on the master") {
    scene.query.enabled = false;
    scene.query.guard = Target::replica();
    scene.statement.kind = StatementKind::write;
    CHECK(scene.decide().verdict == Verdict::run);
    CHECK(scene.decide().rule == RouteReason::disabled);
  }
}

TEST_CASE("decide: automatic targets fall through", "[routing][decide][O-4][D-8]") {
  Scene scene;
  scene.query.call_override = Target::automatic();
  SECTION("an automatic call leaves it to the guard") {
    scene.query.guard = Target::master();
    CHECK(scene.decide().rule == RouteReason::guard);
  }
  SECTION("an automatic guard leaves it to the intent") {
    scene.query.guard = Target::automatic();
    scene.query.intent.target = Target::master();
    CHECK(scene.decide().rule == RouteReason::intent);
  }
  SECTION("all automatic: by statement") {
    scene.query.guard = Target::automatic();
    CHECK(scene.decide().rule == RouteReason::by_statement);
  }
  SECTION("a router that answers automatic has no opinion") {
    scene.router.answer = Target::automatic();
    CHECK(scene.decide().rule == RouteReason::by_statement);
  }
}

TEST_CASE("decide: which kinds of statement a replica is given", "[routing][decide][W1][ZZ-4]") {
  struct Row {
    StatementKind kind;
    bool balanced;  // by automatic routing
    bool asked;     // where the caller asked for a replica
    bool held;      // in a read-only transaction
  };
  const Row rows[] = {
      {StatementKind::unknown, false, false, false},
      {StatementKind::read, true, true, true},
      {StatementKind::locking_read, false, false, false},
      {StatementKind::write, false, false, false},
      {StatementKind::ddl, false, false, false},
      {StatementKind::transaction_control, false, false, true},
      {StatementKind::session_state, false, false, false},
      {StatementKind::call, false, false, false},
      {StatementKind::administration, false, false, false},
      {StatementKind::per_server, false, true, true},
  };
  for (const Row& row : rows) {
    INFO(to_string(row.kind));
    Scene automatic;
    automatic.statement.kind = row.kind;
    CHECK(automatic.decide().rule == (row.balanced ? RouteReason::by_statement : RouteReason::not_a_read));
    CHECK(automatic.decide().verdict == Verdict::run);

    for (const Target target : {Target::replica(), Target::engine(2)}) {
      Scene call;
      call.statement.kind = row.kind;
      call.query.call_override = target;
      CHECK(call.decide().verdict == (row.asked ? Verdict::run : Verdict::read_only_violation));
      Scene guarded;
      guarded.statement.kind = row.kind;
      guarded.query.guard = target;
      CHECK(guarded.decide().verdict == (row.asked ? Verdict::run : Verdict::read_only_violation));
      Scene declared;
      declared.statement.kind = row.kind;
      declared.query.intent.target = target;
      CHECK(declared.decide().verdict == (row.asked ? Verdict::run : Verdict::read_only_violation));
      CHECK(declared.decide().rule == RouteReason::intent);
    }
    for (const Held held : {Held{0, true}, Held{2, true}, Held{2, false}}) {
      Scene inside;
      inside.statement.kind = row.kind;
      inside.query.transaction = held;
      CHECK(inside.decide().verdict == (row.held ? Verdict::run : Verdict::read_only_violation));
      CHECK(inside.decide().engine == held.engine);
      Scene pinned;
      pinned.statement.kind = row.kind;
      pinned.query.pinned = held;
      CHECK(pinned.decide().verdict == (row.held ? Verdict::run : Verdict::read_only_violation));
    }
    Scene writable;
    writable.statement.kind = row.kind;
    writable.query.transaction = Held{0, false};
    CHECK(writable.decide().verdict == Verdict::run);
  }
}

TEST_CASE("decide: START TRANSACTION READ ONLY", "[routing][decide]") {
  Scene scene;
  set_read_only_begin(scene);
  SECTION("automatic routing opens it on a replica") {
    CHECK(scene.decide().rule == RouteReason::by_statement);
    CHECK(scene.decide().role == Role::replica);
  }
  SECTION("a replica that was asked for takes it") {
    scene.query.guard = Target::engine(2);
    CHECK(scene.decide().verdict == Verdict::run);
    CHECK(scene.decide().engine == 2);
  }
  SECTION("a session that has written opens it on the master") {
    scene.query.has_written = true;
    CHECK(scene.decide().rule == RouteReason::has_written);
  }
  SECTION("not with another statement behind it, nor with a comment that the server may execute") {
    scene.statement.facts.add(GENERATE(StatementFact::several_statements, StatementFact::executable_comment));
    CHECK(scene.decide().rule == RouteReason::not_a_read);
    scene.query.guard = Target::replica();
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    scene.query.transaction = Held{1, true};
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
  }
  SECTION("a statement that only claims the fact is not one") {
    scene.statement.kind = StatementKind::write;
    CHECK(scene.decide().rule == RouteReason::not_a_read);
  }
}

TEST_CASE("decide: what controls a read-only transaction must not lift it", "[routing][decide]") {
  Scene scene;
  scene.statement.kind = StatementKind::transaction_control;
  scene.query.transaction = Held{1, true};
  CHECK(scene.decide().verdict == Verdict::run);
  scene.statement.facts.add(GENERATE(StatementFact::changes_session_state, StatementFact::several_statements,
                                     StatementFact::executable_comment));
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
}

TEST_CASE("decide: a question to the server itself needs a plain text to reach a replica", "[routing][decide]") {
  Scene scene;
  scene.statement.kind = StatementKind::per_server;
  scene.statement.facts.add(GENERATE(StatementFact::several_statements, StatementFact::executable_comment));
  scene.query.guard = Target::replica();
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
}

TEST_CASE("decide: a write aimed at a replica, by policy", "[routing][decide][D-1][O-3+4][W4]") {
  struct Row {
    RouteReason rule;
    std::optional<Target> RouteQuery::*field;
  };
  for (const Row& row :
       {Row{RouteReason::call_override, &RouteQuery::call_override}, Row{RouteReason::guard, &RouteQuery::guard}}) {
    Scene scene;
    scene.statement.kind = StatementKind::write;
    scene.query.*row.field = Target::engine(2);
    CHECK(scene.decide().verdict == Verdict::read_only_violation);
    CHECK(scene.decide().reason == row.rule);
    CHECK(scene.decide().engine == 2);
    CHECK(scene.decide().engine_name == "replica2");

    scene.query.*row.field = Target::replica();
    CHECK(scene.decide().engine_name.empty());
    CHECK(scene.decide().role == Role::replica);

    scene.query.on_replica_write = OnReplicaWrite::promote;
    CHECK(scene.decide().verdict == Verdict::run);
    CHECK(scene.decide().reason == RouteReason::promoted);
    CHECK(scene.decide().rule == row.rule);
    CHECK(scene.decide().engine == master_index);
  }
  Scene declared;
  declared.statement.kind = StatementKind::unknown;
  declared.query.intent.target = Target::replica();
  declared.query.on_replica_write = OnReplicaWrite::promote;
  CHECK(declared.decide().reason == RouteReason::promoted);
  CHECK(declared.decide().rule == RouteReason::intent);
  CHECK(declared.decide().engine_name == "master");
}

TEST_CASE("decide: a write under a forced replica is refused whatever the topology",
          "[routing][decide][D-1][O-3+4][W16][DR-10]") {
  Scene scene;
  scene.statement.kind = StatementKind::write;
  scene.query.guard = Target::replica();
  SECTION("no replicas") { scene.topology = test::master_and_replicas(0); }
  SECTION("all replicas down") {
    for (std::size_t i = 1; i <= 3; ++i) scene.topology.engines[i].reachable = false;
  }
  SECTION("automatic reads off") { scene.query.auto_read_on_replica = false; }
  SECTION("fallback is an error") { scene.query.replica_fallback = ReplicaFallback::error; }
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
}

TEST_CASE("decide: open transactions cannot be left by an override", "[routing][decide][O-1][ZZ-3]") {
  Scene scene;
  scene.query.transaction = Held{0, true};
  scene.query.call_override = Target::replica();
  scene.query.guard = Target::engine(3);
  CHECK(scene.decide().engine == master_index);
  CHECK(scene.decide().rule == RouteReason::transaction);
  scene.query.on_replica_write = OnReplicaWrite::promote;
  scene.statement.kind = StatementKind::write;
  CHECK(scene.decide().verdict == Verdict::read_only_violation);
}

TEST_CASE("decide: no replica left", "[routing][decide][O-8][DR-7][TG-9][GI-5][W23][MA-10]") {
  struct Row {
    RouteReason rule;
    void (*apply)(Scene&);
  };
  const Row wishes[] = {
      {RouteReason::call_override, [](Scene& s) { s.query.call_override = Target::replica(); }},
      {RouteReason::guard, [](Scene& s) { s.query.guard = Target::replica(); }},
      {RouteReason::intent, [](Scene& s) { s.query.intent.target = Target::replica(); }},
      {RouteReason::router, [](Scene& s) { s.router.answer = Target::replica(); }},
      {RouteReason::by_statement, [](Scene&) {}},
  };
  const Row shortages[] = {
      {RouteReason::no_replica, [](Scene& s) { s.topology = test::master_and_replicas(0); }},
      {RouteReason::no_replica,
       [](Scene& s) {
         for (auto& e : s.topology.engines) e.reachable = false;
       }},
      {RouteReason::no_replica,
       [](Scene& s) {
         for (auto& e : s.topology.engines) e.weight = 0;
       }},
      {RouteReason::no_replica, [](Scene& s) { s.query.excluded = 0b1110; }},
  };
  for (const Row& wish : wishes) {
    for (const Row& shortage : shortages) {
      Scene scene;
      wish.apply(scene);
      shortage.apply(scene);
      scene.query.sticky_replica = EngineIndex{1};
      INFO(to_string(wish.rule));
      RouteDecision decision = scene.decide();
      CHECK(decision.verdict == Verdict::run);
      CHECK(decision.engine == master_index);
      CHECK(decision.role == Role::master);
      CHECK(decision.reason == RouteReason::no_replica);
      CHECK(decision.rule == wish.rule);
      CHECK(scene.balancer.asked == 0);

      scene.query.replica_fallback = ReplicaFallback::error;
      decision = scene.decide();
      CHECK(decision.verdict == Verdict::unavailable);
      CHECK(decision.reason == RouteReason::no_replica);
      CHECK(decision.role == Role::replica);
      CHECK(decision.engine_name.empty());
    }
  }
}

TEST_CASE("decide: a named replica is used in any state, a router's only while it can serve", "[routing][decide]") {
  Scene scene;
  SECTION("unreachable") { scene.topology.engines[2].reachable = false; }
  SECTION("failed already") { scene.query.excluded = 0b100; }
  SECTION("weight 0") { scene.topology.engines[2].weight = 0; }
  const bool only_weight = scene.topology.engines[2].weight == 0;

  scene.query.call_override = Target::engine(2);
  CHECK(scene.decide().engine == 2);
  scene.query.call_override.reset();
  scene.query.guard = Target::engine(2);
  CHECK(scene.decide().engine == 2);
  scene.query.guard.reset();
  scene.query.intent.target = Target::engine(2);
  CHECK(scene.decide().engine == 2);
  scene.query.intent.target = Target::automatic();

  scene.router.answer = Target::engine(2);
  CHECK(scene.decide().engine == (only_weight ? 2 : 0));
  CHECK(scene.decide().reason == (only_weight ? RouteReason::router : RouteReason::no_replica));
}

TEST_CASE("decide: the router is asked last", "[routing][decide][FS-2]") {
  Scene scene;
  SECTION("not for a write") { scene.statement.kind = StatementKind::write; }
  SECTION("not after a write") { scene.query.has_written = true; }
  SECTION("not while automatic reads are off") { scene.query.auto_read_on_replica = false; }
  SECTION("not under a guard") { scene.query.guard = Target::replica(); }
  static_cast<void>(scene.decide());
  CHECK(scene.router.asked == 0);
}

TEST_CASE("decide: the session's own replica", "[routing][decide][D-7][O-8][W15][DR-8]") {
  Scene scene;
  scene.query.sticky_replica = EngineIndex{3};
  SECTION("is kept without asking the balancer") {
    CHECK(scene.decide().engine == 3);
    CHECK_FALSE(scene.decide().balanced);
    CHECK(scene.balancer.asked == 0);
    scene.query.guard = Target::replica();
    CHECK(scene.decide().engine == 3);
  }
  SECTION("is left when unreachable") { scene.topology.engines[3].reachable = false; }
  SECTION("is left after it failed") { scene.query.excluded = 0b1000; }
  SECTION("is left when its weight drops to 0") { scene.topology.engines[3].weight = 0; }
  SECTION("is forgotten when it does not exist") { scene.query.sticky_replica = EngineIndex{9}; }
  SECTION("is not the master") { scene.query.sticky_replica = master_index; }
  if (scene.balancer.asked == 0 && !scene.query.guard) {
    const RouteDecision decision = scene.decide();
    CHECK(decision.engine == 1);
    CHECK(decision.balanced);
  }
}

TEST_CASE("decide: what the balancer is offered", "[routing][decide]") {
  Scene scene;
  scene.topology = test::master_and_replicas(5);
  scene.topology.engines[2].reachable = false;
  scene.topology.engines[3].weight = 0;
  scene.topology.engines[4].weight = 7;
  const std::uint32_t load[] = {1, 2, 3, 4, 5};  // one short: the last counts as 0
  scene.query.load = load;
  scene.query.random = 11;
  scene.query.ticket = 12;
  scene.balancer.position = 1;
  const RouteDecision decision = scene.decide();
  CHECK(decision.engine == 4);
  CHECK(decision.balanced);
  REQUIRE(scene.balancer.offered.size() == 3);
  CHECK(scene.balancer.offered[0] == Candidate{1, 1, 2});
  CHECK(scene.balancer.offered[1] == Candidate{4, 7, 5});
  CHECK(scene.balancer.offered[2] == Candidate{5, 1, 0});
  CHECK(scene.balancer.drawn.random == 11);
  CHECK(scene.balancer.drawn.ticket == 12);

  scene.balancer.position = 3;  // out of range counts as the first
  CHECK(scene.decide().engine == 1);
  scene.query.excluded = 0b100010;
  CHECK(scene.decide().engine == 4);  // a single candidate needs no balancer and no ticket
  CHECK_FALSE(scene.decide().balanced);
}

TEST_CASE("decide: a master that accepts reads", "[routing][decide][GI-7]") {
  Scene scene;
  scene.topology.engines[0].accepts_reads = true;
  SECTION("takes part in automatic routing, with its weight") {
    scene.topology.engines[0].weight = 4;
    const RouteDecision decision = scene.decide();
    CHECK(decision.engine == master_index);
    CHECK(decision.role == Role::master);
    CHECK(decision.reason == RouteReason::by_statement);
    CHECK(scene.balancer.offered[0] == Candidate{0, 4, 0});
    scene.router.answer = Target::replica();
    CHECK(scene.decide().engine == master_index);
    CHECK(scene.decide().reason == RouteReason::router);
  }
  SECTION("can be what the session sticks to") {
    scene.query.sticky_replica = master_index;
    CHECK(scene.decide().engine == master_index);
    CHECK(scene.balancer.asked == 0);
  }
  SECTION("is not a replica to a caller who says replica") {
    scene.query.sticky_replica = master_index;
    scene.query.guard = Target::replica();
    CHECK(scene.decide().engine == 1);
    scene.query.guard.reset();
    scene.query.intent.target = Target::replica();
    CHECK(scene.decide().engine == 1);
  }
  SECTION("is the only candidate, not a fallback, when no replica is left") {
    scene.query.excluded = 0b1110;
    scene.query.replica_fallback = ReplicaFallback::error;
    CHECK(scene.decide().verdict == Verdict::run);
    CHECK(scene.decide().reason == RouteReason::by_statement);
  }
  SECTION("with weight 0 stays out") {
    scene.topology.engines[0].weight = 0;
    CHECK(scene.decide().engine == 1);
  }
}

TEST_CASE("decide: indices that do not exist mean the master", "[routing][decide]") {
  Scene scene;
  SECTION("call override") { scene.query.call_override = Target::engine(200); }
  SECTION("guard") { scene.query.guard = Target::engine(4); }
  SECTION("intent") { scene.query.intent.target = Target::engine(4); }
  SECTION("router") { scene.router.answer = Target::engine(4); }
  SECTION("transaction") { scene.query.transaction = Held{4, false}; }
  SECTION("an empty topology") { scene.topology.engines.clear(); }
  CHECK(scene.decide().engine == master_index);
  CHECK(scene.decide().verdict == Verdict::run);
}

TEST_CASE("decide: as many engines as a topology may have", "[routing][decide]") {
  Scene scene;
  scene.topology = test::master_and_replicas(Topology::max_engines - 1);
  scene.balancer.position = Topology::max_engines - 2;
  CHECK(scene.decide().engine == Topology::max_engines - 1);
  scene.query.excluded = std::uint64_t{1} << 63U;
  CHECK(scene.decide().engine == 1);
}

namespace {

std::optional<Target> any_target() {
  const int kind = *rc::gen::inRange(0, 6);
  if (kind == 0) return Target::automatic();
  if (kind == 1) return Target::master();
  if (kind == 2) return Target::replica();
  if (kind == 3) return Target::engine(*rc::gen::inRange<EngineIndex>(0, 8));
  return std::nullopt;
}

std::optional<Held> any_held() {
  if (*rc::gen::inRange(0, 4) != 0) return std::nullopt;
  return Held{*rc::gen::inRange<EngineIndex>(0, 8), *rc::gen::arbitrary<bool>()};
}

void arbitrary_session(RouteQuery& query) {
  query.transaction = any_held();
  query.pinned = any_held();
  query.previous = any_held();
  query.call_override = any_target();
  query.hint = any_target();
  query.accepts_stale = *rc::gen::arbitrary<bool>();
  query.setting = *rc::gen::inRange(0, 8) == 0;
  query.administration = *rc::gen::element(AdministrationPolicy::run_on_master, AdministrationPolicy::refuse);
  query.guard = any_target();
  query.intent.target = any_target().value_or(Target::automatic());
  if (*rc::gen::arbitrary<bool>()) query.sticky_replica = *rc::gen::inRange<EngineIndex>(0, 8);
  query.flushing = *rc::gen::arbitrary<bool>();
  query.has_written = *rc::gen::arbitrary<bool>();
  query.enabled = *rc::gen::inRange(0, 4) != 0;
  query.auto_read_on_replica = *rc::gen::inRange(0, 4) != 0;
  query.on_replica_write = *rc::gen::element(OnReplicaWrite::refuse, OnReplicaWrite::promote);
  query.replica_fallback = *rc::gen::element(ReplicaFallback::master, ReplicaFallback::error);
  query.excluded = *rc::gen::inRange<std::uint64_t>(0, 256);
}

void arbitrary_scene(Scene& scene) {
  scene.topology = test::master_and_replicas(*rc::gen::inRange<std::size_t>(0, 6));
  for (EngineState& engine : scene.topology.engines) {
    engine.reachable = *rc::gen::inRange(0, 4) != 0;
    engine.weight = *rc::gen::inRange<std::uint32_t>(0, 4);
  }
  scene.topology.engines[0].accepts_reads = *rc::gen::arbitrary<bool>();
  scene.statement.kind = *rc::gen::elementOf(std::vector<StatementKind>(std::begin(all_kinds), std::end(all_kinds)));
  const unsigned facts = static_cast<unsigned>(StatementFact::more_functions) + 1;
  for (const unsigned fact : *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, facts))) {
    scene.statement.facts.add(static_cast<StatementFact>(fact));
  }
  if (*rc::gen::arbitrary<bool>()) scene.statement.effects.add(SessionEffect::user_variable);
  arbitrary_session(scene.query);
  scene.router.answer = any_target();
  scene.balancer.position = *rc::gen::inRange<std::size_t>(0, 8);
}

/// RapidCheck runs 100 cases; a case of several scenes makes rare combinations common.
constexpr int scenes_per_case = 100;

void check_replica_gets_reads_only() {
  Scene scene;
  arbitrary_scene(scene);
  const RouteDecision decision = scene.decide();
  RC_ASSERT(decision.engine < scene.topology.engines.size());
  const bool on_replica = scene.topology.engines[decision.engine].role == Role::replica;
  if (decision.verdict != Verdict::run || !on_replica) return;
  const bool held = decision.rule == RouteReason::transaction || decision.rule == RouteReason::pinned;
  const bool asked = decision.rule <= RouteReason::guard || decision.rule == RouteReason::intent;
  if (scene.query.setting) return;  // the session has seen to it that it may run anywhere
  if (decision.rule == RouteReason::previous_statement && only_asks(scene.statement)) return;
  const bool alone = !scene.statement.has(StatementFact::several_statements);
  const StatementKind kind = scene.statement.kind;
  RC_ASSERT(kind == StatementKind::read || (kind == StatementKind::transaction_control && held && alone) ||
            (kind == StatementKind::per_server && asked && alone) || opens_read_only_transaction(scene.statement));
  RC_ASSERT(scene.query.enabled || held);
}

}  // namespace

TEST_CASE("decide: nothing but reads ever runs on a replica", "[routing][decide][property][W1][D-1]") {
  CHECK(rc::check("nothing but reads ever runs on a replica", [] {
    for (int i = 0; i < scenes_per_case; ++i) check_replica_gets_reads_only();
  }));
}

TEST_CASE("decide: a decision is whole and repeatable", "[routing][decide][property]") {
  CHECK(rc::check("a decision is whole and repeatable", [] {
    Scene scene;
    arbitrary_scene(scene);
    const RouteDecision decision = scene.decide();
    RC_ASSERT(decision == scene.decide());
    RC_ASSERT(decision.rule <= RouteReason::by_statement);
    if (decision.verdict != Verdict::run) return;
    const EngineState& engine = scene.topology.engines[decision.engine];
    RC_ASSERT(decision.role == engine.role);
    RC_ASSERT(decision.engine_name == engine.name);
    if (decision.balanced) RC_ASSERT(engine.reachable && engine.weight > 0);
    if (decision.balanced) RC_ASSERT(((scene.query.excluded >> decision.engine) & 1U) == 0U);
  }));
}
