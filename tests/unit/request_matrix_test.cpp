// The test matrix of the required behaviour: method by mark, every cell.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/read_only_violation.hpp>

#include "request_scene.hpp"

namespace rwsplit {
namespace {

using namespace testing;

/// The columns: what is declared on the handler.
struct Marks {
  HandlerPolicy none{};
  HandlerPolicy master = HandlerPolicy::master();
  HandlerPolicy replica = HandlerPolicy::replica();
  HandlerPolicy both = HandlerPolicy::replica() | HandlerPolicy::master();
  HandlerPolicy both_reversed = HandlerPolicy::master() | HandlerPolicy::replica();

  [[nodiscard]] std::array<HandlerPolicy, 5> all() const { return {none, master, replica, both, both_reversed}; }
};

/// m, r, or x for a refusal; one letter per column.
template <class Statement>
std::string row(Cluster& cluster, const RequestRules& rules, Method method, const Statement& statement) {
  std::string cells;
  for (const HandlerPolicy& policy : Marks{}.all()) {
    RequestScope scope{cluster, rules, {.method = method}, policy};
    try {
      cells += std::string{statement(scope)}.substr(0, 1);
    } catch (const ReadOnlyViolation&) {
      cells += 'x';
    }
  }
  return cells;
}

std::string a_read(RequestScope& scope) { return read(scope.session()); }
std::string a_write(RequestScope& scope) { return write(scope.session()); }

struct Scene {
  FakeCluster cluster{2};
  RequestRules rules{signed_with('a')};

  template <class Statement>
  [[nodiscard]] std::string row(Method method, const Statement& statement) {
    return rwsplit::row(*cluster, rules, method, statement);
  }
};

}  // namespace

// Columns: no mark, master, replica, both, both the other way round.

TEST_CASE("matrix: reads of GET and HEAD", "[request][M-1][FR-1][FR-3][FR-4][D-3]") {
  Scene scene;
  for (const Method method : {Method::get, Method::head}) {
    CAPTURE(to_string(method));
    CHECK(scene.row(method, a_read) == "rmrmm");
  }
}

TEST_CASE("matrix: reads of OPTIONS and TRACE", "[request][M-2][D-5][DR-13]") {
  Scene scene;
  for (const Method method : {Method::options, Method::trace}) {
    CAPTURE(to_string(method));
    CHECK(scene.row(method, a_read) == "rmrmm");
  }
}

TEST_CASE("matrix: reads of POST, PUT, PATCH and DELETE", "[request][M-3][FR-2][FR-5]") {
  Scene scene;
  for (const Method method :
       {Method::post, Method::put, Method::patch, Method::delete_, Method::connect, Method::other}) {
    CAPTURE(to_string(method));
    CHECK(scene.row(method, a_read) == "mmrmm");
  }
}

TEST_CASE("matrix: reads of a GET while automatic reads on replicas are off", "[request][M-4][D-6][FR-20][O-6b]") {
  Scene scene;
  scene.cluster->set_auto_read_on_replica(false);
  CHECK(scene.row(Method::get, a_read) == "mmrmm");
  CHECK(scene.row(Method::post, a_read) == "mmrmm");
}

TEST_CASE("matrix: a write in a GET", "[request][M-5][D-1][FR-5][FR-26][W4]") {
  Scene scene;
  for (const Method method : {Method::get, Method::head, Method::post, Method::delete_}) {
    CAPTURE(to_string(method));
    CHECK(scene.row(method, a_write) == "mmxmm");
  }
  CHECK(scene.cluster.statements(1) + scene.cluster.statements(2) == 0);
}

TEST_CASE("matrix: a read after that write", "[request][M-6][O-6a][FR-26]") {
  Scene scene;
  const auto write_and_read = [](RequestScope& scope) {
    write(scope.session());
    return read(scope.session());
  };
  CHECK(scene.row(Method::get, write_and_read) == "mmxmm");
}

TEST_CASE("matrix: what a response gets does not depend on its status, but on a write",
          "[request][M-7][M-8][M-9][D-9][DR-16][W13]") {
  // Nobody tells the scope about the response: 200, 303 or an error are all the same to it.
  Scene scene;
  const auto pin_after = [](RequestScope& scope) { return scope.response_pin() ? "pin" : "no pin"; };
  const auto pin_after_write = [&](RequestScope& scope) {
    write(scope.session());
    return pin_after(scope);
  };
  const auto pin_after_read = [&](RequestScope& scope) {
    static_cast<void>(read(scope.session()));
    return pin_after(scope);
  };
  for (const Method method : {Method::get, Method::post, Method::put, Method::delete_}) {
    CAPTURE(to_string(method));
    CHECK(scene.row(method, pin_after_write) == "ppxpp");
    CHECK(scene.row(method, pin_after_read) == "nnnnn");
    CHECK(scene.row(method, pin_after) == "nnnnn");
  }
}

TEST_CASE("matrix: the set of methods of the seeds", "[request][D-5][FR-2]") {
  FakeCluster cluster{2};
  const RequestRules rules{signed_with('a', {.safe_methods = {Method::get, Method::head}})};
  CHECK(row(*cluster, rules, Method::head, a_read) == "rmrmm");
  CHECK(row(*cluster, rules, Method::options, a_read) == "mmrmm");
  CHECK(row(*cluster, rules, Method::trace, a_read) == "mmrmm");
}

TEST_CASE("matrix: without replicas the same rules hold", "[request][FR-10][D-1][W16][MA-10][TG-1]") {
  FakeCluster cluster{0};
  const RequestRules rules{signed_with('a')};
  for (const Method method : {Method::get, Method::post}) {
    CHECK(row(*cluster, rules, method, a_read) == "mmmmm");
    CHECK(row(*cluster, rules, method, a_write) == "mmxmm");
  }
}

TEST_CASE("matrix: the emergency switch sends everything to the master", "[request][O-2]") {
  Scene scene;
  scene.cluster->set_enabled(false);
  CHECK(scene.row(Method::get, a_read) == "mmmmm");
  CHECK(scene.row(Method::get, a_write) == "mmmmm");
}

}  // namespace rwsplit
