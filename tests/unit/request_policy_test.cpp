#include <optional>
#include <string>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/handler_policy.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

/// As text, to compare and to show.
std::string spelt(const HandlerPolicy& policy) {
  if (!policy.target) return "automatic";
  if (!policy.target->name().empty()) return policy.target->name();
  return policy.target->resolve({}) == Target::master() ? "master" : "replica";
}

}  // namespace

TEST_CASE("of two declarations the stronger one counts, in any order", "[request][D-3][FR-3][TG-20][W18]") {
  const std::vector<HandlerPolicy> by_strength{HandlerPolicy::master(), HandlerPolicy::engine("replica2"),
                                               HandlerPolicy::replica(), HandlerPolicy::automatic()};
  for (std::size_t strong = 0; strong < by_strength.size(); ++strong) {
    for (std::size_t weak = strong; weak < by_strength.size(); ++weak) {
      const std::string expected = spelt(by_strength[strong]);
      CAPTURE(expected, spelt(by_strength[weak]));
      CHECK(spelt(by_strength[strong] | by_strength[weak]) == expected);
      CHECK(spelt(by_strength[weak] | by_strength[strong]) == expected);
    }
  }
}

TEST_CASE("a chain of declarations does not depend on how it is put together", "[request][D-3][W18]") {
  const HandlerPolicy m = HandlerPolicy::master();
  const HandlerPolicy e = HandlerPolicy::engine("replica2");
  const HandlerPolicy r = HandlerPolicy::replica();
  CHECK(spelt((r | e) | m) == "master");
  CHECK(spelt(r | (e | m)) == "master");
  CHECK(spelt((m | r) | e) == "master");
  CHECK(spelt((r | e) | r) == "replica2");
}

TEST_CASE("declarations with parameters add to each other and erase nothing", "[request][TG-20][W18]") {
  const HandlerPolicy with_parameters{.master_params = {"m"}};
  const HandlerPolicy both = HandlerPolicy::master() | with_parameters | HandlerPolicy{.master_params = {{"n", false}}};
  CHECK(spelt(both) == "master");
  CHECK(both.master_params == MasterParams{{"m", true}, {"n", false}});
  CHECK(spelt(with_parameters | HandlerPolicy::replica()) == "replica");
}

TEST_CASE("a handler cannot be declared for two engines", "[request][D-3][MA-14]") {
  const HandlerPolicy one = HandlerPolicy::engine("replica1");
  const HandlerPolicy two = HandlerPolicy::engine("replica2");
  CHECK(spelt(one | one) == "replica1");
  try {
    static_cast<void>(one | two);
    FAIL("two engines on one handler");
  } catch (const ConfigError& error) {
    const std::string what = error.what();
    CHECK(what.find("\"replica1\"") != std::string::npos);
    CHECK(what.find("\"replica2\"") != std::string::npos);
  }
  // That one of them is weaker than the master does not make it right.
  CHECK_THROWS_AS(one | two | HandlerPolicy::master(), ConfigError);
}

}  // namespace rwsplit
