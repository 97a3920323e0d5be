#include <rwsplit/cluster/known_position.hpp>

#include "support/catch_shim.hpp"

using namespace rwsplit;
using rwsplit::detail::KnownPosition;

namespace {

[[nodiscard]] Position mariadb(const char* text) { return Position::parse(Flavor::mariadb, text).value(); }
[[nodiscard]] Position mysql(const char* text) { return Position::parse(Flavor::mysql, text).value(); }

constexpr const char* five_of_mysql = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5";

}  // namespace

TEST_CASE("known position: nothing at first, but nothing is asked for either", "[cluster][consistency]") {
  const KnownPosition known;
  CHECK(known.get().empty());
  CHECK(known.covers({}));
  CHECK_FALSE(known.covers(mariadb("0-1-1")));
  CHECK(known.generation() == 0);
}

TEST_CASE("known position: what was learned adds up", "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  known.learn(mariadb("0-2-3,1-1-7"));
  known.learn(mariadb("0-1-4"));  // an answer that was long on its way
  CHECK(known.get() == mariadb("0-1-5,0-2-3,1-1-7"));
  CHECK(known.covers(mariadb("0-1-5")));
  CHECK(known.covers(mariadb("0-2-2,1-1-7")));
  CHECK_FALSE(known.covers(mariadb("0-1-6")));
  CHECK_FALSE(known.covers(mariadb("0-3-1")));
  CHECK_FALSE(known.covers(mysql(five_of_mysql)));
  CHECK(known.generation() == 0);
}

TEST_CASE("known position: a server of another kind behind the address has nothing of before",
          "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  known.learn(mysql(five_of_mysql));
  CHECK(known.get() == mysql(five_of_mysql));
  CHECK_FALSE(known.covers(mariadb("0-1-1")));
  CHECK(known.generation() == 1);
}

TEST_CASE("known position: what the replica says counts alone", "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  SECTION("it went on") {
    known.replace(mariadb("0-1-9"), known.learned());
    CHECK(known.get() == mariadb("0-1-9"));
    CHECK(known.generation() == 0);
  }
  SECTION("it is where it was") {
    known.replace(mariadb("0-1-5"), known.learned());
    CHECK(known.get() == mariadb("0-1-5"));
    CHECK(known.generation() == 0);
  }
  SECTION("it was rebuilt from a backup") {
    known.replace(mariadb("0-1-3"), known.learned());
    CHECK(known.get() == mariadb("0-1-3"));
    CHECK(known.generation() == 1);
  }
  SECTION("it has another history") {
    known.replace(mariadb("0-2-9"), known.learned());
    CHECK_FALSE(known.covers(mariadb("0-1-1")));
    CHECK(known.generation() == 1);
  }
  SECTION("it has nothing") {
    known.replace({}, known.learned());
    CHECK(known.get().empty());
    CHECK(known.generation() == 1);
  }
}

TEST_CASE("known position: an answer from before something was learned does not undo it", "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  const auto learned = known.learned();
  known.learn(mariadb("0-1-8"));
  CHECK(known.learned() != learned);
  known.replace(mariadb("0-1-6"), learned);
  CHECK(known.get() == mariadb("0-1-8"));
  CHECK(known.generation() == 0);
  known.replace(mariadb("0-1-9"), learned);  // this one has that as well
  CHECK(known.get() == mariadb("0-1-9"));
  CHECK(known.generation() == 0);
}

TEST_CASE("known position: it may be another server now", "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  known.forget();
  CHECK(known.get().empty());
  CHECK_FALSE(known.covers(mariadb("0-1-1")));
  CHECK(known.generation() == 1);
  known.learn(mariadb("0-1-2"));
  CHECK(known.get() == mariadb("0-1-2"));
}

TEST_CASE("known position: an answer from before it may be another server is forgotten too", "[cluster][consistency]") {
  KnownPosition known;
  known.learn(mariadb("0-1-5"));
  const auto learned = known.learned();
  known.forget();
  known.replace(mariadb("0-1-6"), learned);
  CHECK(known.get().empty());
  known.replace(mariadb("0-1-2"), known.learned());
  CHECK(known.get() == mariadb("0-1-2"));
}
