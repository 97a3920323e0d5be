#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/session/with_master.hpp>

#include "request_scene.hpp"

namespace rwsplit {
namespace {

using namespace testing;

struct Scene {
  explicit Scene(std::size_t replicas = 1) : cluster{replicas} {}

  FakeCluster cluster;
  RequestRules rules{signed_with('a')};
};

constexpr RequestHints get{.method = Method::get};
constexpr RequestHints post{.method = Method::post};

void in_another_thread(const std::function<void()>& work) { std::thread{work}.join(); }

}  // namespace

TEST_CASE("the names that programs use are spelt as they are", "[request][FR-6]") {
  FakeCluster cluster{1};
  const RequestOptions options{.safe_methods = safe_methods,
                               .path_rules = {{"/admin/**", NamedTarget::master()}},
                               .master_params = {"m"},
                               .trust_state_header = false,
                               .state_header = "X-Rwsplit-State",
                               .pin = {.enabled = true, .cookie = "rwsplit_pin", .signing_key = secret_of('a')}};
  const RequestRules rules{options};
  const HandlerPolicy policies[] = {HandlerPolicy::automatic(), HandlerPolicy::master(), HandlerPolicy::replica(),
                                    HandlerPolicy::engine("replica1")};
  for (const HandlerPolicy& policy : policies) {
    RequestScope scope{*cluster, rules, rules.hints_from({.method = "GET", .path = "/"}), policy};
    RoutingSession& db = scope.session();
    const UseMaster on_master{db};
    const UseReplica on_replica{db};
    const UseEngine on_engine{db, "replica1"};
    const UseAutomatic automatic{db};
    CHECK(db.using_engine("master").query_one<std::string>("SELECT name") == "master");
    CHECK_FALSE(scope.response_pin().has_value());
  }
}

TEST_CASE("the standard rules serve requests without rules", "[request][FR-9]") {
  FakeCluster cluster{1};
  {
    RequestScope scope{*cluster, {.method = Method::get, .path = "/no/such/page"}};
    CHECK(read(scope.session()) == "replica1: by statement");
  }
  RequestScope scope{*cluster, {.method = Method::post}, HandlerPolicy::replica()};
  CHECK(read(scope.session()) == "replica1: handler");
  RequestScope unsafe{*cluster, post};
  CHECK(read(unsafe.session()) == "master: method");
}

TEST_CASE("handler and parameter, pin, header, path, method, in this order", "[request][DR-14][DR-15][O-6a][O-6c]") {
  FakeCluster cluster{2};
  RequestOptions options = signed_with('a', {.path_rules = {{"/m", NamedTarget::master()},
                                                            {"/r", NamedTarget::replica()},
                                                            {"/2", NamedTarget::engine("replica2")}},
                                             .trust_state_header = true});
  const RequestRules rules{options};
  const std::string pin = pin_of_a_write(*cluster, rules).value;
  struct Case {
    const char* name;
    RequestHints hints;
    HandlerPolicy policy;
    const char* reason;
    bool on_master;
  };
  const HandlerPolicy none;
  const HandlerPolicy to_replica = HandlerPolicy::replica();
  const std::vector<Case> cases{
      {"a parameter", {.method = Method::get, .path = "/r", .master_parameter = true}, none, "master parameter", true},
      {"a parameter over a handler",
       {.method = Method::get, .master_parameter = true},
       to_replica,
       "master parameter",
       true},
      {"a handler for the master", {.path = "/r", .state = "replica"}, HandlerPolicy::master(), "handler", true},
      {"a handler for a replica", {.path = "/m", .state = "master"}, to_replica, "handler", false},
      {"a pin over a handler for a replica", {.method = Method::get, .pin = pin}, to_replica, "request pin", true},
      {"a pin over the header", {.method = Method::get, .pin = pin, .state = "replica"}, none, "request pin", true},
      {"a pin over a path", {.method = Method::get, .path = "/r", .pin = pin}, none, "request pin", true},
      {"the header over a path", {.path = "/m", .state = "replica"}, none, "state header", false},
      {"the header over the method", {.method = Method::get, .state = "master"}, none, "state header", true},
      {"a path over the method", {.method = Method::post, .path = "/r"}, none, "path rule", false},
      {"a path with an engine", {.method = Method::get, .path = "/2"}, none, "path rule", false},
      {"a method that writes", {.method = Method::post, .path = "/x"}, none, "method", true},
      {"a method that reads", {.method = Method::get, .path = "/x"}, none, "by statement", false},
  };
  for (const auto& [name, hints, policy, reason, on_master] : cases) {
    CAPTURE(name);
    RequestScope scope{*cluster, rules, hints, policy};
    const std::string found = read(scope.session());
    CAPTURE(found);
    CHECK(to_string(scope.session().last_decision().reason) == reason);
    CHECK((found.substr(0, 6) == "master") == on_master);
  }
  RequestScope by_path{*cluster, rules, {.method = Method::get, .path = "/2"}};
  CHECK(read(by_path.session()) == "replica2: path rule");
}

TEST_CASE("what clients send can ask for the master alone, and never breaks a write", "[request][W14]") {
  FakeCluster cluster{1};
  const RequestRules trusting{signed_with('a', {.trust_state_header = true})};
  RequestScope scope{*cluster, trusting, {.method = Method::post, .state = "replica"}};
  CHECK(read(scope.session()) == "replica1: state header");
  CHECK(write(scope.session()) == "master: not a read");
}

TEST_CASE("guards and handles in a request come before what it declares", "[request][FR-12][O-4][D-2][TG-2][TG-3]") {
  Scene scene{2};
  RequestScope reading{*scene.cluster, scene.rules, get};
  {
    const UseMaster guard{reading.session()};
    CHECK(read(reading.session()) == "master: guard");
  }
  CHECK(reading.session().using_engine("replica2").query_one<std::string>("SELECT name") == "replica2");
  RequestScope writing{*scene.cluster, scene.rules, post, HandlerPolicy::master()};
  const UseEngine guard{writing.session(), "replica2"};
  CHECK(read(writing.session()) == "replica2: guard");
  {
    const UseAutomatic automatic{writing.session()};
    CHECK(read(writing.session()) == "master: handler");
  }
  CHECK(read(writing.session()) == "replica2: guard");
}

TEST_CASE("a request keeps its replica, also over a section on the master", "[request][D-7][DR-6][O-8]") {
  Scene scene{3};
  for (int request = 0; request < 20; ++request) {
    RequestScope scope{*scene.cluster, scene.rules, get};
    const std::string first = read(scope.session());
    CHECK(read(scope.session()) == first);
    {
      const UseMaster guard{scope.session()};
      CHECK(read(scope.session()) == "master: guard");
    }
    for (int i = 0; i < 5; ++i) CHECK(read(scope.session()) == first);
  }
}

TEST_CASE("all sessions of a request use one replica and see its writes", "[request][D-7][W3][W22]") {
  Scene scene{3};
  ScopedSession registry{*scene.cluster};
  ScopedSession second{*scene.cluster};
  for (int request = 0; request < 10; ++request) {
    RequestScope scope{*scene.cluster, scene.rules, get};
    const std::string engine = engine_of_read(scope.session());
    CHECK(engine_of_read(registry()) == engine);
    CHECK(engine_of_read(second()) == engine);
    write(second());
    CHECK(read(scope.session()) == "master: has written");
    CHECK(read(registry()) == "master: has written");
    CHECK(scope.response_pin().has_value());
  }
}

TEST_CASE("a write in a GET reaches the master, and the request reads there from then on",
          "[request][FR-26][O-5][M-5][M-6][W4]") {
  Scene scene;
  RequestScope scope{*scene.cluster, scene.rules, get};
  CHECK(read(scope.session()) == "replica1: by statement");
  CHECK(write(scope.session()) == "master: not a read");
  CHECK(read(scope.session()) == "master: has written");
  CHECK(scope.response_pin().has_value());
}

TEST_CASE("what a hook asks early decides nothing for later", "[request][FR-16][FR-17][TG-21][W9]") {
  Scene scene;
  const auto authenticate = [](RoutingSession& db) {
    const UseMaster guard{db};  // passwords are never stale
    CHECK(read(db) == "master: guard");
  };
  RequestScope scope{*scene.cluster, scene.rules, get};
  authenticate(scope.session());
  CHECK(read(scope.session()) == "replica1: by statement");
  scene.cluster->set_auto_read_on_replica(false);
  CHECK(read(scope.session()) == "master: automatic off");

  // The scope is there before the hook, so what the handler is declared to be counts for the hook as well.
  RequestScope declared{*scene.cluster, scene.rules, get, HandlerPolicy::master()};
  CHECK(read(declared.session()) == "master: handler");
}

TEST_CASE("the switch takes effect in the middle of a request", "[request][D-6][FR-20][MA-15][W29][O-6c]") {
  Scene scene;
  RequestScope automatic{*scene.cluster, scene.rules, get};
  RequestScope declared{*scene.cluster, scene.rules, get, HandlerPolicy::replica()};
  for (int i = 0; i < 3; ++i) {
    scene.cluster->set_auto_read_on_replica(true);
    CHECK(read(automatic.session()) == "replica1: by statement");
    CHECK(read(declared.session()) == "replica1: handler");
    scene.cluster->set_auto_read_on_replica(false);
    CHECK(read(automatic.session()) == "master: automatic off");
    CHECK(read(declared.session()) == "replica1: handler");
    const UseReplica guard{automatic.session()};
    CHECK(read(automatic.session()) == "replica1: guard");
  }
}

TEST_CASE("header and path rule stop with automatic reads as well", "[request][O-6c][D-6]") {
  FakeCluster cluster{1};
  const RequestRules rules{
      signed_with('a', {.path_rules = {{"/r", NamedTarget::replica()}}, .trust_state_header = true})};
  cluster->set_auto_read_on_replica(false);
  RequestScope by_path{*cluster, rules, {.method = Method::get, .path = "/r"}};
  CHECK(read(by_path.session()) == "master: automatic off");
  RequestScope by_header{*cluster, rules, {.method = Method::get, .state = "replica"}};
  CHECK(read(by_header.session()) == "master: automatic off");
}

TEST_CASE("nothing of a request is left for the next one on the thread", "[request][FR-18][FR-19][W5][W8][W9][DR-24]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  for (int i = 0; i < 2; ++i) {
    const auto serve_and_fail = [&] {
      RequestScope scope{registry, scene.rules, post, HandlerPolicy::master()};
      const UseMaster guard{scope.session()};
      Transaction tx{scope.session()};
      write(scope.session());
      throw std::runtime_error{"the handler failed"};
    };
    CHECK_THROWS_AS(serve_and_fail(), std::runtime_error);
    CHECK_FALSE(registry.is_open());
    RequestScope next{registry, scene.rules, get};
    CHECK(read(next.session()) == "replica1: by statement");
    CHECK_FALSE(next.response_pin().has_value());
    CHECK(next.session().query_one<std::string>("SELECT name") == "replica1");
  }
}

TEST_CASE("a request whose policy is wrong leaves nothing either", "[request][D-12][DR-11][TG-8][W10][W11][MA-16]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  const auto serve = [&] { const RequestScope scope{registry, scene.rules, get, HandlerPolicy::engine("replcia1")}; };
  CHECK_THROWS_AS(serve(), UnknownEngine);
  CHECK(read(registry()) == "master: outside scope");
  registry.remove();
  scene.cluster->set_auto_read_on_replica(false);
  CHECK_THROWS_AS(serve(), UnknownEngine);
  scene.cluster->set_enabled(false);
  CHECK_THROWS_AS(serve(), UnknownEngine);
  FakeCluster alone{0};
  const auto serve_alone = [&] { const RequestScope scope{*alone, scene.rules, get, HandlerPolicy::engine("x")}; };
  CHECK_THROWS_AS(serve_alone(), UnknownEngine);
}

TEST_CASE("threads that a request starts are not part of it", "[request][FR-15][DR-5][MA-9][D-4]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  RequestScope scope{registry, scene.rules, post, HandlerPolicy::replica()};
  CHECK(read(registry()) == "replica1: handler");
  in_another_thread([&] {
    CHECK(read(registry()) == "master: outside scope");
    CHECK(write(registry()) == "master: not a read");
    registry.remove();
  });
  CHECK_FALSE(scope.response_pin().has_value());
  CHECK(read(registry()) == "replica1: handler");
}

TEST_CASE("outside of a request the ambient session reads from the master", "[request][O-7][D-4][TG-4][DR-1][FR-13]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  CHECK(read(registry()) == "master: outside scope");
  {
    RequestScope scope{registry, scene.rules, get};
    CHECK(&scope.session() == &registry());
    CHECK(read(registry()) == "replica1: by statement");
    registry.remove();
    CHECK(read(scope.session()) == "replica1: by statement");
  }
  CHECK(read(registry()) == "master: outside scope");
  registry.remove();
}

TEST_CASE("requests within a request count for themselves", "[request]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  RequestScope outer{registry, scene.rules, post};
  CHECK(read(registry()) == "master: method");
  {
    RequestScope inner{registry, scene.rules, get};
    CHECK(read(registry()) == "replica1: by statement");
    write(registry());
    CHECK(inner.response_pin().has_value());
  }
  CHECK_FALSE(outer.response_pin().has_value());
  CHECK(read(registry()) == "master: method");
}

TEST_CASE("every registry's session ends with the request", "[request][W22][SO-6][MA-13]") {
  Scene scene;
  FakeCluster elsewhere{1};
  ScopedSession first{*scene.cluster};
  ScopedSession second{*scene.cluster, {.session = {.intent = NamedTarget::engine("replica1")}}};
  ScopedSession other{*elsewhere};
  {
    RequestScope scope{first, scene.rules, get};
    CHECK(read(scope.session()) == "replica1: by statement");
    CHECK(read(second()) == "replica1: intent");
    CHECK(read(other()) == "replica1: by statement");
    other().execute("BEGIN");
    CHECK(first.is_open());
  }
  CHECK_FALSE(first.is_open());
  CHECK_FALSE(second.is_open());
  CHECK_FALSE(other.is_open());
}

TEST_CASE("a scope may be a fiber instead of a thread", "[request][SS-4]") {
  FakeCluster cluster{1};
  std::uint64_t fiber = 1;
  const ScopeKeyFunction current = [&fiber] { return fiber; };
  RequestOptions options = signed_with('a');
  options.scope_key = current;
  const RequestRules rules{options};
  ScopedSession registry{*cluster, {.scope_key = current}};
  RequestScope first{registry, rules, get};
  CHECK(read(registry()) == "replica1: by statement");
  fiber = 2;
  CHECK(read(registry()) == "master: outside scope");
  {
    RequestScope second{*cluster, rules, post};
    registry.remove();
    fiber = 1;
    CHECK(read(registry()) == "replica1: by statement");
    fiber = 2;
  }
  registry.remove();
  fiber = 1;
  CHECK(read(registry()) == "replica1: by statement");
}

// ---- The pin ----

TEST_CASE("the request after a write sees it", "[request][D-9][FR-27][W12][DR-17]") {
  FakeCluster cluster{1};
  const HandClock clock;
  const RequestRules rules{signed_with('a'), clock};
  const std::string cookie = header_of(pin_of_a_write(*cluster, rules));
  const IncomingRequest next{.method = "GET", .path = "/", .cookie_header = cookie};
  for (int i = 0; i < 3; ++i) {  // whichever comes first: images, other tabs
    RequestScope scope{*cluster, rules, rules.hints_from(next)};
    CHECK(read(scope.session()) == "master: request pin");
    CHECK_FALSE(scope.response_pin().has_value());  // it wrote nothing, and the pin there is stays
  }
  clock.advance(std::chrono::seconds{5});
  RequestScope late{*cluster, rules, rules.hints_from(next)};
  CHECK(read(late.session()) == "replica1: by statement");
}

TEST_CASE("a pin is given if something was written, in whatever way", "[request][D-9][DR-16][W13]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  scene.cluster.fail("INSERT INTO t VALUES (1)", server_error(Cond::duplicate_key));
  struct Case {
    const char* name;
    std::function<void(RoutingSession&)> work;
    bool pin;
  };
  const std::vector<Case> cases{
      {"nothing", [](RoutingSession&) {}, false},
      {"a read", [](RoutingSession& db) { static_cast<void>(read(db)); }, false},
      {"a read on the master",
       [](RoutingSession& db) {
         const UseMaster guard{db};
         static_cast<void>(read(db));
       },
       false},
      {"a locking read",
       [](RoutingSession& db) { static_cast<void>(db.query_one<std::string>("SELECT name FROM t FOR UPDATE")); },
       false},
      {"an empty transaction", [](RoutingSession& db) { db.transaction([](Transaction&) {}); }, false},
      {"a read-only transaction",
       [](RoutingSession& db) {
         db.transaction(read_only,
                        [](Transaction& tx) { static_cast<void>(tx.query_one<std::string>("SELECT name")); });
       },
       false},
      {"queued writes", [](RoutingSession& db) { db.enqueue("UPDATE t SET a = 1"); }, false},
      {"a write refused before it was sent",
       [](RoutingSession& db) {
         const UseReplica guard{db};
         CHECK_THROWS_AS(db.execute("UPDATE t SET a = 1"), ReadOnlyViolation);
       },
       false},
      {"a write", [](RoutingSession& db) { write(db); }, true},
      {"a write by a handle", [](RoutingSession& db) { db.using_engine("master").execute("UPDATE t SET a = 1"); },
       true},
      {"a write under a guard",
       [](RoutingSession& db) {
         const UseMaster guard{db};
         write(db);
       },
       true},
      {"queued writes that were flushed",
       [](RoutingSession& db) {
         db.enqueue("UPDATE t SET a = 1");
         db.flush();
       },
       true},
      {"a transaction",
       [](RoutingSession& db) { db.transaction([](Transaction& tx) { tx.execute("UPDATE t SET a = 1"); }); }, true},
      {"a transaction that was rolled back",
       [](RoutingSession& db) {
         Transaction tx{db};
         tx.execute("UPDATE t SET a = 1");
         tx.rollback();
       },
       true},
      {"a write that failed",
       [](RoutingSession& db) { CHECK_THROWS_AS(db.execute("INSERT INTO t VALUES (1)"), ServerError); }, true},
      {"DDL", [](RoutingSession& db) { db.execute("CREATE TABLE u (a INT)"); }, true},
      {"a statement nobody understands", [](RoutingSession& db) { db.execute("FROBNICATE t"); }, true},
      {"a prepared statement, which may be a write", [](RoutingSession& db) { db.execute("EXECUTE s"); }, true},
  };
  for (const auto& [name, work, pin] : cases) {
    CAPTURE(name);
    for (const RequestHints& hints : {get, post}) {
      RequestScope scope{registry, scene.rules, hints};
      work(scope.session());
      CHECK(scope.response_pin().has_value() == pin);
      scope.session().discard_queue();
    }
  }
}

TEST_CASE("the pin outlives the session, and ends with the scope", "[request][DR-18]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  RequestScope scope{registry, scene.rules, post};
  write(registry());
  registry.remove();  // a framework's clean-up hook may run first
  CHECK(scope.response_pin().has_value());
  CHECK(read(registry()) == "master: has written");
  CHECK(scope.response_pin().has_value());
  CHECK(scene.rules.statistics().issued == 2);
}

TEST_CASE("what a prepared statement may have written is seen by the request's next session", "[request]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  ScopedSession other{*scene.cluster};
  RequestScope scope{registry, scene.rules, get};
  registry().execute("PREPARE s FROM 'UPDATE t SET a = 1'");
  CHECK(read(other()) == "replica1: by statement");
  registry().execute("EXECUTE s");
  CHECK(read(other()) == "master: has written");
  registry.remove();  // and with it the connection that kept its reads on the master
  CHECK(read(registry()) == "master: has written");
}

TEST_CASE("a write on another cluster is none on this one", "[request][D-9]") {
  Scene scene;
  FakeCluster elsewhere{1};
  ScopedSession other{*elsewhere};
  RequestScope scope{*scene.cluster, scene.rules, get};
  write(other());
  CHECK(read(other()) == "master: has written");
  CHECK(read(scope.session()) == "replica1: by statement");
  CHECK_FALSE(scope.response_pin().has_value());
}

TEST_CASE("a body that is streamed later is part of its request", "[request][DR-19]") {
  Scene scene;
  ScopedSession registry{*scene.cluster};
  scene.cluster.on(
      "SELECT n FROM three", [](FakeCall&) { return Reply{.rows = numbers(3)}; }, 1);
  // As servers have it: the handler returns something that the body comes from.
  const auto handler = [&]() -> std::function<std::string()> {
    const auto scope = std::make_shared<RequestScope>(registry, scene.rules, get);
    return [scope] {
      std::string body;
      for (const int number : scope->session().stream<int>("SELECT n FROM three")) body += std::to_string(number);
      return body + " " + read(scope->session());
    };
  };
  {
    const std::function<std::string()> body = handler();
    CHECK(registry.is_open() == false);
    CHECK(body() == "123 replica1: by statement");
    CHECK(registry.is_open());
  }
  CHECK_FALSE(registry.is_open());
  CHECK(read(registry()) == "master: outside scope");
  registry.remove();
}

// ---- Declaring handlers ----

TEST_CASE("wrapping a handler loses nothing of its policy", "[request][FR-7][W19][W25][D-3]") {
  Scene scene;
  using Handler = std::function<std::string(RoutingSession&)>;
  struct Route {
    Handler handler;
    HandlerPolicy policy{};
  };
  const auto logged = [](Handler handler) -> Handler {
    return [handler = std::move(handler)](RoutingSession& db) { return "logged " + handler(db); };
  };
  const auto serve = [&](const Route& route) {
    RequestScope scope{*scene.cluster, scene.rules, get, route.policy};
    return route.handler(scope.session());
  };
  const Handler plain = [](RoutingSession& db) { return read(db); };
  CHECK(serve({plain}) == "replica1: by statement");
  CHECK(serve({logged(plain), HandlerPolicy::master()}) == "logged master: handler");
  CHECK(serve({logged(logged(with_master(plain)))}) == "logged logged master: guard");
  // The function itself has no state that another route could see.
  CHECK(serve({plain}) == "replica1: by statement");
}

TEST_CASE("a transaction in a request keeps its connection", "[request][O-1][D-1]") {
  Scene scene;
  RequestScope scope{*scene.cluster, scene.rules, get};
  scope.session().transaction([&](Transaction& tx) {
    tx.execute("UPDATE t SET a = 1");
    CHECK(read(scope.session()) == "master: transaction");
  });
  RequestScope reading{*scene.cluster, scene.rules, get};
  Transaction tx{reading.session(), TransactionMode::read_only};
  CHECK(read(reading.session()) == "replica1: transaction");
  CHECK_THROWS_AS(write(reading.session()), ReadOnlyViolation);
  CHECK_FALSE(reading.response_pin().has_value());
}

TEST_CASE("a handler for a replica refuses writes before anything is sent, whatever the topology",
          "[request][D-1][FR-5][DR-10][TG-6][W4][W16][O-6b]") {
  for (const std::size_t replicas : {0U, 1U}) {
    for (const bool automatic : {true, false}) {
      for (const HandlerPolicy& policy :
           {HandlerPolicy::replica(), replicas > 0 ? HandlerPolicy::engine("replica1") : HandlerPolicy::replica()}) {
        CAPTURE(replicas, automatic);
        Scene scene{replicas};
        scene.cluster->set_auto_read_on_replica(automatic);
        RequestScope scope{*scene.cluster, scene.rules, post, policy};
        CHECK_THROWS_AS(write(scope.session()), ReadOnlyViolation);
        CHECK(scene.cluster.statements(0) == 0);
        CHECK_FALSE(scope.response_pin().has_value());
        CHECK(engine_of_read(scope.session()) == (replicas > 0 ? "replica1" : "master"));
      }
    }
  }
}

}  // namespace rwsplit
