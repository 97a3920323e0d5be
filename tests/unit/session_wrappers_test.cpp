#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/scope_already_open.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/with_engine.hpp>
#include <rwsplit/session/with_master.hpp>
#include <rwsplit/session/with_replica.hpp>
#include <rwsplit/session/with_replica_until_removed.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::FakeCluster;

[[nodiscard]] std::string engine(RoutingSession& db) { return std::string{db.execute("SELECT a FROM t").engine}; }
[[nodiscard]] RouteReason reason(RoutingSession& db) { return db.execute("SELECT a FROM t").reason; }

[[nodiscard]] std::string plain_function(RoutingSession& db, int) { return engine(db); }

struct Shop {
  std::string name{"shop"};

  [[nodiscard]] std::string engine_of(RoutingSession& db, const std::string& suffix) const {
    return engine(db) + suffix;
  }
  [[nodiscard]] std::string& name_on(RoutingSession& db) {
    name = engine(db);
    return name;
  }
  [[nodiscard]] std::size_t length(int factor) const { return name.size() * static_cast<std::size_t>(factor); }
};

/// Says which of its ways to be called was taken.
struct Ways {
  std::string operator()(RoutingSession&) & { return "lvalue"; }
  std::string operator()(RoutingSession&) const& { return "const"; }
  std::string operator()(RoutingSession&) && { return "rvalue"; }
};

struct Immovable {
  explicit Immovable(int given) : value{given} {}
  Immovable(const Immovable&) = delete;
  Immovable& operator=(const Immovable&) = delete;
  int value;
};

}  // namespace

// ---- With the session as an argument ----

TEST_CASE("A wrapped function runs where its wrapper says, and nothing is left afterwards",
          "[wrapper][SO-2][SO-3][TG-11][FR-4]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};
  CHECK(with_master(engine)(db) == "master");
  CHECK(with_replica(engine)(db) != "master");
  CHECK(with_engine("replica2", engine)(db) == "replica2");
  CHECK(with_engine("master", engine)(db) == "master");
  CHECK(reason(db) == RouteReason::by_statement);
  CHECK_THROWS_AS(with_replica([](RoutingSession& session) { session.execute("UPDATE t SET a = 1"); })(db),
                  ReadOnlyViolation);
  CHECK_FALSE(db.has_written());
}

TEST_CASE("A replica is the default, and the function for the master is the exception", "[wrapper][SO-3][D-7]") {
  FakeCluster cluster;
  RoutingSession db{*cluster, {.intent = NamedTarget::replica()}};
  const std::string replica = engine(db);
  CHECK(replica != "master");
  CHECK(with_master([](RoutingSession& session) { return session.execute("UPDATE t SET a = 1").engine; })(db) ==
        "master");
  CHECK(with_master(engine)(db) == "master");
  CHECK(with_replica(engine)(db) == replica);  // the one replica of this unit of work
}

TEST_CASE("In an open transaction a wrapper opens no second connection", "[wrapper][SO-2][SO-4][O-1]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};
  Transaction transaction{db};
  CHECK(with_replica(engine)(db) == "master");
  CHECK(with_engine("replica1", reason)(db) == RouteReason::transaction);
}

TEST_CASE("Of composed wrappers the innermost wins, in any composition",
          "[wrapper][D-2][TG-20][DR-22][DR-23][W18][W19]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};
  CHECK(with_master(with_replica(engine))(db) != "master");
  CHECK(with_replica(with_master(engine))(db) == "master");
  CHECK(with_engine("replica1", with_engine("replica2", engine))(db) == "replica2");
  CHECK(with_replica(with_engine("replica1", with_master(engine)))(db) == "master");
  const std::function<std::string(RoutingSession&)> wrapped_once_more = with_engine("replica2", engine);
  CHECK(with_master(wrapped_once_more)(db) == "replica2");  // what it is wrapped in loses no mark
  {
    const UseMaster around{db};
    CHECK(with_engine("replica1", engine)(db) == "replica1");
    CHECK(engine(db) == "master");
  }
  const auto with_guard_inside = with_master([](RoutingSession& session) {
    const UseEngine inside{session, "replica1"};
    return engine(session);
  });
  CHECK(with_guard_inside(db) == "replica1");
}

TEST_CASE("A wrapper hands everything through: arguments, results, references, void", "[wrapper]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};

  SECTION("arguments and results that can only be moved") {
    const auto twice = with_master([](RoutingSession&, std::unique_ptr<int> number) {
      *number *= 2;
      return number;
    });
    CHECK(*twice(db, std::make_unique<int>(21)) == 42);
  }
  SECTION("results that cannot even be moved") {
    CHECK(with_master([](RoutingSession&, int number) { return Immovable{number}; })(db, 3).value == 3);
  }
  SECTION("references stay references") {
    int number = 1;
    const auto same = with_replica([](RoutingSession&, int& given) -> int& { return ++given; });
    static_assert(std::is_same_v<decltype(same(db, number)), int&>);
    CHECK(&same(db, number) == &number);
    CHECK(number == 2);
    const auto rvalue = with_replica([](RoutingSession&, int&& given) -> int&& { return std::move(given); });
    static_assert(std::is_same_v<decltype(rvalue(db, 1)), int&&>);
  }
  SECTION("void") {
    bool called = false;
    const auto nothing =
        with_engine("replica1", [&](RoutingSession& session) { called = engine(session) == "replica1"; });
    static_assert(std::is_void_v<decltype(nothing(db))>);
    nothing(db);
    CHECK(called);
  }
  SECTION("a session as its base") {
    CHECK(with_master([](auto& session) { return session.execute("SELECT a FROM t").engine; })(db) == "master");
    CHECK(with_master([](Executor& on) { return on.execute("SELECT a FROM t").engine; })(db) == "master");
  }
}

TEST_CASE("Everything that can be called can be wrapped", "[wrapper]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};

  SECTION("a function") {
    CHECK(with_engine("replica1", plain_function)(db, 1) == "replica1");
    CHECK(with_engine("replica1", &plain_function)(db, 1) == "replica1");
  }
  SECTION("member functions, after their object") {
    Shop shop;
    CHECK(with_master(&Shop::engine_of)(shop, db, "!") == "master!");
    CHECK(with_master(&Shop::engine_of)(&shop, db, "!") == "master!");
    CHECK(with_master(&Shop::engine_of)(std::make_unique<Shop>(), db, "!") == "master!");
    CHECK(with_master(&Shop::engine_of)(Shop{}, db, "!") == "master!");
    CHECK(&with_engine("replica1", &Shop::name_on)(shop, db) == &shop.name);
    CHECK(shop.name == "replica1");
  }
  SECTION("member functions of the session itself") {
    db.enqueue("UPDATE t SET a = 1");
    CHECK(with_replica(&RoutingSession::queued)(db) == 1);
    with_replica (&RoutingSession::flush)(db);
    CHECK(db.has_written());
  }
  SECTION("what changes when it is called") {
    auto count = with_master([calls = 0](RoutingSession&) mutable { return ++calls; });
    CHECK(count(db) == 1);
    CHECK(count(db) == 2);
    static_assert(!std::invocable<const decltype(count)&, RoutingSession&>);
  }
  SECTION("as what the wrapper is called") {
    auto ways = with_master(Ways{});
    CHECK(ways(db) == "lvalue");
    CHECK(std::as_const(ways)(db) == "const");
    CHECK(std::move(ways)(db) == "rvalue");
  }
  SECTION("what can only be moved") {
    auto wrapped = with_master([number = std::make_unique<int>(7)](RoutingSession&) { return *number; });
    static_assert(!std::is_copy_constructible_v<decltype(wrapped)>);
    auto moved = std::move(wrapped);
    CHECK(moved(db) == 7);
  }
  SECTION("and nothing that cannot be called so") {
    const auto wrapped = with_master(plain_function);
    static_assert(std::invocable<decltype(wrapped)&, RoutingSession&, int>);
    static_assert(!std::invocable<decltype(wrapped)&, RoutingSession&>);
    static_assert(!std::invocable<decltype(wrapped)&, RoutingSession&, std::string>);
    static_assert(!std::invocable<decltype(wrapped)&, int>);
  }
}

TEST_CASE("An exception leaves nothing behind, at any depth of wrappers", "[wrapper][W5][DR-22][DR-24][TG-11]") {
  struct Failure {
    int depth;
  };
  FakeCluster cluster;
  RoutingSession db{*cluster};
  for (int failing = 0; failing < 4; ++failing) {
    const auto at = [&](int depth) {
      return [&failing, depth](RoutingSession&, const auto& next) {
        if (depth == failing) throw Failure{depth};
        return next();
      };
    };
    const auto deepest = [&] { return with_master(at(3))(db, [] { return 0; }); };
    const auto deeper = [&] { return with_replica(at(2))(db, deepest); };
    const auto deep = [&] { return with_engine("replica1", at(1))(db, deeper); };
    try {
      with_master(at(0))(db, deep);
      FAIL_CHECK("no exception at depth " << failing);
    } catch (const Failure& failure) {
      CHECK(failure.depth == failing);
    }
    CHECK(reason(db) == RouteReason::by_statement);
  }
}

TEST_CASE("A wrapper with a name that no engine has fails before the function runs", "[wrapper][D-12][MA-16][TG-8]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};
  bool called = false;
  const auto wrapped = with_engine("replica9", [&](RoutingSession&) { called = true; });
  for (const bool enabled : {true, false}) {
    cluster->set_enabled(enabled);
    CHECK_THROWS_AS(wrapped(db), UnknownEngine);
  }
  CHECK_FALSE(called);
  cluster->set_enabled(true);
  CHECK(reason(db) == RouteReason::by_statement);
}

// ---- With the ambient session ----

TEST_CASE("Wrapped functions that ask the registry", "[wrapper][ambient][SO-2][TG-14][FR-4]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster, {.outside_scope = OutsideScope::automatic}};
  const auto where = [&] { return engine(registry()); };
  CHECK(with_master(registry, where)() == "master");
  CHECK(registry.is_open());
  CHECK(with_replica(registry, where)() != "master");
  CHECK(with_engine(registry, "replica2", where)() == "replica2");
  CHECK(with_replica(registry, with_master(registry, where))() == "master");
  CHECK(with_master(registry, with_engine(registry, "replica1", where))() == "replica1");
  CHECK(with_master(registry, [&](RoutingSession& db) { return engine(db); })(registry()) == "master");
  CHECK(reason(registry()) == RouteReason::by_statement);

  SECTION("arguments, results, member functions, changing and moving ones") {
    const auto twice = with_master(registry, [](std::unique_ptr<int> number) {
      *number *= 2;
      return number;
    });
    CHECK(*twice(std::make_unique<int>(21)) == 42);
    int number = 1;
    CHECK(&with_master(registry, [](int& given) -> int& { return given; })(number) == &number);
    CHECK(with_master(registry, &Shop::length)(Shop{}, 2) == 8);
    auto count = with_master(registry, [calls = 0]() mutable { return ++calls; });
    CHECK(count() == 1);
    CHECK(count() == 2);
    static_assert(!std::invocable<const decltype(count)&>);
    auto once = with_master(registry, [kept = std::make_unique<int>(7)] { return *kept; });
    CHECK(std::move(once)() == 7);
    CHECK(with_master(registry, [] { return Immovable{5}; })().value == 5);
  }
  SECTION("exceptions") {
    CHECK_THROWS_AS(with_master(registry, with_replica(registry, [&] { registry().execute("UPDATE t SET a = 1"); }))(),
                    ReadOnlyViolation);
    CHECK(reason(registry()) == RouteReason::by_statement);
  }
  SECTION("a function that removes the session it runs on") {
    const auto removes = with_master(registry, [&] {
      registry.remove();
      return reason(registry());
    });
    CHECK(removes() == RouteReason::by_statement);  // the guard went with its session
    CHECK(reason(registry()) == RouteReason::by_statement);
  }
}

TEST_CASE("A function can put the rest of its scope on a replica", "[wrapper][ambient][SO-1][SS-1]") {
  FakeCluster cluster;
  ScopedSession registry{*cluster};
  const auto first =
      with_replica_until_removed(registry, [&](int number) { return engine(registry()) + std::to_string(number); });
  const std::string where = first(1);
  CHECK(where.substr(0, 7) == "replica");
  CHECK(engine(registry()) + "1" == where);  // beyond the function
  CHECK(registry().last_decision().reason == RouteReason::intent);
  CHECK_THROWS_AS(registry().execute("UPDATE t SET a = 1"), ReadOnlyViolation);
  CHECK(with_master(registry, [&] { return engine(registry()); })() == "master");

  CHECK_THROWS_AS(first(2), ScopeAlreadyOpen);  // it has to come first
  registry.remove();
  CHECK(engine(registry()) == "master");
  CHECK_THROWS_AS(first(3), ScopeAlreadyOpen);
  registry.remove();

  struct Failure {};
  const auto failing = with_replica_until_removed(registry, [] { throw Failure{}; });
  CHECK_THROWS_AS(failing(), Failure);
  CHECK(reason(registry()) == RouteReason::intent);  // it lasts, as the seed's does, until the session is removed
}

}  // namespace rwsplit
