// What a unit of work requires, and when a replica has to be looked at again.

#include <cstddef>
#include <memory>

#include <rwsplit/session/required_position.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

using namespace rwsplit;
using rwsplit::detail::RequiredPosition;

namespace {

[[nodiscard]] Position mariadb(const char* text) { return Position::parse(Flavor::mariadb, text).value(); }

struct Replica {
  Engine engine{
      Role::replica, std::make_shared<testing::FakeDriver>(), {}, testing::calm_pool(), [](Engine&, const PoolEvent&) {
      }};
  [[nodiscard]] detail::KnownPosition& known() { return engine.known_position(); }
};

}  // namespace

TEST_CASE("required position: a replica that was found to have it is not looked at again", "[session][consistency]") {
  Replica replica;
  Replica other;
  RequiredPosition required{mariadb("0-1-5")};
  CHECK_FALSE(required.is_covered_by(replica.engine));
  replica.known().learn(mariadb("0-1-5"));
  CHECK(required.is_covered_by(replica.engine));
  CHECK(required.is_covered_by(replica.engine));
  CHECK_FALSE(required.is_covered_by(other.engine));
  SECTION("it went on") { replica.known().replace(mariadb("0-1-9"), replica.known().learned()); }
  SECTION("nothing new is required") { required.merge({}); }
  SECTION("what it has is required as well") { required.merge(mariadb("0-1-4")); }
  CHECK(required.is_covered_by(replica.engine));
}

TEST_CASE("required position: what changes is looked at again", "[session][consistency]") {
  Replica replica;
  replica.known().learn(mariadb("0-1-5"));
  RequiredPosition required{mariadb("0-1-5")};
  CHECK(required.is_covered_by(replica.engine));
  SECTION("more is required") { required.merge(mariadb("0-1-6")); }
  SECTION("of another server") { required.merge(mariadb("0-2-1")); }
  SECTION("something else is required") { required = mariadb("0-1-6"); }
  SECTION("the replica went back") { replica.known().replace(mariadb("0-1-4"), replica.known().learned()); }
  SECTION("the replica is forgotten") { replica.known().forget(); }
  CHECK_FALSE(required.is_covered_by(replica.engine));
}
