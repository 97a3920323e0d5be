// What masters that were replaced are asked, how often, and what it is worth.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cluster/former_masters.hpp"
#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

using namespace rwsplit;
using rwsplit::detail::FormerMasters;
using rwsplit::detail::MasterHistory;

namespace {

[[nodiscard]] Position sequence(std::uint64_t number) {
  return Position::parse(Flavor::mariadb, "0-1-" + std::to_string(number)).value();
}

/// Servers that answer every question with one position.
class Masters {
 public:
  Masters() {
    for (std::size_t i = 0; i < names; ++i) {
      drivers_.push_back(std::make_shared<testing::FakeDriver>());
      identify(i, static_cast<std::uint32_t>(i + 1));
      drivers_[i]->on_call([this](testing::FakeCall&) {
        ResultSet rows{std::make_shared<ResultSet::Columns>(2)};
        for (const std::string& value : {std::string{}, sequence(has_).to_string()}) rows.push(Value::text(value));
        return Reply{.rows = std::move(rows)};
      });
    }
  }

  void identify(std::size_t index, std::uint32_t origin) {
    drivers_[index]->identify({.flavor = Flavor::mariadb, .version = "fake", .origin = origin}, {.tracks = true});
  }
  /// It is no master any more.
  void replace(std::size_t index) { replace(index, static_cast<std::uint32_t>(index + 1)); }
  void replace(std::size_t index, std::uint32_t origin) {
    ConnectOptions options;
    options.engine = "master";
    const Engine engine{Role::master, drivers_[index], std::move(options), testing::calm_pool(),
                        [](Engine&, const PoolEvent&) {}};
    former_.add(engine, origin);
  }
  [[nodiscard]] testing::FakeDriver& server(std::size_t index) { return *drivers_[index]; }
  void have(std::uint64_t number) { has_ = number; }
  [[nodiscard]] std::optional<Position> ask(std::uint32_t origin) {
    return former_.ask(origin, history_.round(), history_);
  }
  [[nodiscard]] FormerMasters& former() { return former_; }
  [[nodiscard]] MasterHistory& history() { return history_; }

 private:
  static constexpr std::size_t names = 6;
  std::vector<std::shared_ptr<testing::FakeDriver>> drivers_;
  std::uint64_t has_{5};
  FormerMasters former_;
  MasterHistory history_;
};

}  // namespace

TEST_CASE("former masters: one that was replaced is asked what it has shown", "[cluster][consistency]") {
  Masters masters;
  CHECK(masters.ask(1) == std::nullopt);
  masters.replace(0);
  const std::size_t attempts = masters.server(0).attempts();
  const std::uint64_t seen = masters.history().round();
  CHECK(masters.ask(1) == sequence(5));
  CHECK(masters.server(0).attempts() == attempts + 1);
  SECTION("once for all that was read before") {
    masters.have(9);
    CHECK(masters.former().ask(1, seen, masters.history()) == sequence(5));
    CHECK(masters.server(0).attempts() == attempts + 1);
  }
  SECTION("again for what was read since") {
    masters.have(9);
    CHECK(masters.ask(1) == sequence(9));
    CHECK(masters.server(0).attempts() == attempts + 2);
  }
  SECTION("which tells nothing about the master of now") {
    CHECK(masters.history().newest() == std::nullopt);
    CHECK(masters.history().origin() == 0);
  }
}

TEST_CASE("former masters: a silent one is asked once", "[cluster][consistency]") {
  Masters masters;
  masters.replace(0);
  masters.server(0).fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  const std::size_t attempts = masters.server(0).attempts();
  CHECK(masters.ask(1) == std::nullopt);
  CHECK(masters.ask(1) == std::nullopt);
  CHECK(masters.server(0).attempts() == attempts + 1);
}

TEST_CASE("former masters: one that was reached in two ways is asked in the newer one", "[cluster][consistency]") {
  Masters masters;
  masters.replace(0);
  masters.server(0).fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  masters.identify(1, 1);
  masters.replace(1, 1);
  CHECK(masters.ask(1) == sequence(5));
}

TEST_CASE("former masters: a driver that throws anything is one that is silent", "[cluster][consistency]") {
  Masters masters;
  masters.replace(0);
  masters.server(0).on_call([](testing::FakeCall&) -> Reply { throw std::runtime_error{"not ours"}; });
  CHECK(masters.ask(1) == std::nullopt);
}

TEST_CASE("former masters: another server at its address proves nothing", "[cluster][consistency]") {
  Masters masters;
  masters.replace(0);
  masters.identify(0, 7);
  CHECK(masters.ask(1) == std::nullopt);
  CHECK(masters.ask(7) == std::nullopt);
}

TEST_CASE("former masters: the last four can be asked", "[cluster][consistency]") {
  Masters masters;
  for (std::size_t i = 0; i < 5; ++i) masters.replace(i);
  CHECK(masters.ask(1) == std::nullopt);
  for (std::uint32_t origin = 2; origin <= 5; ++origin) CHECK(masters.ask(origin) == sequence(5));
}
