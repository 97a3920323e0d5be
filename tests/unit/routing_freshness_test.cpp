// Rule 9 for a read that must see something: who has it, who is waited for, and what happens if nobody has it in time.

#include <rapidcheck.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/routing/explanation.hpp>

#include "support/catch_shim.hpp"
#include "support/route_scene.hpp"

using namespace rwsplit;
using namespace std::chrono_literals;
using rwsplit::test::Scene;

namespace {

constexpr std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << index; }

constexpr FreshnessFallback all_fallbacks[] = {FreshnessFallback::next_replica, FreshnessFallback::master,
                                               FreshnessFallback::stale, FreshnessFallback::error};

/// Who asks for a replica.
enum class Asked : std::uint8_t { by_statement, any_replica, by_name, by_router };
constexpr Asked all_asked[] = {Asked::by_statement, Asked::any_replica, Asked::by_name, Asked::by_router};
constexpr EngineIndex named = 2;

void ask(Scene& scene, Asked asked) {
  switch (asked) {
    case Asked::by_statement: break;
    case Asked::any_replica: scene.query.guard = Target::replica(); break;
    case Asked::by_name: scene.query.guard = Target::engine(named); break;
    case Asked::by_router: scene.router.answer = Target::engine(named); break;
  }
}

RouteReason rule_of(Asked asked) {
  switch (asked) {
    case Asked::by_statement: return RouteReason::by_statement;
    case Asked::any_replica:
    case Asked::by_name: return RouteReason::guard;
    case Asked::by_router: return RouteReason::router;
  }
  return RouteReason::by_statement;
}

/// "replica1", "wait for replica1", "replica1: stale", "master: no fresh replica", "unavailable: no replica", …
std::string outcome(const RouteDecision& decision) {
  std::string text = decision.wait ? "wait for " : "";
  text += decision.verdict == Verdict::unavailable ? "unavailable" : std::string{decision.engine_name};
  if (decision.reason != decision.rule) text.append(": ").append(to_string(decision.reason));
  return text;
}

/// The same, from what the issue says and nothing else.
class Model {
 public:
  Model(const Scene& scene, Asked asked) : query_{scene.query}, asked_{asked}, position_{scene.balancer.position} {}

  [[nodiscard]] std::string outcome() const {
    if (asked_ == Asked::by_name || asked_ == Asked::by_router) return outcome_for_one();
    if (const auto fresh = pick([&](std::size_t i) { return has_it(i); })) return name(*fresh);
    if (!query_.freshness.required) return no_replica();
    const auto nearest = [&](std::size_t i) { return may_have_it_soon(i) && in(query_.freshness.nearest, i); };
    if (const auto near = pick(nearest)) return "wait for " + name(*near);
    if (const auto other = pick([&](std::size_t i) { return may_have_it_soon(i); })) return "wait for " + name(*other);
    if (const auto any = pick([](std::size_t) { return true; })) return too_late(*any);
    return no_replica();
  }

 private:
  [[nodiscard]] static bool in(std::uint64_t set, std::size_t index) { return (set & bit(index)) != 0; }
  [[nodiscard]] std::string name(std::size_t index) const { return query_.topology.engines[index].name; }
  [[nodiscard]] bool is_master(std::size_t index) const { return query_.topology.engines[index].role == Role::master; }
  [[nodiscard]] bool has_it(std::size_t index) const {
    return !query_.freshness.required || is_master(index) || in(query_.freshness.known, index);
  }
  [[nodiscard]] bool may_have_it_soon(std::size_t index) const { return !in(query_.freshness.behind, index); }
  [[nodiscard]] bool serves(std::size_t index) const {
    const EngineState& engine = query_.topology.engines[index];
    if (is_master(index) && (asked_ != Asked::by_statement || !engine.accepts_reads)) return false;
    return engine.reachable && !engine.lagging && engine.weight > 0 && !in(query_.excluded, index);
  }
  template <class Wanted>
  [[nodiscard]] std::optional<std::size_t> pick(Wanted wanted) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < query_.topology.engines.size(); ++i) {
      if (!serves(i) || !wanted(i)) continue;
      if (query_.sticky_replica == static_cast<EngineIndex>(i)) return i;
      found.push_back(i);
    }
    if (found.empty()) return std::nullopt;
    return found[position_ < found.size() ? position_ : 0];
  }
  [[nodiscard]] std::string outcome_for_one() const {
    const EngineState& engine = query_.topology.engines[named];
    const bool taken_at_its_word = asked_ == Asked::by_name && !engine.removed;
    if (!taken_at_its_word && (!engine.reachable || in(query_.excluded, named))) return no_replica();
    if (has_it(named)) return engine.name;
    return may_have_it_soon(named) ? "wait for " + engine.name : too_late(named);
  }
  [[nodiscard]] std::string no_replica() const {
    return query_.replica_fallback == ReplicaFallback::master ? "master: no replica" : "unavailable: no replica";
  }
  [[nodiscard]] std::string too_late(std::size_t any) const {
    switch (query_.freshness.fallback) {
      case FreshnessFallback::next_replica:
      case FreshnessFallback::master: return "master: no fresh replica";
      case FreshnessFallback::stale: return name(any) + ": stale";
      case FreshnessFallback::error: return "unavailable: no fresh replica";
    }
    return "unknown";
  }

  const RouteQuery& query_;
  Asked asked_;
  std::size_t position_;
};

Explanation explain_scene(const Scene& scene) { return explain(scene.query, scene.decide()); }

bool has_line(const Explanation& explanation, const std::string& line) {
  for (const std::string& step : explanation.steps) {
    if (step == line) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("freshness: who serves a read that must see something", "[routing][freshness]") {
  struct Row {
    const char* what;
    std::function<void(Scene&)> apply;
    const char* expected;
  };
  const Row rows[] = {
      {"nothing has to be seen", [](Scene& s) { s.query.freshness = {.required = false, .behind = ~0ULL}; },
       "replica1"},
      {"one has it", [](Scene& s) { s.query.freshness.known = bit(2); }, "replica2"},
      {"one has it, and the balancer may not choose another",
       [](Scene& s) {
         s.query.freshness.known = bit(2);
         s.balancer.position = 2;
       },
       "replica2"},
      {"the unit's own replica has it, and others",
       [](Scene& s) {
         s.query.freshness.known = bit(1) | bit(3);
         s.query.sticky_replica = 3;
       },
       "replica3"},
      {"another one has it than the unit's own",
       [](Scene& s) {
         s.query.freshness.known = bit(1);
         s.query.sticky_replica = 3;
       },
       "replica1"},
      {"nobody is known to have it", [](Scene&) {}, "wait for replica1"},
      {"nobody has it, and the unit has its own", [](Scene& s) { s.query.sticky_replica = 3; }, "wait for replica3"},
      {"the unit's own is not the nearest",
       [](Scene& s) {
         s.query.sticky_replica = 3;
         s.query.freshness.nearest = bit(2);
       },
       "wait for replica2"},
      {"the nearest", [](Scene& s) { s.query.freshness.nearest = bit(3); }, "wait for replica3"},
      {"the nearest cannot be reached",
       [](Scene& s) {
         s.query.freshness.nearest = bit(1);
         s.topology.engines[1].reachable = false;
       },
       "wait for replica2"},
      {"the nearest has failed for this statement",
       [](Scene& s) {
         s.query.freshness.nearest = bit(2);
         s.query.excluded = bit(2);
       },
       "wait for replica1"},
      {"the nearest takes no automatic reads",
       [](Scene& s) {
         s.query.freshness.nearest = bit(2);
         s.topology.engines[2].lagging = true;
       },
       "wait for replica1"},
      {"those that were waited for in vain are not waited for again",
       [](Scene& s) { s.query.freshness.behind = bit(1) | bit(3); }, "wait for replica2"},
      {"all are behind", [](Scene& s) { s.query.freshness.behind = ~0ULL; }, "master: no fresh replica"},
      {"who has it is away",
       [](Scene& s) {
         s.query.freshness = {.required = true, .known = bit(1), .behind = bit(2) | bit(3)};
         s.topology.engines[1].reachable = false;
       },
       "master: no fresh replica"},
      {"the master takes part, and has everything",
       [](Scene& s) {
         s.topology.engines[0].accepts_reads = true;
         s.query.freshness.behind = bit(1);
       },
       "master"},
      {"the master takes part, but the unit's own replica has it",
       [](Scene& s) {
         s.topology.engines[0].accepts_reads = true;
         s.query.freshness.known = bit(2);
         s.query.sticky_replica = 2;
       },
       "replica2"},
      {"the master takes part, but the caller wants a replica",
       [](Scene& s) {
         s.topology.engines[0].accepts_reads = true;
         s.query.guard = Target::replica();
       },
       "wait for replica1"},
      {"a named replica may not have it", [](Scene& s) { s.query.guard = Target::engine(2); }, "wait for replica2"},
      {"a named replica is behind",
       [](Scene& s) {
         s.query.guard = Target::engine(2);
         s.query.freshness.behind = bit(2);
       },
       "master: no fresh replica"},
      {"no replica at all", [](Scene& s) { s.query.excluded = ~0ULL; }, "master: no replica"},
      {"no replica at all, and no stand-in",
       [](Scene& s) {
         s.query.excluded = ~0ULL;
         s.query.replica_fallback = ReplicaFallback::error;
       },
       "unavailable: no replica"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Scene scene;
    scene.query.freshness.required = true;
    row.apply(scene);
    CHECK(outcome(scene.decide()) == row.expected);
  }
}

TEST_CASE("freshness: each fallback", "[routing][freshness]") {
  struct Row {
    FreshnessFallback fallback;
    const char* expected;
  };
  const Row rows[] = {{FreshnessFallback::next_replica, "master: no fresh replica"},
                      {FreshnessFallback::master, "master: no fresh replica"},
                      {FreshnessFallback::stale, "replica2: stale"},
                      {FreshnessFallback::error, "unavailable: no fresh replica"}};
  for (const Row& row : rows) {
    Scene scene;
    scene.query.freshness = {.required = true, .behind = ~0ULL, .fallback = row.fallback};
    scene.query.sticky_replica = 2;
    const RouteDecision decision = scene.decide();
    CHECK(outcome(decision) == row.expected);
    CHECK(decision.rule == RouteReason::by_statement);
    CHECK_FALSE(decision.wait);
    CHECK((decision.verdict == Verdict::unavailable) == (row.fallback == FreshnessFallback::error));
    if (decision.verdict == Verdict::unavailable) CHECK(decision.engine_name.empty());
  }
}

TEST_CASE("freshness: what is decided before rule 9 does not ask for it", "[routing][freshness]") {
  struct Row {
    const char* what;
    std::function<void(Scene&)> apply;
    const char* expected;
  };
  const Row rows[] = {
      {"an open transaction",
       [](Scene& s) {
         s.query.transaction = Held{2, true};
       },
       "replica2"},
      {"pinned state",
       [](Scene& s) {
         s.query.pinned = Held{3, true};
       },
       "replica3"},
      {"the statement before",
       [](Scene& s) {
         s.query.previous = Held{1, true};
       },
       "replica1"},
      {"switched off", [](Scene& s) { s.query.enabled = false; }, "master"},
      {"the caller wants the master", [](Scene& s) { s.query.guard = Target::master(); }, "master"},
      {"the master by name", [](Scene& s) { s.query.guard = Target::engine(0); }, "master"},
      {"a write", [](Scene& s) { s.statement.kind = StatementKind::write; }, "master"},
      {"it has written, at an unknown position", [](Scene& s) { s.query.has_written = true; }, "master"},
      {"the pin of a request", [](Scene& s) { s.query.request_pin = true; }, "master"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Scene scene;
    scene.query.freshness = {.required = true, .behind = ~0ULL, .fallback = FreshnessFallback::error};
    row.apply(scene);
    CHECK(outcome(scene.decide()) == row.expected);
  }
}

TEST_CASE("freshness: every combination for three replicas", "[routing][freshness][property]") {
  // Of each replica: known, behind, nearest, or none of them.
  constexpr std::size_t states = 4;
  const std::optional<EngineIndex> own[] = {std::nullopt, EngineIndex{0}, EngineIndex{1}, EngineIndex{2}};
  std::size_t wrong = 0;
  std::size_t count = 0;
  for (std::size_t number = 0; number < states * states * states; ++number) {
    Freshness freshness{.required = true};
    for (std::size_t i = 1, rest = number; i <= 3; ++i, rest /= states) {
      if (rest % states == 1) freshness.known |= bit(i);
      if (rest % states == 2) freshness.behind |= bit(i);
      if (rest % states == 3) freshness.nearest |= bit(i);
    }
    for (const FreshnessFallback fallback : all_fallbacks) {
      for (const auto sticky : own) {
        for (const Asked asked : all_asked) {
          for (std::uint64_t away = 0; away < 64; ++away) {  // bits: 3 lagging or excluded, master reads, position
            Scene scene;
            freshness.fallback = fallback;
            scene.query.freshness = freshness;
            scene.query.sticky_replica = sticky;
            ask(scene, asked);
            scene.topology.engines[1].lagging = (away & 1) != 0;
            if ((away & 2) != 0) scene.query.excluded = bit(2);
            scene.topology.engines[3].lagging = (away & 4) != 0;
            scene.topology.engines[0].accepts_reads = (away & 8) != 0;
            scene.balancer.position = away / 16 % 2;
            if ((away & 32) != 0) scene.query.replica_fallback = ReplicaFallback::error;
            ++count;
            const RouteDecision decision = scene.decide();
            const std::string expected = Model{scene, asked}.outcome();
            if (outcome(decision) == expected && decision.rule == rule_of(asked)) continue;
            INFO("known " << freshness.known << ", behind " << freshness.behind << ", nearest " << freshness.nearest
                          << ", own " << (sticky ? int{*sticky} : -1) << ", asked " << static_cast<int>(asked)
                          << ", circumstances " << away);
            if (wrong++ < 3) CHECK(outcome(decision) == expected);
          }
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(count == 64U * 4U * 4U * 4U * 64U);
}

TEST_CASE("freshness: properties of any topology", "[routing][freshness][property]") {
  const bool holds = rc::check("never a replica that is neither known nor waited for", [] {
    const auto replicas = *rc::gen::inRange<std::size_t>(named, 7);
    Scene scene;
    scene.topology = test::master_and_replicas(replicas);
    scene.topology.engines[0].accepts_reads = *rc::gen::arbitrary<bool>();
    for (std::size_t i = 1; i <= replicas; ++i) {
      EngineState& engine = scene.topology.engines[i];
      engine.reachable = *rc::gen::weightedElement<bool>({{4, true}, {1, false}});
      engine.lagging = *rc::gen::weightedElement<bool>({{1, true}, {4, false}});
      engine.weight = *rc::gen::weightedElement<std::uint32_t>({{4, 1}, {1, 0}, {1, 3}});
    }
    const auto bits = rc::gen::inRange<std::uint64_t>(0, bit(replicas + 1));
    scene.query.excluded = *bits & *bits;
    const Freshness freshness{.required = *rc::gen::weightedElement<bool>({{4, true}, {1, false}}),
                              .known = *bits & *bits,
                              .behind = *bits,
                              .nearest = *bits,
                              .fallback = *rc::gen::elementOf(
                                  std::vector<FreshnessFallback>(std::begin(all_fallbacks), std::end(all_fallbacks)))};
    scene.query.freshness = freshness;
    const auto own = *rc::gen::inRange<EngineIndex>(0, 9);  // also one that does not exist; 8: none
    if (own < 8) scene.query.sticky_replica = own;
    scene.balancer.position = *rc::gen::inRange<std::size_t>(0, 9);
    const Asked asked = *rc::gen::element(Asked::by_statement, Asked::any_replica, Asked::by_name, Asked::by_router);
    ask(scene, asked);

    const RouteDecision decision = scene.decide();
    RC_ASSERT(outcome(decision) == Model(scene, asked).outcome());
    const bool on_replica = decision.verdict == Verdict::run && decision.role == Role::replica;
    const bool known = (freshness.known & bit(decision.engine)) != 0;
    const bool is_stale = decision.reason == RouteReason::stale;
    if (freshness.required && on_replica) RC_ASSERT(known || decision.wait || is_stale);
    if (decision.wait) {
      RC_ASSERT(freshness.required && on_replica && !known);
      RC_ASSERT((freshness.behind & bit(decision.engine)) == 0U);
    }
    if (is_stale) RC_ASSERT(freshness.required && freshness.fallback == FreshnessFallback::stale);
    if (!freshness.required) {
      scene.query.freshness = {};
      RC_ASSERT(outcome(scene.decide()) == outcome(decision));
    }
  });
  CHECK(holds);
}

TEST_CASE("explanation: what is known about each replica", "[routing][explanation][freshness]") {
  Scene scene;
  scene.topology.engines[1].lag = 5ms;
  scene.topology.engines[3].applying = false;
  SECTION("nothing has to be seen: only the lag is told") {
    CHECK(has_line(explain_scene(scene),
                   "9 candidates: master (takes no reads here), replica1 (weight 1, in use 0, 5 ms behind), "
                   "replica2 (weight 1, in use 0), replica3 (weight 1, in use 0)"));
  }
  SECTION("one has it, one may have it soon, one never will") {
    scene.query.freshness = {.required = true, .known = bit(1), .behind = bit(3)};
    const Explanation explanation = explain_scene(scene);
    CHECK(has_line(explanation,
                   "9 candidates: master (takes no reads here), replica1 (weight 1, in use 0, 5 ms behind, has what "
                   "the read must see), replica2 (weight 1, in use 0, may not have it yet), replica3 (weight 1, in use "
                   "0, does not have it, replication is stopped)"));
    CHECK(explanation.steps.back() == "-> replica1 (by statement)");
  }
  SECTION("one is waited for") {
    scene.query.freshness = {.required = true, .behind = bit(1) | bit(3)};
    scene.topology.engines[1].lagging = true;
    const Explanation explanation = explain_scene(scene);
    CHECK(has_line(explanation,
                   "9 candidates: master (takes no reads here), replica1 (lags too far behind, 5 ms behind, does not "
                   "have it in time), replica2 (weight 1, in use 0, may not have it yet), replica3 (weight 1, in use "
                   "0, does not have it, replication is stopped)"));
    CHECK(explanation.steps.back() == "-> replica2 (by statement), once it has what the read must see");
  }
  SECTION("the lag of a master is not told, nor what it has") {
    scene.topology.engines[0].lag = 0ms;
    scene.topology.engines[0].accepts_reads = true;
    scene.query.freshness = {.required = true, .behind = ~0ULL};
    const Explanation explanation = explain_scene(scene);
    CHECK(has_line(explanation,
                   "9 candidates: master (weight 1, in use 0), replica1 (weight 1, in use 0, 5 ms behind, does not "
                   "have it in time), replica2 (weight 1, in use 0, does not have it in time), replica3 (weight 1, in "
                   "use 0, does not have it, replication is stopped)"));
    CHECK(explanation.steps.back() == "-> master (by statement)");
  }
}

TEST_CASE("explanation: each fallback", "[routing][explanation][freshness]") {
  struct Row {
    FreshnessFallback fallback;
    const char* result;
  };
  const Row rows[] = {
      {FreshnessFallback::next_replica, "-> master (by statement: no fresh replica)"},
      {FreshnessFallback::master, "-> master (by statement: no fresh replica)"},
      {FreshnessFallback::stale, "-> replica1 (by statement: stale)"},
      {FreshnessFallback::error, "-> unavailable (by statement): no replica in time, and the fallback is off"}};
  for (const Row& row : rows) {
    Scene scene;
    scene.query.freshness = {.required = true, .behind = ~0ULL, .fallback = row.fallback};
    const Explanation explanation = explain_scene(scene);
    CHECK(explanation.steps.back() == row.result);
    CHECK(has_line(explanation,
                   "9 candidates: master (takes no reads here), replica1 (weight 1, in use 0, does not have it in "
                   "time), replica2 (weight 1, in use 0, does not have it in time), replica3 (weight 1, in use 0, does "
                   "not have it in time)"));
  }
}

TEST_CASE("explanation: a named replica, and stale rows that are accepted", "[routing][explanation][freshness]") {
  Scene scene;
  scene.query.freshness.required = true;
  scene.query.guard = Target::engine(2);
  CHECK(explain_scene(scene).steps.back() == "-> replica2 (guard), once it has what the read must see");
  scene.query.freshness.behind = bit(2);
  CHECK(explain_scene(scene).steps.back() == "-> master (guard: no fresh replica)");

  Scene accepting;
  accepting.query.has_written = accepting.query.accepts_stale = true;
  const Explanation explanation = explain_scene(accepting);
  CHECK(has_line(explanation, "7 session has written, at an unknown position: yes, and rows without it are accepted"));
  CHECK(explanation.steps.back() == "-> replica1 (by statement)");
}
