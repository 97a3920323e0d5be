#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include <rwsplit/error/error.hpp>
#include <rwsplit/pool/connection_pool.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_driver.hpp"

namespace rwsplit {
namespace {

using std::chrono::milliseconds;

/// Whether a connection is lent twice at the same time.
class Exclusive {
 public:
  explicit Exclusive(std::atomic<int>& holders) : holders_{holders}, alone_{holders.fetch_add(1) == 0} {}
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;
  ~Exclusive() { holders_.fetch_sub(1); }
  [[nodiscard]] bool alone() const { return alone_; }

 private:
  std::atomic<int>& holders_;
  bool alone_;
};

TEST_CASE("pool stress: 16 threads, everything at once, never more than max_size and never lent twice", "[pool][stress]") {
  constexpr std::size_t max_size = 4;
  constexpr int threads = 16;
  constexpr int iterations = 1500;
  const auto driver = std::make_shared<testing::FakeDriver>();
  std::vector<std::atomic<int>> holders(threads * iterations);
  std::atomic<int> crossed{0};
  std::atomic<int> served{0};
  std::atomic<int> refused{0};
  {
    ConnectionPool pool{driver, ConnectOptions{},
                        PoolOptions{.min_idle = 1,
                                    .max_size = max_size,
                                    .idle_timeout = milliseconds{1},
                                    .max_lifetime = milliseconds{20},
                                    .keep_alive = milliseconds{1},
                                    .leak_threshold = milliseconds{1},
                                    .min_backoff = milliseconds{1},
                                    .max_backoff = milliseconds{1}},
                        [](const PoolEvent&) {}};
    std::vector<std::thread> callers;
    for (int t = 0; t < threads; ++t) {
      callers.emplace_back([&, t] {
        std::minstd_rand randomness{static_cast<unsigned>(t) + 1};
        for (int i = 0; i < iterations; ++i) {
          const auto dice = randomness() % 64;
          try {
            const auto patience = dice == 0 ? milliseconds{0} : milliseconds{20'000};
            Lease lease = pool.acquire(std::chrono::steady_clock::now() + patience);
            auto& connection = dynamic_cast<testing::FakeConnection&>(*lease);
            const Exclusive exclusive{holders.at(connection.number())};
            if (!exclusive.alone()) ++crossed;
            ++served;
            if (dice == 1) lease.mark_broken();
            if (dice == 2) driver->kill(connection.number());
            if (dice < 8) lease.mark_dirty();
            if (dice == 9) lease->begin(TransactionMode::read_write);
            if (dice == 10) pool.suspect();
            if (dice == 11) {
              driver->fail_next_connects(1, testing::connect_error(Cond::connection_failed, "no answer"));
            }
            if (dice == 12) (void)pool.try_acquire();
            if (dice == 13) (void)pool.statistics();
          } catch (const Error&) {
            ++refused;
          }
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    CHECK(pool.in_use() == 0);
    CHECK(pool.statistics().waiting == 0);
    CHECK(testing::eventually([&] { return static_cast<bool>(pool.try_acquire()); }));
  }
  CHECK(served + refused == threads * iterations);
  CHECK(served > threads * iterations * 9 / 10);
  CHECK(crossed == 0);
  CHECK(driver->peak() <= max_size);
  CHECK(driver->live() == 0);
}

TEST_CASE("pool stress: pools are destroyed while callers come and go", "[pool][stress]") {
  const auto driver = std::make_shared<testing::FakeDriver>();
  for (int round = 0; round < 50; ++round) {
    auto pool = std::make_unique<ConnectionPool>(driver, ConnectOptions{}, PoolOptions{.min_idle = 0, .max_size = 2});
    std::vector<Lease> held;
    for (int i = 0; i < 2; ++i) {
      held.push_back(pool->acquire(std::chrono::steady_clock::now() + std::chrono::seconds{30}));
    }
    std::vector<std::thread> waiters;
    std::atomic<int> ended{0};
    ConnectionPool* raw = pool.get();
    for (int i = 0; i < 3; ++i) {
      waiters.emplace_back([&, raw] {
        try {
          (void)raw->acquire(std::chrono::steady_clock::now() + std::chrono::seconds{30});
        } catch (const Error&) {
          ++ended;
          return;
        }
        ++ended;
      });
    }
    REQUIRE(testing::eventually([&] { return raw->statistics().waiting == 3; }));
    std::thread returner{[&] { held.clear(); }};
    pool.reset();
    returner.join();
    for (std::thread& waiter : waiters) waiter.join();
    CHECK(ended == 3);
  }
  CHECK(driver->live() == 0);
}

}  // namespace
}  // namespace rwsplit
