#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/scope_already_open.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/ambient_scope.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/session/with_engine.hpp>

#include "session/ambient_table.hpp"
#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using detail::AmbientScope;
using detail::UnitOfWork;
using testing::FakeCluster;
using testing::Gate;
using testing::OpenAtExit;

/// Sessions that route by statement wherever they are, so that a test sees what else counts.
[[nodiscard]] ScopedSessionOptions automatic() { return {.outside_scope = OutsideScope::automatic}; }

/// A read, and why it ran where it did.
[[nodiscard]] RouteReason reason(RoutingSession& db) { return db.execute("SELECT a FROM t").reason; }
[[nodiscard]] std::string engine(RoutingSession& db) { return std::string{db.execute("SELECT a FROM t").engine}; }
[[nodiscard]] std::uint64_t leased(FakeCluster& cluster) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < cluster->engine_count(); ++i) {
    total += cluster->engine(static_cast<EngineIndex>(i)).pool().in_use();
  }
  return total;
}
[[nodiscard]] std::size_t open_sessions() { return detail::AmbientTable::instance().size(); }

template <class Work>
void on_another_thread(Work work) {
  std::thread{work}.join();
}

[[nodiscard]] UnitOfWork leaning_to(Target target) { return {.leaning = {target, RouteReason::method}}; }

/// Notes in which order sessions end, and does what a test asks of it then.
class EndObserver final : public Observer {
 public:
  void on_decision(const RouteEvent&) noexcept override {}
  void on_writes_dropped(std::size_t count) noexcept override {
    const std::function<void()> then = action;
    if (then) then();
    const std::lock_guard lock{mutex_};
    counts_.push_back(count);
  }
  [[nodiscard]] std::vector<std::size_t> counts() const {
    const std::lock_guard lock{mutex_};
    return counts_;
  }

  std::function<void()> action{};

 private:
  mutable std::mutex mutex_;
  std::vector<std::size_t> counts_;
};

[[nodiscard]] ClusterConfig observed_by(const std::shared_ptr<EndObserver>& observer) {
  ClusterConfig config;
  config.observers = {observer};
  return config;
}
void queue(RoutingSession& db, int writes) {
  for (int i = 0; i < writes; ++i) db.enqueue("UPDATE t SET a = 1");
}

}  // namespace

// ---- The registry ----

TEST_CASE("A scope's session is made on first use and stays the same until it is removed", "[ambient][SS-1][SS-2]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  CHECK_FALSE(registry.is_open());
  RoutingSession& db = registry();
  CHECK(registry.is_open());
  CHECK(&registry() == &db);
  db.execute("UPDATE t SET a = 1");
  CHECK(registry().has_written());
  registry.remove();
  CHECK_FALSE(registry.is_open());
  CHECK_FALSE(registry().has_written());
}

TEST_CASE("Options count for a new session, and are an error while there is one", "[ambient][SS-1][SS-2][MA-12]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  RoutingSession& db = registry({.intent = NamedTarget::engine("replica2")});
  CHECK(engine(db) == "replica2");
  CHECK_THROWS_AS(registry({.intent = NamedTarget::master()}), ScopeAlreadyOpen);
  CHECK_THROWS_AS(registry(SessionOptions{}), UsageError);
  CHECK(&registry() == &db);
  CHECK(engine(registry()) == "replica2");

  registry.remove();
  CHECK(reason(registry()) == RouteReason::outside_scope);  // the next one is a default session
  registry.remove();
  CHECK(engine(registry({.intent = NamedTarget::engine("replica1")})) == "replica1");
}

TEST_CASE("The registry's own options are those of its default sessions", "[ambient][SS-1]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, {.session = {.intent = NamedTarget::engine("replica1")}}};
  CHECK(engine(registry()) == "replica1");
  registry.remove();
  CHECK(engine(registry()) == "replica1");
  CHECK(&registry.cluster() == &*cluster);
  CHECK(registry.options().session.intent->name() == "replica1");
}

TEST_CASE("Removing rolls back, gives connections back, forgets, and can be repeated", "[ambient][SS-2][MA-12]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  registry.remove();  // nothing was there

  SECTION("a transaction as text") {
    registry().execute("BEGIN");
    registry().execute("UPDATE t SET a = 1");
    CHECK(leased(cluster) == 1);
    registry.remove();
    registry.remove();
    CHECK(leased(cluster) == 0);
    static_cast<void>(registry().execute("UPDATE t SET a = 2"));  // on the connection that was reset
    CHECK(cluster.master().count("COMMIT") == 0);
    CHECK(cluster.master().count("<reset>") == 1);
  }
  SECTION("session state") {
    registry().execute("SET @a = 1");
    CHECK(leased(cluster) == 1);
    registry.remove();
    CHECK(leased(cluster) == 0);
  }
  SECTION("queued writes, and then options") {
    queue(registry(), 3);
    registry.remove();
    CHECK(registry({.tag = "next"}).queued() == 0);
    CHECK(cluster.master().count("UPDATE t SET a = 1") == 0);
  }
}

TEST_CASE("A transaction may end after the session that was removed under it", "[ambient][SS-2]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  const auto clean = [&] {
    CHECK(leased(cluster) == 0);
    CHECK(cluster.master().count("COMMIT") == 0);
  };

  SECTION("which is then rolled back, and says so") {
    Transaction transaction{registry()};
    transaction.execute("UPDATE t SET a = 1");
    registry.remove();
    CHECK_FALSE(transaction.is_open());
    CHECK_THROWS_AS(transaction.execute("UPDATE t SET a = 2"), UsageError);
    CHECK_THROWS_AS(transaction.commit(), UsageError);
    transaction.rollback();
    clean();
  }
  SECTION("and so may its savepoints") {
    Transaction transaction{registry()};
    Savepoint savepoint{transaction};
    registry.remove();
    CHECK_THROWS_AS(savepoint.release(), UsageError);
    clean();
  }
  SECTION("work in a transaction that removes its session is not committed unnoticed") {
    CHECK_THROWS_AS(registry().transaction([&](Transaction& transaction) {
      transaction.execute("UPDATE t SET a = 1");
      registry.remove();
    }),
                    UsageError);
    clean();
  }
  SECTION("a lost one") {
    cluster.fail("UPDATE t SET a = 1", testing::lost_error());
    Transaction transaction{registry()};
    CHECK_THROWS_AS(transaction.execute("UPDATE t SET a = 1"), ConnectionError);
    registry.remove();
    clean();
  }
  SECTION("one that is over already") {
    Transaction committed{registry()};
    committed.commit();
    registry.remove();
    Transaction rolled_back{registry()};
    rolled_back.rollback();
    registry.remove();
    CHECK(leased(cluster) == 0);
  }
  SECTION("one whose rows still come") {
    cluster.on("SELECT n FROM t", [](testing::FakeCall&) { return Reply{.rows = testing::numbers(3)}; });
    Transaction transaction{registry()};
    auto rows = transaction.stream<std::int64_t>("SELECT n FROM t");
    registry.remove();
    std::int64_t sum = 0;
    for (const std::int64_t n : rows) sum += n;
    CHECK(sum == 6);
    CHECK_THROWS_AS(transaction.commit(), UsageError);
    clean();
  }
  registry.remove();
  CHECK(cluster.master().orphaned_cursors() == 0);
}

TEST_CASE("Threads have sessions of their own", "[ambient][SS-3][DR-5]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  RoutingSession& mine = registry({.intent = NamedTarget::replica()});
  mine.execute("SELECT a FROM t");
  on_another_thread([&] {
    CHECK_FALSE(registry.is_open());
    CHECK(&registry() != &mine);
    CHECK(reason(registry()) == RouteReason::outside_scope);
    registry.remove();
  });
  CHECK(&registry() == &mine);
  CHECK(reason(mine) == RouteReason::intent);
}

TEST_CASE("Two registries have sessions of their own", "[ambient][SS-1]") {
  FakeCluster cluster;
  ScopedSession first{*cluster};
  ScopedSession second{*cluster};
  CHECK(&first() != &second());
  first().execute("UPDATE t SET a = 1");
  CHECK_FALSE(second().has_written());  // outside of a scope they have nothing in common
  first.remove();
  CHECK(second.is_open());
}

// ---- What a scope is ----

TEST_CASE("Fibers on one thread have sessions of their own", "[ambient][SS-4]") {
  FakeCluster cluster;
  std::uint64_t fiber = 1;
  ScopedSession registry{*cluster, {.scope_key = [&] { return fiber; }}};
  RoutingSession& first = registry({.intent = NamedTarget::engine("replica1")});
  fiber = 2;
  CHECK_FALSE(registry.is_open());
  RoutingSession& second = registry();
  CHECK(&first != &second);
  {
    const AmbientScope scope{*cluster, leaning_to(Target::replica()), registry.options().scope_key};
    CHECK(reason(registry()) == RouteReason::method);
    fiber = 1;  // the second fiber is in its request, the first is not
    CHECK(&registry() == &first);
    CHECK(engine(registry()) == "replica1");
    fiber = 2;
  }
  CHECK(&registry() == &second);
  registry.remove();
  fiber = 1;
  CHECK(&registry() == &first);
}

TEST_CASE("A fiber takes its session along when it moves to another thread", "[ambient][SS-4]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, {.scope_key = [] { return std::uint64_t{7}; }}};
  std::optional<AmbientScope> scope;
  scope.emplace(*cluster, UnitOfWork{}, registry.options().scope_key);
  RoutingSession& db = registry();
  db.execute("UPDATE t SET a = 1");
  on_another_thread([&] {
    CHECK(&registry() == &db);
    CHECK(registry().has_written());
    CHECK(reason(registry()) == RouteReason::has_written);
  });
  CHECK(registry.is_open());  // the end of a thread is not the end of the fiber
  on_another_thread([&] { scope.reset(); });
  CHECK_FALSE(registry.is_open());
}

TEST_CASE("A number of a scope key is no thread's number", "[ambient][SS-4]") {
  FakeCluster cluster;
  ScopedSession by_thread{*cluster};
  const std::uint64_t number = detail::current_scope_key({}).value;
  CHECK(detail::current_scope_key({}) == detail::current_scope_key({}));
  ScopedSession by_key{*cluster, {.scope_key = [number] { return number; }}};
  const AmbientScope scope{*cluster, leaning_to(Target::replica())};
  CHECK(reason(by_thread()) == RouteReason::method);
  CHECK(reason(by_key()) == RouteReason::outside_scope);
}

TEST_CASE("A thread's number is never used again", "[ambient][SS-4]") {
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < 8; ++i) on_another_thread([&] { numbers.push_back(detail::current_scope_key({}).value); });
  for (std::size_t i = 1; i < numbers.size(); ++i) CHECK(numbers[i] > numbers[i - 1]);
}

// ---- Outside of requests ----

TEST_CASE("Outside of a request the registry's policy says where reads go",
          "[ambient][D-4][FR-13][FR-14][DR-1][TG-4][O-7]") {
  FakeCluster cluster;
  SECTION("the master, unless said otherwise") {
    ScopedSession registry{*cluster};
    CHECK(engine(registry()) == "master");
    CHECK(registry().last_decision().reason == RouteReason::outside_scope);
    CHECK(registry().execute("UPDATE t SET a = 1").reason == RouteReason::not_a_read);
  }
  SECTION("by statement") {
    ScopedSession registry{*cluster, automatic()};
    CHECK(reason(registry()) == RouteReason::by_statement);
    CHECK(engine(registry()) != "master");
  }
  SECTION("nowhere") {
    ScopedSession registry{*cluster, {.outside_scope = OutsideScope::refuse}};
    CHECK_THROWS_AS(registry(), UsageError);
    CHECK_THROWS_AS(registry({.intent = NamedTarget::master()}), UsageError);
    CHECK_THROWS_AS(UseMaster{registry}, UsageError);
    CHECK_FALSE(registry.is_open());
    registry.remove();
    const AmbientScope scope{*cluster, leaning_to(Target::replica())};
    CHECK(reason(registry()) == RouteReason::method);
  }
  SECTION("a session of one's own is not ambient, and routes by statement") {
    RoutingSession db{*cluster};
    CHECK(reason(db) == RouteReason::by_statement);
  }
}

TEST_CASE("Guards, intents and overrides count outside of requests too", "[ambient][D-4][TG-7]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  {
    const UseReplica guard{registry};
    CHECK(reason(registry()) == RouteReason::guard);
    CHECK(engine(registry()) != "master");
  }
  CHECK(registry().using_engine("replica2").execute("SELECT a FROM t").engine == "replica2");
  CHECK(reason(registry()) == RouteReason::outside_scope);
  registry.remove();
  CHECK(reason(registry({.intent = NamedTarget::replica()})) == RouteReason::intent);
}

// ---- Scopes ----

TEST_CASE("What is open before a scope is not seen inside and is there again afterwards",
          "[ambient][W9][FR-16][FR-17]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  RoutingSession& outside = registry();
  outside.execute("UPDATE t SET a = 1");
  {
    const AmbientScope scope{*cluster, leaning_to(Target::replica())};
    CHECK_FALSE(registry.is_open());
    RoutingSession& inside = registry();
    CHECK(&inside != &outside);
    CHECK_FALSE(inside.has_written());
    CHECK(reason(inside) == RouteReason::method);
    const UseMaster guard{outside};
    CHECK(reason(inside) == RouteReason::method);
  }
  CHECK(&registry() == &outside);
  CHECK(reason(outside) == RouteReason::has_written);
  CHECK(open_sessions() == 1);
}

TEST_CASE("Nothing of a scope is left in the next one", "[ambient][W9][FR-18][FR-19][W5]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, automatic()};
  struct Failure {};
  for (int round = 0; round < 2; ++round) {
    try {
      const AmbientScope scope{*cluster, {.intent = {Target::master(), RouteReason::handler}}};
      registry().execute("BEGIN");
      const UseReplica guard{registry};
      throw Failure{};
    } catch (const Failure&) {
      CHECK(leased(cluster) == 0);
    }
    CHECK(reason(registry()) == RouteReason::by_statement);
    registry.remove();
    const AmbientScope next{*cluster, UnitOfWork{}};
    CHECK(reason(registry()) == RouteReason::by_statement);
  }
}

TEST_CASE("The sessions of a scope on one cluster are one unit of work", "[ambient][D-7][MA-13]") {
  FakeCluster cluster;
  ScopedSession first{*cluster};
  ScopedSession second{*cluster, automatic()};
  AmbientScope scope{*cluster, leaning_to(Target::replica())};
  const std::string replica = engine(first());
  for (int i = 0; i < 8; ++i) CHECK(engine(second()) == replica);
  CHECK(scope.unit().sticky_replica.has_value());
  first().execute("UPDATE t SET a = 1");
  CHECK(scope.unit().has_written);
  CHECK(reason(second()) == RouteReason::has_written);
  first.remove();
  CHECK(reason(first()) == RouteReason::has_written);  // the scope has written, whichever session it was
}

TEST_CASE("A session's own intent comes before its scope's", "[ambient][SS-1]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  const AmbientScope scope{*cluster, {.intent = {Target::master(), RouteReason::handler}}};
  CHECK(reason(registry()) == RouteReason::handler);
  registry.remove();
  CHECK(engine(registry({.intent = NamedTarget::engine("replica1")})) == "replica1");
}

TEST_CASE("A session on another cluster than its scope's takes what is declared by role", "[ambient][SO-6]") {
  FakeCluster shop;
  FakeCluster audit;
  ScopedSession registry{*audit, automatic()};
  const auto declared = [&](UnitOfWork unit) {
    const AmbientScope scope{*shop, unit};
    return reason(registry());
  };
  CHECK(declared({.intent = {Target::master(), RouteReason::handler}}) == RouteReason::handler);
  CHECK(declared({.intent = {Target::engine(1), RouteReason::handler}}) == RouteReason::by_statement);
  CHECK(declared({.leaning = {Target::master(), RouteReason::method}}) == RouteReason::method);
  CHECK(declared({.leaning = {Target::engine(2), RouteReason::path_rule}}) == RouteReason::by_statement);
  CHECK(declared({.request_pin = true}) == RouteReason::by_statement);
  CHECK(declared({.has_written = true}) == RouteReason::by_statement);

  AmbientScope scope{*shop, UnitOfWork{}};
  ScopedSession beside{*audit};
  registry().execute("UPDATE t SET a = 1");
  CHECK(reason(beside()) == RouteReason::has_written);  // on its cluster they are one unit of work all the same
  CHECK_FALSE(scope.unit().has_written);
  CHECK(&scope.unit_of(*shop) == &scope.unit());
}

TEST_CASE("The end of a scope ends every session in it, newest first", "[ambient][SO-6][W22][MA-13]") {
  const auto observer = std::make_shared<EndObserver>();
  FakeCluster cluster{2, observed_by(observer)};
  ScopedSession first{*cluster};
  ScopedSession second{*cluster};
  ScopedSession third{*cluster};
  queue(second(), 9);  // not of the scope
  {
    const AmbientScope scope{*cluster, UnitOfWork{}};
    queue(first(), 1);
    queue(second(), 2);
    queue(third(), 3);
    third().execute("BEGIN");
    CHECK(leased(cluster) == 1);
  }
  CHECK(observer->counts() == std::vector<std::size_t>{2, 1});  // BEGIN has flushed the third
  CHECK(leased(cluster) == 0);
  CHECK_FALSE(first.is_open());
  CHECK(second().queued() == 9);
}

TEST_CASE("Of nested scopes the innermost counts, and they end in any order", "[ambient][D-2][W6]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  auto outer = std::make_unique<AmbientScope>(*cluster, leaning_to(Target::master()));
  RoutingSession& outer_session = registry();
  auto inner = std::make_unique<AmbientScope>(*cluster, leaning_to(Target::replica()));
  RoutingSession& inner_session = registry();
  CHECK(&outer_session != &inner_session);
  CHECK(engine(registry()) != "master");

  SECTION("the inner one first") {
    inner.reset();
    CHECK(&registry() == &outer_session);
    CHECK(engine(registry()) == "master");
    outer.reset();
  }
  SECTION("the outer one first") {
    outer.reset();
    CHECK(&registry() == &inner_session);
    CHECK(engine(registry()) != "master");
    inner.reset();
  }
  SECTION("remove deals with the innermost alone") {
    registry.remove();
    CHECK_FALSE(registry.is_open());
    inner.reset();
    CHECK(&registry() == &outer_session);
    outer.reset();
  }
  CHECK(open_sessions() == 0);
  CHECK(reason(registry()) == RouteReason::outside_scope);
}

TEST_CASE("A thread that starts inside a scope is outside of it", "[ambient][FR-15][DR-5][MA-9]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  const AmbientScope scope{*cluster, leaning_to(Target::replica())};
  const UseEngine guard{registry, "replica1"};
  CHECK(engine(registry()) == "replica1");
  on_another_thread([&] {
    CHECK(engine(registry()) == "master");
    CHECK(registry().last_decision().reason == RouteReason::outside_scope);
  });
}

TEST_CASE("Every statement is decided from the living scope", "[ambient][W9][FR-16][FR-20][MA-15]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  AmbientScope scope{*cluster, leaning_to(Target::replica())};
  CHECK(reason(registry()) == RouteReason::method);
  cluster->set_auto_read_on_replica(false);
  CHECK(reason(registry()) == RouteReason::automatic_off);
  cluster->set_auto_read_on_replica(true);
  CHECK(reason(registry()) == RouteReason::method);
  scope.unit().request_pin = true;
  CHECK(reason(registry()) == RouteReason::request_pin);
}

// ---- Guards ----

TEST_CASE("Every guard can be made on the scope's session", "[ambient][TG-14][D-2][D-8][DR-4][TG-13]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, automatic()};
  {
    const UseMaster on_master{registry};
    CHECK(registry.is_open());  // the guard has made it
    CHECK(engine(registry()) == "master");
    {
      const UseReplica on_replica{registry};
      CHECK(engine(registry()) != "master");
      {
        const UseEngine reporting{registry, "replica2"};
        CHECK(engine(registry()) == "replica2");
        {
          const UseAutomatic by_statement{registry};
          CHECK(reason(registry()) == RouteReason::by_statement);
          const FreezeRouting freeze{registry};
          const UseMaster without_effect{registry};
          const UseMaster neither{registry()};
          CHECK(reason(registry()) == RouteReason::by_statement);
        }
        CHECK(engine(registry()) == "replica2");
      }
      CHECK_THROWS_AS(registry().execute("UPDATE t SET a = 1"), ReadOnlyViolation);
    }
    CHECK(engine(registry()) == "master");
  }
  CHECK(reason(registry()) == RouteReason::by_statement);
}

TEST_CASE("Guards may end after the session that was removed under them", "[ambient][TG-15][SS-2]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, automatic()};
  auto on_master = std::make_unique<UseMaster>(registry);
  auto on_replica = std::make_unique<UseReplica>(registry());
  auto reporting = std::make_unique<UseEngine>(registry, "replica1");
  auto by_statement = std::make_unique<UseAutomatic>(registry);
  auto freeze = std::make_unique<FreezeRouting>(registry);
  registry.remove();
  CHECK(reason(registry()) == RouteReason::by_statement);  // they died with their session
  const UseEngine next{registry, "replica2"};
  on_replica.reset();
  freeze.reset();
  on_master.reset();
  CHECK(engine(registry()) == "replica2");
  by_statement.reset();
  reporting.reset();
  CHECK(engine(registry()) == "replica2");
}

TEST_CASE("Guards on the scope's session end with the scope, not before", "[ambient][TG-15][W8]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  std::unique_ptr<UseMaster> guard;
  {
    const AmbientScope scope{*cluster, leaning_to(Target::replica())};
    guard = std::make_unique<UseMaster>(registry);
    CHECK(reason(registry()) == RouteReason::guard);
  }
  const AmbientScope next{*cluster, leaning_to(Target::replica())};
  CHECK(reason(registry()) == RouteReason::method);
}

TEST_CASE("An unknown engine is noticed where it is named, with routing on and off",
          "[ambient][D-12][MA-16][TG-8][SO-6]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  for (const bool enabled : {true, false}) {
    cluster->set_enabled(enabled);
    CHECK_THROWS_AS((ScopedSession{*cluster, {.session = {.intent = NamedTarget::engine("replica9")}}}), UnknownEngine);
    CHECK_THROWS_AS(registry({.intent = NamedTarget::engine("replica9")}), UnknownEngine);
    CHECK_FALSE(registry.is_open());  // nothing is left of it
    CHECK_THROWS_AS((UseEngine{registry, "replica9"}), UnknownEngine);
    CHECK_THROWS_AS(with_engine(registry, "replica9", [] {}), UnknownEngine);
    CHECK_THROWS_AS(registry().using_engine("replica9"), UnknownEngine);
    registry.remove();
  }
}

// ---- The end of threads and registries ----

TEST_CASE("The end of a thread is the end of its sessions", "[ambient][SS-2][SS-3]") {
  FakeCluster cluster;
  ScopedSession first{*cluster};
  ScopedSession second{*cluster};
  RoutingSession& mine = first();
  on_another_thread([&] {
    first().execute("BEGIN");
    second().execute("SET @a = 1");
    CHECK(leased(cluster) == 2);
  });
  CHECK(leased(cluster) == 0);
  CHECK(open_sessions() == 1);
  CHECK(&first() == &mine);
}

TEST_CASE("A thread may end with an open scope", "[ambient][SS-3]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  std::unique_ptr<AmbientScope> scope;
  on_another_thread([&] {
    static_cast<void>(registry());
    scope = std::make_unique<AmbientScope>(*cluster, leaning_to(Target::replica()));
    registry().execute("BEGIN");
    CHECK(open_sessions() == 2);
  });
  CHECK(open_sessions() == 0);
  CHECK(leased(cluster) == 0);
  CHECK(reason(registry()) == RouteReason::outside_scope);  // the other thread's scope is not this one's
  scope.reset();
  CHECK(registry.is_open());
}

TEST_CASE("What is opened while a thread is ending ends with the registry", "[ambient][SS-3]") {
  struct Late {
    ScopedSession* registry{nullptr};
    bool* read{nullptr};
    ~Late() {
      if (registry != nullptr) *read = registry->operator()().execute("SELECT a FROM t").engine == "master";
    }
  };
  FakeCluster cluster;
  bool read = false;
  {
    ScopedSession registry{*cluster};
    on_another_thread([&] {
      static thread_local Late late;  // before the first use of the registry, so that it ends after
      late.registry = &registry;
      late.read = &read;
      static_cast<void>(registry());
    });
    CHECK(read);
  }
  CHECK(open_sessions() == 0);
}

TEST_CASE("A registry may end while other threads have sessions of it", "[ambient][SS-3]") {
  FakeCluster cluster;
  ScopedSession other{*cluster};
  auto registry = std::make_unique<ScopedSession>(*cluster);
  Gate gate;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      static_cast<void>(other());
      registry->operator()().execute("BEGIN");
      const AmbientScope scope{*cluster, UnitOfWork{}};
      registry->operator()().execute("SET @a = 1");
      gate.pass();
      CHECK(other().has_written() == false);
    });
  }
  {
    const OpenAtExit open_at_exit{gate};
    gate.await_arrivals(2);
    registry.reset();
    CHECK(leased(cluster) == 0);
    CHECK(open_sessions() == 2);
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(open_sessions() == 0);
}

TEST_CASE("A registry ends after the sessions that other threads are ending", "[ambient][SS-3]") {
  const auto observer = std::make_shared<EndObserver>();
  FakeCluster cluster{2, observed_by(observer)};
  auto registry = std::make_unique<ScopedSession>(*cluster);
  Gate gate;
  const OpenAtExit open_at_exit{gate};
  std::atomic<bool> session_over{false};
  bool over_before_registry = false;
  observer->action = [&] {
    gate.pass();
    session_over = true;
  };
  std::thread ending{[&] { queue(registry->operator()(), 1); }};
  gate.await_arrivals(1);
  std::thread destroying{[&] {
    registry.reset();
    over_before_registry = session_over;
  }};
  gate.open();
  ending.join();
  destroying.join();
  CHECK(over_before_registry);
}

TEST_CASE("What runs at the end of a session may use the registry: no lock is held", "[ambient][SS-2]") {
  const auto observer = std::make_shared<EndObserver>();
  FakeCluster cluster{2, observed_by(observer)};
  ScopedSession registry{*cluster};
  std::string seen;
  observer->action = [&] {
    seen += registry.is_open() ? "open" : "closed";
    seen += " " + engine(registry()) + ";";
    registry.remove();
  };
  queue(registry(), 1);
  registry.remove();
  {
    const AmbientScope scope{*cluster, leaning_to(Target::master())};
    queue(registry(), 1);
  }
  on_another_thread([&] { queue(registry(), 1); });
  CHECK(seen == "closed master;closed master;closed master;");
}

}  // namespace rwsplit
