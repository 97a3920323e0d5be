#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/pool/connection_pool.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"
#include "support/fake_driver.hpp"

namespace rwsplit {
namespace {

using testing::eventually;
using testing::FakeDriver;

struct Fixture {
  explicit Fixture(PoolOptions options = testing::calm_pool())
      : pool{driver, {.url = {}, .engine = "replica1"}, options} {}

  std::shared_ptr<FakeDriver> driver{std::make_shared<FakeDriver>()};
  ConnectionPool pool;
};

}  // namespace

TEST_CASE("a closed pool lends nothing and closes what is idle", "[pool]") {
  Fixture test;
  REQUIRE(eventually([&] { return test.pool.statistics().idle == 1; }));
  CHECK_FALSE(test.pool.closed());
  CHECK_FALSE(test.pool.drained());
  test.pool.close();
  CHECK(test.pool.closed());
  CHECK(eventually([&] { return test.pool.drained(); }));
  CHECK(test.driver->live() == 0);
  CHECK(test.pool.statistics().closed_old == 1);
  CHECK_FALSE(test.pool.try_acquire());
  test.pool.suspect();
  test.pool.close();  // once more does nothing
  try {
    static_cast<void>(test.pool.acquire());
    FAIL("no error");
  } catch (const Unavailable& error) {
    CHECK(std::string{error.what()}.find("pool \"replica1\" was closed") != std::string::npos);
    CHECK(error.engine() == "replica1");
  }
  CHECK(test.driver->opened() == 1);
}

TEST_CASE("connections on loan end when they come back, on the pool's own thread", "[pool]") {
  Fixture test;
  std::atomic<bool> closed_elsewhere{false};
  test.driver->on_close([&, here = std::this_thread::get_id()](std::size_t) {
    closed_elsewhere = closed_elsewhere || std::this_thread::get_id() != here;
  });
  Lease clean = test.pool.acquire();
  Lease dirty = test.pool.acquire();
  dirty.mark_dirty();
  Lease broken = test.pool.acquire();
  broken.mark_broken();
  test.pool.close();
  CHECK_FALSE(test.pool.drained());
  CHECK(test.pool.in_use() == 3);
  CHECK_NOTHROW(clean->execute("SELECT 1", {}));

  broken = Lease{};
  dirty = Lease{};
  CHECK(eventually([&] { return test.driver->live() == 1; }));
  CHECK_FALSE(test.pool.drained());
  clean = Lease{};
  CHECK(eventually([&] { return test.pool.drained(); }));
  CHECK(test.driver->live() == 0);
  CHECK(closed_elsewhere);
  CHECK(test.driver->count("<reset>") == 0);
}

TEST_CASE("a connection that waits for its reset when the pool is closed needs none any more", "[pool]") {
  Fixture test;
  testing::Gate gate;
  Lease first = test.pool.acquire();
  Lease second = test.pool.acquire();
  const testing::OpenAtExit open{gate};
  test.driver->on_reset([&](std::size_t) { gate.pass(); });
  first.mark_dirty();
  second.mark_dirty();
  first = Lease{};
  gate.await_arrivals(1);  // the thread is busy
  second = Lease{};
  test.pool.close();
  gate.open();
  CHECK(eventually([&] { return test.pool.drained(); }));
  CHECK(test.driver->count("<reset>") == 1);
  CHECK(test.driver->live() == 0);
}

TEST_CASE("who waits when the pool is closed learns of it at once", "[pool]") {
  testing::Gate gate;
  const auto driver = std::make_shared<FakeDriver>();
  driver->on_connect([&](std::size_t) { gate.pass(); });
  ConnectionPool pool{driver, {.url = {}, .engine = "replica1"}, testing::calm_pool()};
  const testing::OpenAtExit open{gate};
  std::atomic<int> unavailable{0};
  std::vector<std::thread> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.emplace_back([&] {
      try {
        static_cast<void>(pool.acquire());
      } catch (const Unavailable&) {
        ++unavailable;
      }
    });
  }
  CHECK(eventually([&] { return pool.statistics().waiting == 3; }));
  gate.await_arrivals(1);
  pool.close();
  for (std::thread& waiter : waiters) waiter.join();
  CHECK(unavailable == 3);
  CHECK_FALSE(pool.drained());  // still dialing
  gate.open();
  CHECK(eventually([&] { return pool.drained(); }));
  CHECK(driver->live() == 0);
}

TEST_CASE("a closed pool does not dial, whatever it was doing", "[pool]") {
  const auto driver = std::make_shared<FakeDriver>();
  testing::Gate gate;
  driver->on_connect([&](std::size_t) { gate.pass(); });
  driver->fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  PoolOptions options = testing::calm_pool();
  options.min_idle = 4;
  ConnectionPool pool{driver, {.url = {}, .engine = "replica1"}, options};
  const testing::OpenAtExit open{gate};
  gate.await_arrivals(1);
  pool.close();
  gate.open();
  CHECK(eventually([&] { return pool.drained(); }));
  CHECK(driver->attempts() == 1);
  CHECK(driver->live() == 0);
}

TEST_CASE("a closed pool does not dial while something is on loan", "[pool]") {
  const auto driver = std::make_shared<FakeDriver>();
  testing::Gate gate;
  driver->on_connect([&](std::size_t number) {
    if (number > 0) gate.pass();
  });
  PoolOptions options = testing::calm_pool();
  options.min_idle = 4;
  ConnectionPool pool{driver, {.url = {}, .engine = "replica1"}, options};
  const testing::OpenAtExit open{gate};
  Lease lease = pool.acquire();
  gate.await_arrivals(1);
  pool.close();
  gate.open();
  CHECK(eventually([&] { return pool.statistics().closed_old == 1; }));
  lease = Lease{};
  CHECK(eventually([&] { return pool.drained(); }));
  CHECK(driver->attempts() == 2);
  CHECK(driver->live() == 0);
}

TEST_CASE("a stopped pool has ended, but for what is on loan", "[pool]") {
  Fixture test;
  Lease lease = test.pool.acquire();
  test.pool.stop();
  CHECK(test.pool.closed());
  CHECK_THROWS_AS(test.pool.acquire(), Unavailable);
  CHECK_NOTHROW(lease->execute("SELECT 1", {}));
  lease = Lease{};  // no thread is left to close it
  CHECK(test.driver->live() == 0);
  test.pool.stop();  // once more, as the destructor will, does nothing
  CHECK(test.driver->opened() == 1);
}

TEST_CASE("leases may outlive a closed pool", "[pool]") {
  const auto driver = std::make_shared<FakeDriver>();
  Lease lease;
  {
    ConnectionPool pool{driver, {.url = {}, .engine = "replica1"}, testing::calm_pool()};
    lease = pool.acquire();
    pool.close();
  }
  CHECK_NOTHROW(lease->execute("SELECT 1", {}));
  lease = Lease{};
  CHECK(driver->live() == 0);
}

}  // namespace rwsplit
