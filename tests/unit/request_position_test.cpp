// Pins and headers that say what has to be visible: who may read it on a replica, and who must not.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>

#include "request/carried.hpp"
#include "request/pin.hpp"
#include "request_position_scene.hpp"
#include "request_scene.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr RequestHints get{.method = Method::get};
constexpr RequestHints post{.method = Method::post};
constexpr const char* fresh_enough = "replica1: by statement";
constexpr const char* too_late = "master: no fresh replica";
constexpr const char* by_pin = "master: request pin";

/// A cluster that is behind, and rules of an application whose callers are services as well.
struct Scene {
  explicit Scene(ClusterConfig config = {}) : cluster{std::make_shared<PositionedServers>(), std::move(config)} {}

  PositionedCluster cluster;
  HandClock clock;
  RequestRules rules{signed_with('a', {.token_header = "X-Rwsplit-Token"}), clock};

  void catch_up() const { cluster.servers()->catch_up(); }
  [[nodiscard]] std::chrono::sys_seconds now() const { return std::chrono::floor<std::chrono::seconds>(clock()); }

  /// Where a GET reads that brings this pin and this token.
  [[nodiscard]] std::string read_with(std::string_view pin, std::string_view token = {}) {
    RequestScope scope{*cluster, rules, {.method = Method::get, .pin = pin, .token = token}};
    return read(scope.session());
  }
  /// A pin of these rules with any token.
  [[nodiscard]] std::string pin_with(std::string_view token) const {
    return detail::sign_pin(detail::PinKey{secret_of('a')}, "rwsplit_pin", {.expires = now() + 5s, .token = token});
  }
};

Position position(Flavor flavor, std::string_view text) {
  const auto parsed = Position::parse(flavor, text);
  REQUIRE(parsed.has_value());
  return *parsed;
}
Position mariadb(std::string_view text) { return position(Flavor::mariadb, text); }
Position mysql(std::string_view text) { return position(Flavor::mysql, text); }

constexpr std::string_view one_source = "11111111-2222-3333-4444-555555555555:1-7";

}  // namespace

// ---- The pin ----

TEST_CASE("the request after a write reads on a replica as soon as that has it", "[request][D-9][FR-27][O-6a]") {
  Scene scene;
  const std::string pin = pin_of_a_write(*scene.cluster, scene.rules).value;
  CHECK(scene.read_with({}) == fresh_enough);  // somebody else
  CHECK(scene.read_with(pin) == too_late);
  CHECK(scene.read_with(pin) == too_late);
  scene.catch_up();
  CHECK(scene.read_with(pin) == fresh_enough);
  CHECK(scene.rules.statistics() ==
        PinStatistics{.issued = 1, .issued_with_position = 1, .honored = 3, .honored_with_position = 3});
}

TEST_CASE("a pin with a position expires as any other", "[request][D-9]") {
  Scene scene;
  const PinCookie pin = pin_of_a_write(*scene.cluster, scene.rules);
  CHECK(pin.max_age == 5s);
  scene.clock.advance(4999ms);
  CHECK(scene.read_with(pin.value) == too_late);
  scene.clock.advance(1ms);
  CHECK(scene.read_with(pin.value) == fresh_enough);
  CHECK(scene.rules.statistics().expired == 1);
}

TEST_CASE("a pin with a position is understood by another process", "[request][D-9]") {
  Scene scene;
  const std::string pin = pin_of_a_write(*scene.cluster, scene.rules).value;
  PositionedCluster other{scene.cluster.servers()};
  const RequestRules rules{signed_with('a'), scene.clock};
  const auto read_there = [&] {
    RequestScope scope{*other, rules, {.method = Method::get, .pin = pin}};
    return read(scope.session());
  };
  CHECK(read_there() == too_late);
  scene.catch_up();
  CHECK(read_there() == fresh_enough);
}

TEST_CASE("a pin has the position of a write if that of all writes is known", "[request][D-9][O-6a]") {
  struct Case {
    const char* name;
    std::function<void(RoutingSession&)> work;
    bool known;
  };
  const auto read_on_master = [](RoutingSession& db) {
    CHECK(db.using_engine("master").query_one<std::string>("SELECT name") == "master");
  };
  const std::vector<Case> cases{
      {"a write", [](RoutingSession& db) { write(db); }, true},
      {"a transaction",
       [](RoutingSession& db) { db.transaction([](Transaction& tx) { tx.execute("UPDATE t SET a = 1"); }); }, true},
      {"a read on a replica before it",
       [](RoutingSession& db) {
         static_cast<void>(db.using_engine("replica1").query_one<std::string>("SELECT name"));
         write(db);
       },
       true},
      {"a write that changed nothing, alone", [](RoutingSession& db) { db.execute("UPDATE nothing"); }, false},
      {"a write that changed nothing",
       [](RoutingSession& db) {
         write(db);
         db.execute("UPDATE nothing");
       },
       true},
      {"a write that failed, and may have changed something",
       [](RoutingSession& db) {
         write(db);
         CHECK_THROWS_AS(db.execute(runtime_sql("FAIL")), ServerError);
       },
       false},
      {"a write whose outcome is unknown",
       [](RoutingSession& db) {
         write(db);
         CHECK_THROWS_AS(db.execute(runtime_sql("LOSE")), Error);
       },
       false},
      {"a read on the master after it",
       [&](RoutingSession& db) {
         write(db);
         read_on_master(db);
       },
       true},
  };
  for (const auto& [name, work, known] : cases) {
    CAPTURE(name);
    Scene scene;
    RequestScope scope{*scene.cluster, scene.rules, get};
    work(scope.session());
    const auto pin = scope.response_pin();
    REQUIRE(pin.has_value());
    CHECK(scene.rules.statistics().issued_with_position == (known ? 1 : 0));
    CHECK(scene.read_with(pin->value) == (known ? too_late : by_pin));
    scene.catch_up();
    CHECK(scene.read_with(pin->value) == (known ? fresh_enough : by_pin));
  }
}

TEST_CASE("a pin within an open transaction has no position", "[request][D-9]") {
  Scene scene;
  RequestScope scope{*scene.cluster, scene.rules, post};
  Transaction tx{scope.session()};
  tx.execute("UPDATE t SET a = 1");
  const auto pin = scope.response_pin();
  REQUIRE(pin.has_value());
  CHECK(scene.read_with(pin->value) == by_pin);
}

TEST_CASE("what the master is known to have had later stands for what was seen there", "[request]") {
  Scene scene;
  RequestScope scope{*scene.cluster, scene.rules, post};
  write(scope.session());
  CHECK(read(scope.session()) == "master: method");
  detail::MasterHistory& history = scene.cluster->master_history();
  history.learn(history.begin_round({}), 1, mariadb("0-1-2"));
  const auto pin = scope.response_pin();
  REQUIRE(pin.has_value());
  CHECK(scene.read_with(pin->value) == too_late);
}

TEST_CASE("a pin stands for the writes of the pin that it replaces", "[request][D-9]") {
  Scene scene;
  const std::string first = pin_of_a_write(*scene.cluster, scene.rules).value;
  SECTION("at a known position") {
    // Of the second request nothing is known but what it brings.
    RequestScope scope{*scene.cluster, scene.rules, {.method = Method::post, .pin = first}};
    scope.session().execute("UPDATE nothing");
    const auto second = scope.response_pin();
    REQUIRE(second.has_value());
    CHECK(scene.read_with(second->value) == too_late);
  }
  SECTION("at an unknown position") {
    RequestScope scope{*scene.cluster, scene.rules, {.method = Method::post, .pin = scene.pin_with("")}};
    write(scope.session());
    const auto second = scope.response_pin();
    REQUIRE(second.has_value());
    CHECK(scene.read_with(second->value) == by_pin);
  }
}

TEST_CASE("a pin with a token that is of no use holds without it", "[request][W14][MA-8]") {
  const auto lifetime = ClusterConfig{}.token_lifetime;
  struct Case {
    const char* name;
    std::function<std::string(const Scene&)> token;
  };
  const std::vector<Case> cases{
      {"none", [](const Scene&) { return ""; }},
      {"a text that is none", [](const Scene&) { return "dG9rZW4"; }},
      {"the word of services", [](const Scene&) { return std::string{detail::unknown_position}; }},
      {"one without a position",
       [](const Scene& s) {
         return CausalToken{{}, 1, s.now()}.to_string();
       }},
      {"one that is too old",
       [&](const Scene& s) {
         return CausalToken{mariadb("0-1-1"), 1, s.now() - lifetime - 1s}.to_string();
       }},
      {"one of another kind of server",
       [](const Scene& s) {
         return CausalToken{mysql(one_source), 1, s.now()}.to_string();
       }},
  };
  for (const auto& [name, token] : cases) {
    CAPTURE(name);
    Scene scene;
    detail::MasterHistory& history = scene.cluster->master_history();
    history.learn(history.begin_round({}), 1, mariadb("0-1-1"));
    CHECK(scene.read_with(scene.pin_with(token(scene))) == by_pin);
    CHECK(scene.rules.statistics() == PinStatistics{.honored = 1});
  }
  Scene scene;
  CHECK(scene.read_with(scene.pin_with(CausalToken{{}, 1, scene.now()}.to_string())) == by_pin);
  const auto oldest = CausalToken{mariadb("0-1-1"), 1, scene.now() - lifetime};
  CHECK(scene.read_with(scene.pin_with(oldest.to_string())) == fresh_enough);
}

TEST_CASE("tokens last for ever if that is what the cluster says", "[request]") {
  Scene scene{{.token_lifetime = 0s}};
  const auto token = CausalToken{mariadb("0-1-1"), 1, std::chrono::sys_seconds{1s}};
  CHECK(scene.read_with(scene.pin_with(token.to_string())) == fresh_enough);
}

TEST_CASE("a lost position is told once to the one who brings its pin", "[request]") {
  Scene scene;
  const std::string pin = pin_of_a_write(*scene.cluster, scene.rules).value;
  scene.cluster.servers()->lose_everything();
  RequestScope scope{*scene.cluster, scene.rules, {.method = Method::get, .pin = pin}};
  CHECK_FALSE(scope.response_pin().has_value());
  CHECK_THROWS_AS(read(scope.session()), CausalTokenLost);
  const auto next = scope.response_pin();  // although nothing was written
  REQUIRE(next.has_value());
  CHECK(read(scope.session()) == too_late);
  CHECK(scene.read_with(next->value) == too_late);
  scene.catch_up();
  CHECK(scene.read_with(next->value) == fresh_enough);
}

TEST_CASE("a level that asks for nothing waits for nothing, with a pin as well", "[request]") {
  Scene scene{{.consistency = Consistency::eventual()}};
  const std::string pin = pin_of_a_write(*scene.cluster, scene.rules).value;
  CHECK(scene.read_with(pin) == fresh_enough);
  CHECK(scene.read_with(scene.pin_with("")) == fresh_enough);
}

TEST_CASE("a handler for a replica reads what a pin stands for", "[request][O-6b][DR-15]") {
  Scene scene;
  const std::string pin = pin_of_a_write(*scene.cluster, scene.rules).value;
  const RequestHints hints{.method = Method::get, .pin = pin};
  {
    RequestScope late{*scene.cluster, scene.rules, hints, HandlerPolicy::replica()};
    CHECK(read(late.session()) == too_late);
  }
  scene.catch_up();
  RequestScope fresh{*scene.cluster, scene.rules, hints, HandlerPolicy::replica()};
  CHECK(read(fresh.session()) == "replica1: handler");
}

// ---- The header between services ----

TEST_CASE("a service that is called sees what its caller has written", "[request]") {
  Scene scene{{.token_lifetime = 0s}};  // sessions' tokens are of the real time, these rules' clock is not
  RequestScope caller{*scene.cluster, scene.rules, post};
  write(caller.session());
  const std::string token = caller.response_token();
  CHECK(token == caller.session().token().to_string());
  const RequestHints hints = scene.rules.hints_from({.method = "GET", .token_header = token});
  CHECK(hints.token == token);
  CHECK(scene.read_with({}, hints.token) == too_late);
  scene.catch_up();
  CHECK(scene.read_with({}, hints.token) == fresh_enough);
  CHECK(scene.rules.statistics() == PinStatistics{});
}

TEST_CASE("the header counts only where it has a name", "[request][W14]") {
  Scene scene;
  RequestScope writer{*scene.cluster, scene.rules, post};
  write(writer.session());
  const std::string token = writer.response_token();
  const RequestRules off{signed_with('a'), scene.clock};
  RequestScope scope{*scene.cluster, off, {.method = Method::get, .token = token}};
  CHECK(read(scope.session()) == fresh_enough);
  write(scope.session());
  CHECK(scope.response_token().empty());
}

TEST_CASE("a header that says something is never ignored", "[request]") {
  struct Case {
    const char* name;
    std::function<std::string(const Scene&)> token;
    const char* read;
  };
  const std::vector<Case> cases{
      {"none", [](const Scene&) { return ""; }, fresh_enough},
      {"nothing has to be visible", [](const Scene&) { return CausalToken{}.to_string(); }, fresh_enough},
      {"what every server has",
       [](const Scene& s) {
         return CausalToken{mariadb("0-1-1"), 1, s.now()}.to_string();
       },
       fresh_enough},
      {"nobody knows the position", [](const Scene&) { return std::string{detail::unknown_position}; }, by_pin},
      {"no token", [](const Scene&) { return "anything, with blanks"; }, by_pin},
      {"something long", [](const Scene&) { return std::string(100'000, 'A'); }, by_pin},
      {"too old",
       [](const Scene&) {
         return CausalToken{mariadb("0-1-1"), 1, {}}.to_string();
       },
       by_pin},
  };
  for (const auto& [name, token, expected] : cases) {
    CAPTURE(name);
    Scene scene;
    CHECK(scene.read_with({}, token(scene)) == expected);
  }
}

TEST_CASE("a made-up token shows nothing else, and is told to the one who sent it", "[request][W14]") {
  Scene scene;
  const std::string token = CausalToken{mariadb("0-1-999999"), 1, scene.now()}.to_string();
  CHECK_THROWS_AS(scene.read_with({}, token), CausalTokenLost);
  CHECK(scene.read_with({}) == fresh_enough);
}

TEST_CASE("pin and header together stand for both", "[request]") {
  Scene scene;
  const std::string everywhere = CausalToken{mariadb("0-1-1"), 1, scene.now()}.to_string();
  const std::string written = CausalToken{mariadb("0-1-2"), 1, scene.now()}.to_string();
  const std::string elsewhere = CausalToken{mysql(one_source), 1, scene.now()}.to_string();
  static_cast<void>(scene.cluster.servers()->write());
  CHECK(scene.read_with(scene.pin_with(everywhere), everywhere) == fresh_enough);
  CHECK(scene.read_with(scene.pin_with(written), everywhere) == too_late);
  CHECK(scene.read_with(scene.pin_with(everywhere), written) == too_late);
  CHECK(scene.read_with(scene.pin_with(everywhere), elsewhere) == by_pin);
  CHECK(scene.read_with(scene.pin_with(everywhere), detail::unknown_position) == by_pin);
  CHECK(scene.read_with(scene.pin_with(""), everywhere) == by_pin);
}

TEST_CASE("the token for the caller says what is not known, too", "[request]") {
  Scene scene;
  scene.cluster->master_history().note_master(1, 0);
  {
    RequestScope scope{*scene.cluster, scene.rules, get};
    CHECK(scope.response_token().empty());
    CHECK(read(scope.session()) == fresh_enough);
    const auto seen = CausalToken::parse(scope.response_token());
    REQUIRE(seen.has_value());
    CHECK(seen->position() == mariadb("0-1-1"));
  }
  {
    RequestScope scope{*scene.cluster, scene.rules, post};
    Transaction tx{scope.session()};
    tx.execute("UPDATE t SET a = 1");
    CHECK(scope.response_token() == detail::unknown_position);
  }
  RequestScope scope{*scene.cluster, scene.rules, {.method = Method::post, .pin = scene.pin_with("")}};
  write(scope.session());
  CHECK(scope.response_token() == detail::unknown_position);
}

TEST_CASE("a pin has no position if another master than the compared one may have changed something", "[request]") {
  constexpr std::uint32_t compared = 1;
  detail::MasterHistory history;
  const auto round = history.round();
  history.learn_former(history.begin_round({}), compared, mariadb("0-1-7"));
  const auto pin_after_change_on = [&](std::uint32_t master) {
    detail::UnitOfWork unit{.has_written = true};
    unit.causal = {.mark = detail::CausalState::Mark{.round = round, .origin = master, .changed = true},
                   .origin = compared};
    return detail::token_of_writes(unit, history, {});
  };
  const auto token = CausalToken::parse(pin_after_change_on(compared));
  REQUIRE(token.has_value());
  CHECK(token->position() == mariadb("0-1-7"));
  CHECK(pin_after_change_on(2).empty());
  CHECK(pin_after_change_on(0).empty());  // nobody knows which
}

TEST_CASE("a token too long to be read is not sent", "[request]") {
  std::vector<MariadbGtid> gtids;
  for (std::uint32_t domain = 0; domain < 2'000; ++domain) gtids.push_back({domain, 1, 1'000'000'000});
  const Position wide{MariadbPosition{std::move(gtids)}};
  CHECK(detail::token_text(CausalToken{wide, 1, {}}) == detail::unknown_position);
  CHECK(detail::token_of_writes({.has_written = true, .causal = {.required = wide}}, {}, {}).empty());
  CHECK(detail::token_text({}).empty());
}

}  // namespace rwsplit
