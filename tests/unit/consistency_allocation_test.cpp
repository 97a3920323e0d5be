#include <chrono>
#include <cstdint>
#include <string>

#include <rwsplit/consistency/causal_token.hpp>

#include "bench/allocation_count.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

const std::string uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

Position mysql(const std::string& intervals) { return Position::parse(Flavor::mysql, uuid + ":" + intervals).value(); }

Position mariadb(const std::string& text) { return Position::parse(Flavor::mariadb, text).value(); }

template <class Action>
[[nodiscard]] std::uint64_t allocations_of(Action action) {
  const std::uint64_t before = bench::allocations();
  action();
  return bench::allocations() - before;
}

}  // namespace

TEST_CASE("a position that knows the server takes its next write without an allocation", "[consistency][allocation]") {
  Position session = mysql("1-100");
  const Position next = mysql("101");
  const Position among_others = mysql("50-60:70");
  Position other = mariadb("0-1-5,1-1-5");
  const Position other_next = mariadb("1-1-6");
  const std::uint64_t count = allocations_of([&] {
    session.merge(next);
    session.merge(among_others);
    other.merge(other_next);
  });
  CHECK(count == 0);
  CHECK(session == mysql("1-101"));
  CHECK(other == mariadb("0-1-5,1-1-6"));
}

TEST_CASE("asking a position allocates nothing", "[consistency][allocation]") {
  const Position replica = mysql("1-100:105-200");
  const Position required = mysql("99:200");
  const Position other = mariadb("0-1-5,0-2-7,1-1-5");
  const Position other_required = mariadb("0-2-7");
  bool contains = true;
  std::uint64_t distance = 0;
  const std::uint64_t count = allocations_of([&] {
    contains = replica.contains(required) && other.contains(other_required) && !replica.contains(other);
    distance = required.distance_to(replica) + other_required.distance_to(other);
  });
  CHECK(count == 0);
  CHECK(contains);
  CHECK(distance == 194 + 5);
}

}  // namespace rwsplit
