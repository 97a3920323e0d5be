#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/path_rules.hpp>

#include "request/glob.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using detail::glob_matches;

/// By trying everything: obviously right, and slow.
bool naive(std::string_view glob, std::string_view path) {
  if (glob.empty()) return path.empty();
  if (glob.front() == '*') {
    std::size_t stars = 0;
    while (stars < glob.size() && glob[stars] == '*') ++stars;
    for (std::size_t length = 0; length <= path.size(); ++length) {
      if (stars == 1 && path.substr(0, length).find('/') != std::string_view::npos) return false;
      if (naive(glob.substr(stars), path.substr(length))) return true;
    }
    return false;
  }
  if (path.empty()) return false;
  const bool same = glob.front() == path.front() || (glob.front() == '?' && path.front() != '/');
  return same && naive(glob.substr(1), path.substr(1));
}

rc::Gen<std::string> text_of(const std::string& characters, int longest) {
  return rc::gen::resize(longest, rc::gen::container<std::string>(rc::gen::elementOf(characters)));
}

}  // namespace

TEST_CASE("a glob stands for a whole path", "[request][DR-14]") {
  struct Case {
    const char* glob;
    const char* path;
    bool matches;
  };
  const std::vector<Case> cases{
      {"/entries", "/entries", true},
      {"/entries", "/entries/", false},
      {"/entries", "/entrie", false},
      {"/entries", "/Entries", false},
      {"/entries/*", "/entries/7", true},
      {"/entries/*", "/entries/", true},
      {"/entries/*", "/entries", false},
      {"/entries/*", "/entries/7/edit", false},
      {"/entries/*/edit", "/entries/7/edit", true},
      {"/entries/*/edit", "/entries/7/8/edit", false},
      {"/admin/**", "/admin/", true},
      {"/admin/**", "/admin/a/b/c", true},
      {"/admin/**", "/admin", false},
      {"/admin**", "/admin", true},
      {"/admin**", "/admin/a", true},
      {"**", "", true},
      {"**", "/any/thing", true},
      {"*", "", true},
      {"*", "name", true},
      {"*", "/", false},
      {"**/edit", "/a/b/edit", true},
      {"**/edit", "/edit", true},
      {"**/edit", "/a/edit/b", false},
      {"/**/x/**", "/a/x/x/b", true},
      {"/**/x/**", "/x/b", false},
      {"***", "/a/b", true},
      {"/a***b", "/a/c/b", true},
      {"/?", "/a", true},
      {"/?", "/", false},
      {"/?", "/ab", false},
      {"/a?b", "/a/b", false},
      {"/*a*b*", "/xaxbx", true},
      {"/*a*b*", "/xbxax", false},
      {"blog.views.list", "blog.views.list", true},
      {"blog.views.*", "blog.views.list", true},
      {"/[ab]", "/a", false},
      {"/[ab]", "/[ab]", true},
      {"/\\*", "/\\x", true},
  };
  for (const auto& [glob, path, matches] : cases) {
    CAPTURE(glob, path);
    CHECK(glob_matches(glob, path) == matches);
    CHECK(naive(glob, path) == matches);
  }
}

TEST_CASE("the glob matcher agrees with one that tries everything", "[request]") {
  rc::check("for any glob and path", [] {
    const std::string glob = *text_of("ab/***?", 12);
    const std::string path = *text_of("aabb//", 14);
    RC_ASSERT(glob_matches(glob, path) == naive(glob, path));
  });
  rc::check("for a glob and a path made from it", [] {
    const std::string glob = *text_of("ab/***?", 12);
    std::string path;
    for (const char c : glob) {
      if (c == '*')
        path += *text_of("ab/", 3);
      else
        path += c == '?' ? 'a' : c;
    }
    RC_ASSERT(glob_matches(glob, path) == naive(glob, path));
  });
}

TEST_CASE("a hostile path takes no longer than another", "[request]") {
  // By backtracking this would not end.
  std::string glob;
  for (int i = 0; i < 60; ++i) glob += i % 2 == 0 ? "**a" : "*a";
  glob += "b";
  std::string path;
  for (int i = 0; i < 2000; ++i) path += i % 50 == 49 ? '/' : 'a';
  CHECK_FALSE(glob_matches(glob, path));
  CHECK(glob_matches(glob, path + "aab"));
}

TEST_CASE("the first path rule that matches counts", "[request][DR-14]") {
  const PathRules rules{{"/admin/reports/**", NamedTarget::engine("reporting")},
                        {"/admin/**", NamedTarget::master()},
                        {"/**", NamedTarget::replica()}};
  REQUIRE(rules.match("/admin/reports/7") != nullptr);
  CHECK(rules.match("/admin/reports/7")->target.name() == "reporting");
  CHECK(rules.match("/admin/users") == &rules.rules()[1]);
  CHECK(rules.match("/entries") == &rules.rules()[2]);
  CHECK(rules.match("entries") == nullptr);
  CHECK(rules.match("") == nullptr);
  CHECK(PathRules{}.match("/") == nullptr);
  CHECK(PathRules{}.empty());
}

TEST_CASE("a glob is neither empty nor longer than it may be", "[request][MA-14]") {
  PathRules rules;
  CHECK_THROWS_AS(rules.add({.glob = ""}), ConfigError);
  const std::string longest(PathRules::max_glob, '*');
  CHECK_THROWS_AS(rules.add({.glob = longest + "a"}), ConfigError);
  CHECK(rules.empty());
  rules.add({.glob = longest});
  CHECK(rules.match("/any/path") != nullptr);
  const std::string exact = "/" + std::string(PathRules::max_glob - 1, 'a');
  CHECK(glob_matches(exact, exact));
  CHECK_FALSE(glob_matches(exact + "a", exact + "a"));
}

}  // namespace rwsplit
