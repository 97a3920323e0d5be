#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/master_params.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using Parameters = std::multimap<std::string, std::string>;

std::vector<std::string> names(const MasterParams& params) {
  std::vector<std::string> names;
  for (const MasterParam& item : params.items()) names.push_back(item.name);
  return names;
}

}  // namespace

TEST_CASE("a parameter asks for the master by being there", "[request][D-10][TG-17][W17][MA-6]") {
  struct Case {
    const char* name;
    Parameters parameters;
    bool found;
  };
  const std::vector<Case> cases{
      {"?m=1", {{"m", "1"}}, true},  {"?m=", {{"m", ""}}, true},
      {"?m=0", {{"m", "0"}}, true},  {"?m=false", {{"m", "false"}}, true},
      {"none", {}, false},           {"?x=m", {{"x", "m"}}, false},
      {"?M=1", {{"M", "1"}}, false}, {"?mm=1", {{"mm", "1"}}, false},
  };
  for (const auto& [name, parameters, found] : cases) {
    CAPTURE(name);
    Parameters of_request = parameters;
    CHECK(MasterParams{"m"}.take(of_request) == found);
    CHECK(of_request.count("m") == 0);
  }
}

TEST_CASE("every listed parameter is looked for, and consumed if it is to be", "[request][D-10][TG-18][W17][MA-6]") {
  struct Case {
    const char* name;
    MasterParams params;
    Parameters before;
    bool found;
    Parameters after;
  };
  const std::vector<Case> cases{
      {"both are there", {"m", "n"}, {{"m", "1"}, {"n", "2"}, {"x", "3"}}, true, {{"x", "3"}}},
      {"the second alone", {"m", "n"}, {{"n", ""}}, true, {}},
      {"one is kept", {{"m", true}, {"n", false}}, {{"m", "1"}, {"n", "2"}}, true, {{"n", "2"}}},
      {"the kept one alone", {{"m", true}, {"n", false}}, {{"n", "2"}}, true, {{"n", "2"}}},
      {"given several times", {"m"}, {{"m", "1"}, {"m", "2"}, {"x", "3"}}, true, {{"x", "3"}}},
      {"neither", {"m", "n"}, {{"x", "3"}}, false, {{"x", "3"}}},
      {"nothing is listed", {}, {{"m", "1"}}, false, {{"m", "1"}}},
  };
  for (const auto& [name, params, before, found, after] : cases) {
    CAPTURE(name);
    Parameters of_request = before;
    CHECK(params.take(of_request) == found);
    CHECK(of_request == after);
  }
}

TEST_CASE("a text is one parameter's name, never its letters", "[request][TG-19][W17]") {
  CHECK(names(MasterParams{"master"}) == std::vector<std::string>{"master"});
  CHECK(names(MasterParams{std::string{"ab"}}) == std::vector<std::string>{"ab"});
  // Two texts in braces are two names: a pointer is no bool, and two pointers are no text.
  CHECK(names(MasterParams{{"m", "n"}}) == std::vector<std::string>{"m", "n"});
  CHECK(MasterParams{{"m", false}}.items().front().consume == false);
}

TEST_CASE("any map with names will do", "[request]") {
  std::map<std::string, int> map{{"m", 1}};
  CHECK(MasterParams{"m"}.take(map));
  CHECK(map.empty());
  std::unordered_multimap<std::string, std::string> unordered{{"m", "1"}, {"m", "2"}};
  CHECK(MasterParams{"m"}.take(unordered));
  CHECK(unordered.empty());
}

TEST_CASE("lists of parameters merge, and one that is consumed in either is", "[request][D-3]") {
  const MasterParams merged = MasterParams{{"m", false}, {"n", false}} | MasterParams{{"m", true}, {"o", false}};
  CHECK(merged == MasterParams{{"m", true}, {"n", false}, {"o", false}});
  CHECK(MasterParams{{"m", true}, {"m", false}} == MasterParams{"m"});
  CHECK(MasterParams{}.empty());
}

TEST_CASE("a parameter needs a name", "[request][MA-14]") { CHECK_THROWS_AS(MasterParams{""}, ConfigError); }

}  // namespace rwsplit
