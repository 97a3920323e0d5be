#include <rapidcheck.h>

#include <string>
#include <string_view>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "consistency_generators.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

const std::string uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

Position mysql(std::string_view intervals) {
  return Position::parse(Flavor::mysql, uuid + std::string{intervals}).value();
}

Position mariadb(std::string_view text) { return Position::parse(Flavor::mariadb, text).value(); }

Position merged(Position a, const Position& b) {
  a.merge(b);
  return a;
}

}  // namespace

TEST_CASE("a position is read as its flavor says", "[consistency]") {
  CHECK(mysql(":1-3").flavor() == Flavor::mysql);
  CHECK(mysql(":1-3").mysql() != nullptr);
  CHECK(mysql(":1-3").mariadb() == nullptr);
  CHECK(mysql(":1-3").to_string() == uuid + ":1-3");
  CHECK(mariadb("0-1-5").flavor() == Flavor::mariadb);
  CHECK(mariadb("0-1-5").mysql() == nullptr);
  CHECK(mariadb("0-1-5").mariadb() != nullptr);
  CHECK(mariadb("0-1-5").to_string() == "0-1-5");
  CHECK_FALSE(Position::parse(Flavor::mysql, "0-1-5"));
  CHECK_FALSE(Position::parse(Flavor::mariadb, uuid + ":1"));
  for (const Flavor flavor : {Flavor::sqlite, Flavor::unknown}) {
    CAPTURE(to_string(flavor));
    CHECK(Position::parse(flavor, "") == Position{});
    CHECK_FALSE(Position::parse(flavor, "0-1-5"));
    CHECK_FALSE(Position::parse(flavor, uuid + ":1"));
    CHECK_FALSE(Position::parse(flavor, " "));
  }
}

TEST_CASE("there is one empty position", "[consistency]") {
  for (const Position& empty : {Position{}, Position{MysqlGtidSet{}}, Position{MariadbPosition{}}, mariadb(""),
                                Position::parse(Flavor::mysql, "").value()}) {
    CHECK(empty == Position{});
    CHECK(empty.empty());
    CHECK(empty.flavor() == Flavor::unknown);
    CHECK(empty.mysql() == nullptr);
    CHECK(empty.mariadb() == nullptr);
    CHECK(empty.to_string().empty());
  }
  CHECK_FALSE(mariadb("0-1-5").empty());
}

TEST_CASE("a position contains none of another flavor, and everything contains the empty one", "[consistency]") {
  CHECK(Position{}.contains(Position{}));
  CHECK(mysql(":1-9").contains(Position{}));
  CHECK(mariadb("0-1-9").contains(Position{}));
  CHECK_FALSE(Position{}.contains(mysql(":1")));
  CHECK_FALSE(Position{}.contains(mariadb("0-1-1")));
  CHECK(mysql(":1-9").contains(mysql(":4")));
  CHECK_FALSE(mysql(":1-9").contains(mysql(":10")));
  CHECK(mariadb("0-1-9").contains(mariadb("0-1-4")));
  CHECK_FALSE(mariadb("0-1-9").contains(mariadb("0-1-10")));
  CHECK_FALSE(mysql(":1-9").contains(mariadb("0-1-1")));
  CHECK_FALSE(mariadb("0-1-9").contains(mysql(":1")));
}

TEST_CASE("positions of one flavor join", "[consistency]") {
  CHECK(merged(Position{}, Position{}) == Position{});
  CHECK(merged(Position{}, mysql(":5")) == mysql(":5"));
  CHECK(merged(mysql(":5"), Position{}) == mysql(":5"));
  CHECK(merged(Position{}, mariadb("0-1-5")) == mariadb("0-1-5"));
  CHECK(merged(mysql(":5"), mysql(":6")) == mysql(":5-6"));
  CHECK(merged(mariadb("0-1-5"), mariadb("0-2-6")) == mariadb("0-1-5,0-2-6"));
}

TEST_CASE("positions of two flavors do not join, and say so", "[consistency]") {
  Position position = mysql(":5");
  CHECK_THROWS_AS(position.merge(mariadb("0-1-5")), UsageError);
  CHECK(position == mysql(":5"));
  position = mariadb("0-1-5");
  try {
    position.merge(mysql(":5"));
    FAIL("joined");
  } catch (const UsageError& error) {
    CHECK(std::string{error.what()}.find("mariadb") != std::string::npos);
    CHECK(std::string{error.what()}.find("mysql") != std::string::npos);
  }
  CHECK(position == mariadb("0-1-5"));
}

TEST_CASE("gaps of a position are filled where it has any", "[consistency]") {
  const auto filled = [](Position own, const Position& known) {
    own.fill_gaps(known);
    return own;
  };
  CHECK(filled(mysql(":1:5"), mysql(":1-9")) == mysql(":1-5"));
  CHECK(filled(mysql(":1:5"), mariadb("0-1-9")) == mysql(":1:5"));
  CHECK(filled(mysql(":1:5"), Position{}) == mysql(":1:5"));
  CHECK(filled(mariadb("0-1-5"), mariadb("0-1-9")) == mariadb("0-1-5"));
  CHECK(filled(Position{}, mysql(":1-9")) == Position{});
}

TEST_CASE("the distance to a position of another flavor is all of it", "[consistency]") {
  CHECK(mysql(":1-9").distance_to(mysql(":5-12")) == 3);
  CHECK(mariadb("0-1-9").distance_to(mariadb("0-1-12")) == 3);
  CHECK(Position{}.distance_to(mysql(":5-12")) == 8);
  CHECK(Position{}.distance_to(mariadb("0-1-12")) == 12);
  CHECK(mariadb("0-1-9").distance_to(mysql(":5-12")) == 8);
  CHECK(mysql(":1-9").distance_to(mariadb("0-1-12")) == 12);
  CHECK(mysql(":1-9").distance_to(Position{}) == 0);
  CHECK(Position{}.distance_to(Position{}) == 0);
}

TEST_CASE("what a position of either flavor contains is an order", "[consistency][property]") {
  CHECK(rc::check("MySQL", [] {
    testing::check_order(Position{*testing::small_sets()}, Position{*testing::small_sets()},
                         Position{*testing::small_sets()});
  }));
  CHECK(rc::check("MariaDB", [] {
    testing::check_order(Position{*testing::small_positions()}, Position{*testing::small_positions()},
                         Position{*testing::small_positions()});
  }));
}

TEST_CASE("a printed position of either flavor reads as it was", "[consistency][property]") {
  CHECK(rc::check([] {
    const Position set{*testing::large_sets()};
    RC_ASSERT(Position::parse(Flavor::mysql, set.to_string()) == set);
    const Position position{*testing::large_positions()};
    RC_ASSERT(Position::parse(Flavor::mariadb, position.to_string()) == position);
  }));
}

}  // namespace rwsplit
