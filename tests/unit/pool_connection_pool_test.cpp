#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/pool_timeout.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/pool/connection_pool.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_driver.hpp"

namespace rwsplit {
namespace {

using std::chrono::milliseconds;
using testing::connect_error;
using testing::eventually;
using testing::FakeConnection;
using testing::FakeDriver;
using testing::Gate;
using testing::OpenAtExit;

/// Nothing happens by the clock unless a test asks for it.
PoolOptions calm_options(std::size_t min_idle, std::size_t max_size) {
  const milliseconds off{0};
  return {.min_idle = min_idle,
          .max_size = max_size,
          .idle_timeout = off,
          .max_lifetime = off,
          .keep_alive = off,
          .leak_threshold = off,
          .min_backoff = milliseconds{1},
          .max_backoff = milliseconds{2}};
}

/// Far enough that only a hang reaches it.
ConnectionPool::Deadline far_away() { return std::chrono::steady_clock::now() + std::chrono::seconds{30}; }
ConnectionPool::Deadline now() { return std::chrono::steady_clock::now(); }

/// What the listener was told, copied.
class Events {
 public:
  struct Event {
    PoolEvent::Kind kind;
    std::string pool;
    std::string error;
    std::uint_least32_t line;
    bool reachable;
    unsigned failures;
  };
  PoolListener listener() {
    return [this](const PoolEvent& event) {
      const std::lock_guard lock{mutex_};
      events_.push_back({event.kind, std::string{event.pool}, event.error != nullptr ? event.error->what() : "",
                         event.where.line(), event.reachable, event.failures});
    };
  }
  [[nodiscard]] std::vector<Event> of(PoolEvent::Kind kind) const {
    const std::lock_guard lock{mutex_};
    std::vector<Event> result;
    for (const Event& event : events_) {
      if (event.kind == kind) result.push_back(event);
    }
    return result;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

struct Fixture {
  std::shared_ptr<FakeDriver> driver = std::make_shared<FakeDriver>();
  Events events;

  [[nodiscard]] std::unique_ptr<ConnectionPool> pool(const PoolOptions& options) {
    return std::make_unique<ConnectionPool>(driver, ConnectOptions{.url = {}, .engine = "replica1"}, options,
                                            events.listener());
  }
};

std::size_t number_of(const Lease& lease) { return dynamic_cast<FakeConnection&>(*lease).number(); }

template <class Kind, class Call>
std::optional<std::string> message_of(Call call) {
  try {
    static_cast<void>(call());
  } catch (const Kind& error) {
    return error.what();
  }
  return std::nullopt;
}

bool contains(const std::optional<std::string>& text, std::string_view part) {
  return text && text->find(part) != std::string::npos;
}

TEST_CASE("pool: options and driver are checked when the pool is made", "[pool]") {
  Fixture fixture;
  CHECK_THROWS_AS(fixture.pool({.max_size = 0}), ConfigError);
  CHECK_THROWS_AS(ConnectionPool(nullptr, ConnectOptions{}, PoolOptions{}), ConfigError);
}

TEST_CASE("pool: keeps min_idle connections open and tells the listener", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(3, 10));
  CHECK(eventually([&] { return pool->statistics().idle == 3; }));
  CHECK(pool->reachable());
  CHECK(pool->in_use() == 0);
  CHECK(pool->name() == "replica1");
  CHECK(eventually([&] { return fixture.events.of(PoolEvent::Kind::connected).size() == 3; }));
  CHECK(fixture.events.of(PoolEvent::Kind::connected).front().pool == "replica1");
  CHECK(fixture.driver->record(0).options.engine == "replica1");
}

TEST_CASE("pool: a thread gets the connection back that it had last", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(2, 2));
  std::optional<Lease> mine = pool->acquire(far_away());
  const std::size_t number = number_of(*mine);
  Gate gate;
  std::thread other{[&] {
    const Lease lease = pool->acquire(far_away());
    gate.pass();
  }};
  const OpenAtExit open{gate};
  gate.await_arrivals(1);
  mine.reset();
  gate.open();
  other.join();  // the other one is the most recently used now
  CHECK(number_of(pool->acquire(far_away())) == number);
}

TEST_CASE("pool: opens on demand, reuses the most recently used connection, counts", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 10));
  {
    Lease first = pool->acquire(far_away());
    CHECK(pool->in_use() == 1);
    Lease second = pool->acquire(far_away());
    CHECK(pool->in_use() == 2);
    CHECK(number_of(first) == 0);
    CHECK(number_of(second) == 1);
    second = Lease{};  // goes back before the first
    CHECK(pool->in_use() == 1);
  }
  CHECK(number_of(pool->acquire(far_away())) == 0);
  const PoolStatistics statistics = pool->statistics();
  CHECK(statistics.idle == 2);
  CHECK(statistics.total == 2);
  CHECK(statistics.acquired == 3);
  CHECK(statistics.created == 2);
  CHECK(fixture.driver->opened() == 2);
}

TEST_CASE("lease: moves, and is empty afterwards", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 2));
  Lease lease = pool->acquire(far_away());
  Lease other = std::move(lease);
  CHECK_FALSE(static_cast<bool>(lease));  // NOLINT: a moved-from lease is empty by contract
  CHECK(static_cast<bool>(other));
  CHECK(pool->in_use() == 1);
  Lease& self = other;
  other = std::move(self);
  CHECK(static_cast<bool>(other));
  Lease third = pool->acquire(far_away());
  third = std::move(other);  // gives its own back
  CHECK(pool->in_use() == 1);
  CHECK(number_of(third) == 0);
}

TEST_CASE("pool: try_acquire never waits, and has one more opened", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  fixture.driver->on_connect([&](std::size_t) { gate.pass(); });
  const auto pool = fixture.pool(calm_options(0, 1));
  CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
  gate.await_arrivals(1);
  CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
  gate.open();
  CHECK(eventually([&] { return pool->statistics().idle == 1; }));
  const Lease lease = pool->try_acquire();
  CHECK(static_cast<bool>(lease));
  CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
  CHECK(fixture.driver->attempts() == 1);
}

TEST_CASE("pool: a returned connection goes to the oldest waiter", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  std::optional<Lease> held = pool->acquire(far_away());
  constexpr std::size_t waiters = 8;
  std::mutex mutex;
  std::vector<std::size_t> order;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < waiters; ++i) {
    threads.emplace_back([&, i] {
      const Lease lease = pool->acquire(far_away());
      const std::lock_guard lock{mutex};
      order.push_back(i);
    });
    REQUIRE(eventually([&] { return pool->statistics().waiting == i + 1; }));
  }
  held.reset();
  for (std::thread& thread : threads) thread.join();
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(fixture.driver->opened() == 1);
}

TEST_CASE("pool: a waiter that timed out does not swallow a connection", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  std::optional<Lease> held = pool->acquire(far_away());
  CHECK_THROWS_AS(pool->acquire(now()), PoolTimeout);
  auto patient = std::async(std::launch::async, [&] { return number_of(pool->acquire(far_away())); });
  REQUIRE(eventually([&] { return pool->statistics().waiting == 1; }));
  CHECK_THROWS_AS(pool->acquire(now()), PoolTimeout);  // a younger one gives up before the connection is back
  held.reset();
  CHECK(patient.get() == 0);
  CHECK(pool->statistics().timeouts == 2);
  CHECK(pool->statistics().waiting == 0);
}

TEST_CASE("pool: waiters that come and go while connections are handed over lose none", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        // Deadlines around the moment of the hand-over: either answer is right, losing the connection is not.
        try {
          const Lease lease = pool->acquire(now() + std::chrono::microseconds{(t + 1) * (i % 40)});
          ++served;
        } catch (const PoolTimeout&) {
          ++served;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(served == 2000);
  CHECK(static_cast<bool>(pool->acquire(far_away())));
  CHECK(eventually([&] { return pool->statistics().idle == 1; }));
}

TEST_CASE("pool: the timeout's message is the whole diagnosis", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 2));
  const Lease first = pool->acquire(far_away());
  const Lease second = pool->acquire(far_away());
  try {
    const Lease third = pool->acquire(now());
    FAIL("there are only two");
  } catch (const PoolTimeout& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(contains(text, "pool \"replica1\": no connection after "));
    CHECK(contains(text, " ms (total=2, in use=2, idle=0, dialing=0, resetting=0, waiting=1, max=2)"));
    CHECK_FALSE(contains(text, "last connect error"));
    CHECK(text.find('\n') == std::string::npos);
    CHECK(error.code() == Cond::pool_exhausted);
    CHECK(error.outcome() == Outcome::unavailable);
    CHECK(error.engine() == "replica1");
    CHECK(error.where().line() != 0);
  }
  CHECK(pool->statistics().timeouts == 1);
  CHECK(pool->statistics().waiting == 0);
}

TEST_CASE("pool: acquire without a deadline takes the option", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(0, 1);
  options.acquire_timeout = milliseconds{0};
  const auto pool = fixture.pool(options);
  CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
  REQUIRE(eventually([&] { return pool->statistics().idle == 1; }));
  const Lease lease = pool->acquire();
  CHECK(static_cast<bool>(lease));
  CHECK_THROWS_AS(pool->acquire(), PoolTimeout);
}

TEST_CASE("pool: a broken connection is closed, not handed on", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  SECTION("marked by the borrower") {
    Lease lease = pool->acquire(far_away());
    lease.mark_broken();
  }
  SECTION("unusable by its own status") {
    const Lease lease = pool->acquire(far_away());
    fixture.driver->set_status(0, {.usable = false});
  }
  CHECK(number_of(pool->acquire(far_away())) == 1);
  CHECK(eventually([&] { return !fixture.driver->record(0).open; }));
  CHECK(fixture.driver->peak() == 1);  // closed before the next was opened
  CHECK(pool->statistics().closed_broken == 1);
  CHECK(fixture.driver->count("<reset>") == 0);
}

TEST_CASE("pool: a dirty connection is reset before anyone else gets it", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  std::vector<std::string> expected;
  SECTION("marked by the borrower") {
    Lease lease = pool->acquire(far_away());
    lease.mark_dirty();
    expected = {"<reset>"};
  }
  SECTION("a transaction was left open") {
    const Lease lease = pool->acquire(far_away());
    lease->begin(TransactionMode::read_write);
    expected = {"BEGIN", "ROLLBACK", "<reset>"};
  }
  SECTION("autocommit was left off") {
    const Lease lease = pool->acquire(far_away());
    fixture.driver->set_status(0, {.autocommit = false});
    expected = {"<reset>"};
  }
  const Lease next = pool->acquire(far_away());
  CHECK(number_of(next) == 0);
  CHECK(fixture.driver->calls(0) == expected);
  CHECK(pool->statistics().resets == 1);
}

TEST_CASE("pool: marks belong to one loan", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  { pool->acquire(far_away()).mark_dirty(); }
  { const Lease clean = pool->acquire(far_away()); }
  CHECK(eventually([&] { return pool->statistics().idle == 1; }));
  CHECK(pool->statistics().resets == 1);
}

TEST_CASE("pool: while a connection is reset, callers neither get it nor block the pool", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  fixture.driver->on_reset([&](std::size_t) { gate.pass(); });
  const auto pool = fixture.pool(calm_options(0, 2));
  {
    const Lease other = pool->acquire(far_away());
    pool->acquire(far_away()).mark_dirty();
    gate.await_arrivals(1);
    CHECK(pool->statistics().resetting == 1);
    CHECK_THROWS_AS(pool->acquire(now()), PoolTimeout);
  }
  CHECK(number_of(pool->acquire(far_away())) == 0);  // the one that is not being reset
  gate.open();
  CHECK(eventually([&] { return pool->statistics().idle == 2; }));
}

TEST_CASE("pool: a connection that cannot be reset is closed", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  SECTION("reset throws") {
    fixture.driver->on_reset([](std::size_t) { throw connect_error(Cond::connection_lost, "gone"); });
    pool->acquire(far_away()).mark_dirty();
  }
  SECTION("reset succeeds but leaves the connection unusable") {
    fixture.driver->on_reset([&](std::size_t number) { fixture.driver->set_status(number, {.usable = false}); });
    pool->acquire(far_away()).mark_dirty();
  }
  CHECK(number_of(pool->acquire(far_away())) == 1);
  CHECK(eventually([&] { return !fixture.driver->record(0).open; }));
  CHECK(pool->statistics().closed_broken == 1);
  CHECK(pool->statistics().resets == 0);
}

TEST_CASE("pool: dead connections are found before use and replaced", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 3));  // min_idle 0: a new connection comes for a caller only
  {
    std::vector<Lease> held;
    for (int i = 0; i < 3; ++i) held.push_back(pool->acquire(far_away()));
  }
  const auto before = pool->statistics();
  REQUIRE(before.idle == 3);
  SECTION("all of them: the caller waits for a new one") {
    fixture.driver->kill_all();
    CHECK(number_of(pool->acquire(far_away())) == 3);
    CHECK(pool->statistics().closed_dead == 3);
    CHECK(pool->statistics().acquired == before.acquired + 1);  // what was found dead was not lent
  }
  SECTION("one of them: the next is taken") {
    const std::size_t top = number_of(pool->acquire(far_away()));
    fixture.driver->kill(top);
    const Lease lease = pool->acquire(far_away());
    CHECK(number_of(lease) != top);
    CHECK(number_of(lease) < 3);
    CHECK(pool->statistics().closed_dead == 1);
  }
  SECTION("try_acquire comes back empty") {
    fixture.driver->kill_all();
    CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
    CHECK(eventually([&] { return static_cast<bool>(pool->try_acquire()); }));
  }
  CHECK(pool->statistics().acquired > before.acquired);
  CHECK(fixture.driver->peak() == 3);
}

TEST_CASE("pool: a waiter that is handed a dead connection keeps its turn and its deadline", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 1));
  std::optional<Lease> held = pool->acquire(far_away());
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      const Lease lease = pool->acquire(far_away());
      const std::lock_guard lock{mutex};
      order.push_back(i);
    });
    REQUIRE(eventually([&] { return pool->statistics().waiting == static_cast<std::size_t>(i) + 1; }));
  }
  fixture.driver->kill(0);
  held.reset();  // dead, but nobody has noticed
  for (std::thread& thread : threads) thread.join();
  CHECK(order == std::vector<int>{0, 1});
  CHECK(pool->statistics().closed_dead == 1);
  CHECK(fixture.driver->opened() == 2);
}

TEST_CASE("pool: while the server is away", "[pool]") {
  Fixture fixture;
  fixture.driver->fail_connects(connect_error(Cond::connection_failed, "no answer from db-r1:3306"));
  const auto pool = fixture.pool(calm_options(0, 2));

  SECTION("a patient caller gets a timeout that says why") {
    CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
    REQUIRE(eventually([&] { return !pool->reachable(); }));
    const auto text = message_of<PoolTimeout>([&] { return pool->acquire(now()); });
    CAPTURE(text.value_or("nothing"));
    CHECK(contains(text, "total="));
    CHECK(contains(text, "last connect error: "));
    CHECK(contains(text, "no answer from db-r1:3306"));
  }
  SECTION("a caller in a hurry is told at once, by a copy of its own") {
    const auto attempt = [&] {
      return pool->acquire(far_away(), SourceLocation::current(), WhenUnreachable::fail_fast);
    };
    CHECK(contains(message_of<ConnectionError>(attempt), "no answer from db-r1:3306"));  // while it waited
    CHECK(contains(message_of<ConnectionError>(attempt), "no answer from db-r1:3306"));  // without waiting
    try {
      (void)attempt();
    } catch (const ConnectionError& error) {
      CHECK(error.engine() == "replica1");
      CHECK(error.where().line() != 0);
      CHECK(error.retry() == Retry::new_connection);
    }
    CHECK(pool->statistics().timeouts == 0);
  }
  SECTION("it recovers by itself, without any caller") {
    CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
    REQUIRE(eventually([&] { return pool->statistics().connect_failures >= 5; }));
    CHECK_FALSE(pool->reachable());
    CHECK(eventually([&] { return fixture.events.of(PoolEvent::Kind::connect_failed).size() >= 5; }));
    CHECK(contains(fixture.events.of(PoolEvent::Kind::connect_failed).front().error, "no answer"));
    CHECK_FALSE(fixture.events.of(PoolEvent::Kind::connect_failed).front().reachable);
    CHECK(fixture.events.of(PoolEvent::Kind::connect_failed).at(0).failures == 1);
    CHECK(fixture.events.of(PoolEvent::Kind::connect_failed).at(1).failures == 2);
    fixture.driver->accept_connects();
    CHECK(eventually([&] { return pool->reachable(); }));
    CHECK(static_cast<bool>(pool->acquire(far_away())));
    REQUIRE(eventually([&] { return !fixture.events.of(PoolEvent::Kind::connected).empty(); }));
    CHECK(fixture.events.of(PoolEvent::Kind::connected).front().reachable);
    CHECK(fixture.events.of(PoolEvent::Kind::connected).front().failures >= 5);
  }
  SECTION("a caller that waits is served when it comes back") {
    auto caller = std::async(std::launch::async, [&] { return number_of(pool->acquire(far_away())); });
    REQUIRE(eventually([&] { return pool->statistics().connect_failures >= 2; }));
    fixture.driver->accept_connects();
    CHECK(caller.get() == 0);
  }
}

TEST_CASE("pool: an old failure is forgotten after a success", "[pool]") {
  Fixture fixture;
  fixture.driver->fail_next_connects(2, connect_error(Cond::connection_failed, "no answer"));
  const auto pool = fixture.pool(calm_options(1, 1));
  const Lease held = pool->acquire(far_away());
  CHECK_FALSE(contains(message_of<PoolTimeout>([&] { return pool->acquire(now()); }), "last connect error"));
}

TEST_CASE("pool: a refused login is told at once and repeated slowly", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(0, 2);
  options.max_backoff = std::chrono::hours{1};
  fixture.driver->fail_connects(connect_error(Cond::access_denied, "the server refused user app"));
  const auto pool = fixture.pool(options);
  CHECK(contains(message_of<ConnectionError>([&] { return pool->acquire(far_away()); }), "refused user app"));
  // The pool's thread has gone on to what comes next; with callers at the door it must still not try again.
  REQUIRE(eventually([&] { return !fixture.events.of(PoolEvent::Kind::connect_failed).empty(); }));
  for (int i = 0; i < 2000; ++i) CHECK_THROWS_AS(pool->acquire(far_away()), ConnectionError);
  pool->suspect();
  CHECK_FALSE(static_cast<bool>(pool->try_acquire()));
  CHECK(fixture.driver->attempts() == 1);
  CHECK_FALSE(pool->reachable());
}

TEST_CASE("pool: a refused login does not disturb callers that open connections can serve", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 2));
  std::optional<Lease> held = pool->acquire(far_away());
  fixture.driver->fail_connects(connect_error(Cond::access_denied, "the password was changed"));
  auto caller = std::async(std::launch::async, [&] { return number_of(pool->acquire(far_away())); });
  REQUIRE(eventually([&] { return pool->statistics().connect_failures >= 2; }));
  CHECK(pool->statistics().waiting == 1);
  held.reset();
  CHECK(caller.get() == 0);
}

TEST_CASE("pool: a full server stays reachable through the connections that are open", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 2));
  std::optional<Lease> held = pool->acquire(far_away());
  fixture.driver->fail_connects(connect_error(Cond::too_many_connections, "the server is full"));
  auto caller = std::async(std::launch::async, [&] {
    return number_of(pool->acquire(far_away(), SourceLocation::current(), WhenUnreachable::fail_fast));
  });
  REQUIRE(eventually([&] { return fixture.events.of(PoolEvent::Kind::connect_failed).size() >= 2; }));
  CHECK(pool->reachable());
  CHECK(fixture.events.of(PoolEvent::Kind::connect_failed).front().reachable);
  held.reset();
  CHECK(caller.get() == 0);
}

TEST_CASE("pool: what else a driver can throw while connecting", "[pool]") {
  Fixture fixture;
  SECTION("a configuration error keeps its type") {
    fixture.driver->on_connect([](std::size_t) { throw ConfigError{"option tls_ca: no such file"}; });
    const auto pool = fixture.pool(calm_options(0, 1));
    CHECK(contains(message_of<ConfigError>([&] { return pool->acquire(far_away()); }), "tls_ca"));
  }
  SECTION("a foreign exception becomes a connection error without its text") {
    fixture.driver->on_connect([](std::size_t) { throw std::runtime_error{"password=hunter2"}; });
    const auto pool = fixture.pool(calm_options(0, 1));
    const auto text = message_of<ConnectionError>(
        [&] { return pool->acquire(far_away(), SourceLocation::current(), WhenUnreachable::fail_fast); });
    CHECK(contains(text, "not an rwsplit::Error"));
    CHECK_FALSE(contains(text, "hunter2"));
  }
}

TEST_CASE("pool: a driver that returns nothing is a connection error", "[pool]") {
  class EmptyDriver final : public Driver {
   public:
    [[nodiscard]] std::string_view name() const noexcept override { return "empty"; }
    void validate(const Url&) const override {}
    [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions&) override { return nullptr; }
  };
  ConnectionPool pool{std::make_shared<EmptyDriver>(), ConnectOptions{}, calm_options(0, 1)};
  CHECK(contains(message_of<ConnectionError>([&] { return pool.acquire(far_away()); }), "returned no connection"));
}

TEST_CASE("pool: callers never dial, and one dial serves the first of them", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  std::mutex mutex;
  std::vector<std::thread::id> dialers;
  fixture.driver->on_connect([&](std::size_t) {
    {
      const std::lock_guard lock{mutex};
      dialers.push_back(std::this_thread::get_id());
    }
    gate.pass();
  });
  const auto pool = fixture.pool(calm_options(0, 4));
  std::vector<std::thread> threads;
  std::atomic<std::size_t> served{0};
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const Lease lease = pool->acquire(far_away());
      ++served;
      (void)eventually([&] { return served == 4; });
    });
    REQUIRE(eventually([&] { return pool->statistics().waiting == i + 1; }));
  }
  gate.await_arrivals(1);
  CHECK(pool->statistics().dialing == 1);
  CHECK(fixture.driver->attempts() == 1);
  gate.open();
  for (std::thread& thread : threads) thread.join();
  CHECK(fixture.driver->opened() == 4);
  for (const std::thread::id& id : dialers) CHECK(id == dialers.front());
}

TEST_CASE("pool: no dial when the demand has vanished", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  const auto pool = fixture.pool(calm_options(0, 4));
  std::optional<Lease> held = pool->acquire(far_away());
  fixture.driver->on_connect([&](std::size_t) { gate.pass(); });
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 3; ++i) {
    threads.emplace_back([&] { const Lease lease = pool->acquire(far_away()); });
    REQUIRE(eventually([&] { return pool->statistics().waiting == i + 1; }));
  }
  gate.await_arrivals(1);
  held.reset();  // goes through all the waiters while the dial is stuck
  for (std::thread& thread : threads) thread.join();
  gate.open();
  CHECK(eventually([&] { return pool->statistics().idle == 2; }));
  CHECK(fixture.driver->attempts() == 2);
}

TEST_CASE("pool: idle connections above the minimum are closed", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(1, 4);
  options.idle_timeout = milliseconds{2};
  const auto pool = fixture.pool(options);
  {
    std::vector<Lease> leases;
    for (int i = 0; i < 4; ++i) leases.push_back(pool->acquire(far_away()));
  }
  CHECK(eventually([&] { return pool->statistics().closed_idle == 3; }));
  CHECK(eventually([&] { return fixture.driver->live() == 1; }));
  CHECK(eventually([&] { return pool->statistics().total == 1; }));
}

TEST_CASE("pool: connections are replaced at the end of their lifetime", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(1, 1);
  options.max_lifetime = milliseconds{2};
  const auto pool = fixture.pool(options);
  SECTION("while idle") {
    CHECK(eventually([&] { return fixture.driver->opened() >= 3; }));
    CHECK(pool->statistics().closed_old >= 2);
  }
  SECTION("on loan: not before it comes back") {
    std::optional<Lease> held = pool->acquire(far_away());
    const std::size_t number = number_of(*held);
    const auto expiry = now() + milliseconds{3};
    // Rounds go on while it is out; what has to be shown is that none of them closes it.
    REQUIRE(eventually([&] { return now() > expiry; }));
    CHECK(fixture.driver->record(number).open);
    CHECK(pool->in_use() == 1);
    held.reset();
    CHECK(eventually([&] { return !fixture.driver->record(number).open; }));
  }
  CHECK(fixture.driver->peak() == 1);
}

TEST_CASE("pool: no ping before a connection was quiet for long enough", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(2, 2);
  options.keep_alive = std::chrono::hours{1};
  options.leak_threshold = milliseconds{2};
  const auto pool = fixture.pool(options);
  REQUIRE(eventually([&] { return pool->statistics().idle == 2; }));
  const Lease held = pool->acquire(far_away());
  REQUIRE(eventually([&] { return pool->statistics().leaks_reported == 1; }));  // so there were rounds
  CHECK(fixture.driver->count("<ping>") == 0);
}

TEST_CASE("pool: quiet connections are pinged, and closed if that fails", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(1, 1);
  options.keep_alive = milliseconds{1};
  const auto begin = now();
  const auto pool = fixture.pool(options);
  REQUIRE(eventually([&] { return fixture.driver->count("<ping>") >= 3; }));
  const std::size_t pings = fixture.driver->count("<ping>");
  CHECK(pings <= static_cast<std::size_t>((now() - begin) / milliseconds{1}));  // never closer together
  CHECK(fixture.driver->opened() == 1);
  fixture.driver->on_ping([](std::size_t number) {
    if (number == 0) throw connect_error(Cond::connection_lost, "gone");
  });
  CHECK(eventually([&] { return fixture.driver->opened() == 2; }));
  CHECK(eventually([&] { return pool->statistics().closed_dead == 1; }));
  CHECK_FALSE(fixture.driver->record(0).open);
}

TEST_CASE("pool: a ping that a caller waits behind hands the connection to it", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  PoolOptions options = calm_options(1, 1);
  options.keep_alive = milliseconds{1};
  fixture.driver->on_ping([&](std::size_t) { gate.pass(); });
  const auto pool = fixture.pool(options);
  gate.await_arrivals(1);
  auto caller = std::async(std::launch::async, [&] { return number_of(pool->acquire(far_away())); });
  REQUIRE(eventually([&] { return pool->statistics().waiting == 1; }));
  gate.open();
  CHECK(caller.get() == 0);
}

TEST_CASE("pool: a leak is reported once, with its place, and again when it comes back", "[pool]") {
  Fixture fixture;
  PoolOptions options = calm_options(0, 1);
  options.leak_threshold = milliseconds{2};
  const auto pool = fixture.pool(options);
  const SourceLocation where = SourceLocation::current();
  std::optional<Lease> held = pool->acquire(far_away(), where);
  REQUIRE(eventually([&] { return fixture.events.of(PoolEvent::Kind::leak_suspected).size() == 1; }));
  CHECK(fixture.events.of(PoolEvent::Kind::leak_suspected).front().line == where.line());
  const auto later = now() + milliseconds{6};
  REQUIRE(eventually([&] { return now() > later; }));  // some more rounds
  CHECK(fixture.events.of(PoolEvent::Kind::leak_suspected).size() == 1);
  CHECK(fixture.events.of(PoolEvent::Kind::leak_returned).empty());
  CHECK(pool->statistics().leaks_reported == 1);
  held.reset();
  REQUIRE(eventually([&] { return fixture.events.of(PoolEvent::Kind::leak_returned).size() == 1; }));
  CHECK(fixture.events.of(PoolEvent::Kind::leak_returned).front().line == where.line());
}

TEST_CASE("pool: a listener that throws is counted and does no harm", "[pool]") {
  const auto driver = std::make_shared<FakeDriver>();
  ConnectionPool pool{driver, ConnectOptions{}, calm_options(0, 1),
                      [](const PoolEvent&) { throw std::runtime_error{"listener"}; }};
  { const Lease lease = pool.acquire(far_away()); }
  CHECK(eventually([&] { return pool.statistics().listener_failures == 1; }));
  CHECK(static_cast<bool>(pool.acquire(far_away())));
}

TEST_CASE("pool: suspicion", "[pool]") {
  Fixture fixture;
  const auto pool = fixture.pool(calm_options(0, 4));
  {
    const Lease first = pool->acquire(far_away());
    const Lease second = pool->acquire(far_away());
  }
  REQUIRE(pool->statistics().idle == 2);
  SECTION("dead idle connections are closed; one that lives is proof enough") {
    fixture.driver->kill(0);
    pool->suspect();
    CHECK(eventually([&] { return pool->statistics().closed_dead == 1; }));
    CHECK(eventually([&] {
      const auto now = pool->statistics();
      return now.total == 1 && now.idle == 1;
    }));
    CHECK(fixture.driver->attempts() == 2);
    CHECK(number_of(pool->acquire(far_away())) == 1);
  }
  SECTION("none lives: the pool dials at once and finds the server") {
    fixture.driver->kill_all();
    pool->suspect();
    CHECK(eventually([&] { return fixture.driver->opened() == 3; }));
    CHECK(pool->reachable());
  }
  SECTION("none lives and the server is gone: unreachable, without any caller") {
    fixture.driver->fail_connects(connect_error(Cond::connection_failed, "no answer"));
    fixture.driver->kill_all();
    pool->suspect();
    CHECK(eventually([&] { return !pool->reachable(); }));
    pool->suspect();  // known already
    fixture.driver->accept_connects();
    CHECK(eventually([&] { return pool->reachable(); }));
  }
}

TEST_CASE("pool: a lease may outlive its pool", "[pool]") {
  Fixture fixture;
  auto pool = fixture.pool(calm_options(0, 3));
  std::optional<Lease> clean = pool->acquire(far_away());
  std::optional<Lease> dirty = pool->acquire(far_away());
  std::optional<Lease> broken = pool->acquire(far_away());
  pool.reset();
  CHECK(fixture.driver->live() == 3);
  (void)(*clean)->execute("SELECT 1", {});
  CHECK(fixture.driver->calls(0).back() == "SELECT 1");
  dirty->mark_dirty();
  broken->mark_broken();
  clean.reset();
  CHECK(fixture.driver->live() == 2);  // closed at once, not with the last lease
  dirty.reset();
  CHECK(fixture.driver->live() == 1);
  broken.reset();
  CHECK(fixture.driver->live() == 0);
  CHECK(fixture.driver->count("<reset>") == 0);
}

TEST_CASE("pool: destroying it fails its waiters and closes what is idle", "[pool]") {
  Fixture fixture;
  auto pool = fixture.pool(calm_options(2, 2));
  std::optional<Lease> first = pool->acquire(far_away());
  std::optional<Lease> second = pool->acquire(far_away());
  ConnectionPool* raw = pool.get();
  auto waiter = std::async(std::launch::async,
                           [raw] { return message_of<Unavailable>([raw] { return raw->acquire(far_away()); }); });
  REQUIRE(eventually([&] { return pool->statistics().waiting == 1; }));
  second.reset();
  CHECK_FALSE(waiter.get());  // it was served, and gave its connection back
  auto other = std::async(std::launch::async, [raw] {
    const Lease one = raw->acquire(far_away());
    return message_of<Unavailable>([raw] { return raw->acquire(far_away()); });
  });
  REQUIRE(eventually([&] { return pool->statistics().waiting == 1; }));
  pool.reset();
  CHECK(contains(other.get(), "pool \"replica1\" was closed"));
  CHECK(fixture.driver->live() == 1);
  first.reset();
  CHECK(fixture.driver->live() == 0);
}

TEST_CASE("pool: destroying it in the middle of a dial or a reset loses nothing", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  SECTION("dial") {
    fixture.driver->on_connect([&](std::size_t) { gate.pass(); });
    auto pool = fixture.pool(calm_options(1, 1));
    gate.await_arrivals(1);
    std::thread opener{[&] { gate.open(); }};
    pool.reset();
    opener.join();
  }
  SECTION("reset") {
    fixture.driver->on_reset([&](std::size_t) { gate.pass(); });
    auto pool = fixture.pool(calm_options(2, 2));
    {
      Lease first = pool->acquire(far_away());
      Lease second = pool->acquire(far_away());
      first.mark_dirty();
      second.mark_dirty();
    }
    gate.await_arrivals(1);
    std::thread opener{[&] { gate.open(); }};
    pool.reset();
    opener.join();
  }
  CHECK(fixture.driver->live() == 0);
}

TEST_CASE("pool: a connection stuck in closing counts against max_size", "[pool]") {
  Fixture fixture;
  Gate gate;
  const OpenAtExit open{gate};
  fixture.driver->on_close([&](std::size_t) { gate.pass(); });
  const auto pool = fixture.pool(calm_options(0, 1));
  pool->acquire(far_away()).mark_broken();
  gate.await_arrivals(1);
  CHECK(pool->statistics().closing == 1);
  CHECK_THROWS_AS(pool->acquire(now()), PoolTimeout);
  CHECK(fixture.driver->attempts() == 1);
  gate.open();
  CHECK(number_of(pool->acquire(far_away())) == 1);
  CHECK(fixture.driver->peak() == 1);
}

}  // namespace
}  // namespace rwsplit
