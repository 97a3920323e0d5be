#include <string>
#include <vector>

#include <rwsplit/error/unknown_engine.hpp>

#include "request/judge.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using detail::judge;
using detail::UnitOfWork;

const Topology topology{.engines = {{.name = "master", .role = Role::master},
                                    {.name = "replica1", .role = Role::replica, .aliases = {"east"}},
                                    {.name = "reporting", .role = Role::replica}}};

const RequestOptions trusting{.path_rules = {{"/reports/**", NamedTarget::engine("reporting")},
                                             {"/live/**", NamedTarget::master()},
                                             {"/archive/**", NamedTarget::replica()}},
                              .trust_state_header = true};

RequestOptions distrusting() {
  RequestOptions options = trusting;
  options.trust_state_header = false;
  return options;
}

Declaration leaning(const RequestOptions& options, const RequestHints& hints) {
  return judge(options, hints, {}, {}, topology).leaning;
}

}  // namespace

TEST_CASE("header before path before method", "[request][DR-14][O-6c]") {
  struct Case {
    const char* name;
    RequestHints hints;
    Declaration leaning;
  };
  const Target reporting = Target::engine(2);
  const std::vector<Case> cases{
      {"GET", {.method = Method::get}, {Target::automatic(), RouteReason::method}},
      {"POST", {.method = Method::post}, {Target::master(), RouteReason::method}},
      {"path over GET", {.method = Method::get, .path = "/live/x"}, {Target::master(), RouteReason::path_rule}},
      {"path over POST", {.method = Method::post, .path = "/archive/x"}, {Target::replica(), RouteReason::path_rule}},
      {"an engine by path", {.method = Method::get, .path = "/reports/x"}, {reporting, RouteReason::path_rule}},
      {"header over GET", {.method = Method::get, .state = "master"}, {Target::master(), RouteReason::state_header}},
      {"header over POST",
       {.method = Method::post, .state = "replica"},
       {Target::replica(), RouteReason::state_header}},
      {"header over path",
       {.method = Method::get, .path = "/live/x", .state = "replica"},
       {Target::replica(), RouteReason::state_header}},
      {"no such path", {.method = Method::post, .path = "/x"}, {Target::master(), RouteReason::method}},
  };
  for (const auto& [name, hints, expected] : cases) {
    CAPTURE(name);
    CHECK(leaning(trusting, hints) == expected);
  }
}

TEST_CASE("a header counts only with exactly one of two values", "[request][DR-14]") {
  for (const std::string_view state :
       {"", "Master", "MASTER", " master", "master ", "slave", "replica1", "reporting"}) {
    CAPTURE(state);
    CHECK(leaning(trusting, {.method = Method::get, .state = state}).reason == RouteReason::method);
  }
}

TEST_CASE("a header that is not trusted changes nothing", "[request][MA-7][W14]") {
  for (const std::string_view state : {"master", "replica"}) {
    for (const Method method : {Method::get, Method::post}) {
      for (const std::string_view path : {"/", "/live/x", "/archive/x"}) {
        CAPTURE(state, path);
        CHECK(leaning(distrusting(), {.method = method, .path = path, .state = state}) ==
              leaning(distrusting(), {.method = method, .path = path}));
      }
    }
  }
}

TEST_CASE("which methods only read is an option", "[request][D-5][FR-2]") {
  const RequestOptions seeds{.safe_methods = {Method::get, Method::head}};
  const RequestOptions none{.safe_methods = {}};
  for (const Method method : {Method::get, Method::head, Method::options, Method::trace, Method::post, Method::put,
                              Method::patch, Method::delete_, Method::connect, Method::other}) {
    CAPTURE(to_string(method));
    const auto reads = [&](const RequestOptions& options) {
      return leaning(options, {.method = method}).target == Target::automatic();
    };
    CHECK(reads({}) == safe_methods.has(method));
    CHECK(reads(seeds) == (method == Method::get || method == Method::head));
    CHECK_FALSE(reads(none));
  }
  CHECK(leaning({}, {}).target == Target::master());  // nothing said about the method
}

TEST_CASE("what a handler is declared to be binds, and a parameter beats it", "[request][O-6a][O-6b][TG-16]") {
  const auto intent = [](const HandlerPolicy& policy, bool master_parameter) {
    return judge({}, {.method = Method::get, .master_parameter = master_parameter}, policy, {}, topology).intent;
  };
  const Declaration asked{Target::master(), RouteReason::master_parameter};
  CHECK(intent({}, false).target == Target::automatic());
  CHECK(intent(HandlerPolicy::master(), false) == Declaration{Target::master(), RouteReason::handler});
  CHECK(intent(HandlerPolicy::replica(), false) == Declaration{Target::replica(), RouteReason::handler});
  CHECK(intent(HandlerPolicy::engine("reporting"), false) == Declaration{Target::engine(2), RouteReason::handler});
  for (const HandlerPolicy& policy : {HandlerPolicy::automatic(), HandlerPolicy::master(), HandlerPolicy::replica(),
                                      HandlerPolicy::engine("reporting")}) {
    CHECK(intent(policy, true) == asked);
  }
}

TEST_CASE("a pin that holds is handed on", "[request][O-6a]") {
  for (const bool valid : {true, false}) {
    const UnitOfWork unit = judge({}, {.method = Method::get}, {}, {.unknown = valid}, topology);
    CHECK(unit.request_pin == valid);
    CHECK(unit.causal.required.empty());
    CHECK_FALSE(unit.has_written);
    CHECK_FALSE(unit.sticky_replica.has_value());
  }
}

TEST_CASE("a unit of work begins with what the request carries, of a master that is still to be compared",
          "[request]") {
  const auto position = Position::parse(Flavor::mariadb, "0-1-7");
  REQUIRE(position.has_value());
  const UnitOfWork unit = judge({}, {.method = Method::get}, {}, {.position = *position}, topology);
  CHECK_FALSE(unit.request_pin);
  CHECK_FALSE(unit.has_written);
  CHECK(unit.causal.required.get() == *position);
  CHECK(unit.causal.origin == 0);
  CHECK(unit.causal.knows_its_writes());
}

TEST_CASE("an engine that does not exist is reported with those that do", "[request][D-12][TG-8][W10][MA-16]") {
  const auto what = [](const HandlerPolicy& policy, const RequestHints& hints, const RequestOptions& options) {
    try {
      static_cast<void>(judge(options, hints, policy, {}, topology));
    } catch (const UnknownEngine& error) {
      return std::string{error.what()};
    }
    return std::string{"taken"};
  };
  const auto names_all = [](const std::string& text, const std::string& wrong) {
    CAPTURE(text);
    CHECK(text.find("\"" + wrong + "\"") != std::string::npos);
    CHECK(text.find("master, replica1, east, reporting") != std::string::npos);
  };
  names_all(what(HandlerPolicy::engine("reportign"), {}, {}), "reportign");
  names_all(what(HandlerPolicy::engine("reportign"), {.master_parameter = true}, {}), "reportign");
  const RequestOptions options{.path_rules = {{"/a", NamedTarget::engine("replica9")}}};
  names_all(what({}, {.path = "/a"}, options), "replica9");
  CHECK(what({}, {.path = "/a"}, options).find("\"/a\"") != std::string::npos);
  CHECK(what({}, {.path = "/b"}, options) == "taken");
  CHECK_THROWS_AS(detail::require_known_engines(options.path_rules, topology), UnknownEngine);
  CHECK_NOTHROW(detail::require_known_engines(trusting.path_rules, topology));
}

}  // namespace rwsplit
