#include <array>
#include <initializer_list>
#include <random>

#include <rapidcheck.h>
#include <rwsplit/pool/pool_accounting.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit::detail {
namespace {

using std::chrono::milliseconds;

TEST_CASE("pool accounting: how many connections to dial", "[pool]") {
  struct Row {
    const char* why;
    PoolCounts counts;
    std::size_t min_idle;
    std::size_t max_size;
    bool probe;
    std::size_t expected;
  };
  const std::initializer_list<Row> rows = {
      {"nothing is needed", {}, 0, 10, false, 0},
      {"the minimum is kept", {}, 2, 10, false, 2},
      {"the minimum counts connections on loan", {.in_use = 2}, 2, 10, false, 0},
      {"the minimum counts connections that come", {.dialing = 1, .resetting = 1}, 2, 10, false, 0},
      {"closing connections do not fill the minimum", {.closing = 2}, 2, 10, false, 2},
      {"one per waiter", {.in_use = 3, .waiting = 2}, 1, 10, false, 2},
      {"a connection that comes serves a waiter", {.in_use = 3, .dialing = 1, .waiting = 2}, 1, 10, false, 1},
      {"a connection that is being reset serves one too", {.in_use = 3, .resetting = 2, .waiting = 2}, 1, 10, false, 0},
      {"an idle one too", {.idle = 1, .waiting = 1}, 1, 10, false, 0},
      {"more coming than waiting", {.dialing = 3, .waiting = 1}, 1, 10, false, 0},
      {"no more than there is room", {.in_use = 9, .waiting = 5}, 1, 10, false, 1},
      {"full", {.in_use = 10, .waiting = 5}, 1, 10, false, 0},
      {"closing ones take room", {.in_use = 9, .closing = 1, .waiting = 5}, 1, 10, false, 0},
      {"more than the maximum, which must not happen", {.in_use = 11, .waiting = 5}, 1, 10, true, 0},
      {"a probe wants one", {.idle = 3}, 1, 10, true, 1},
      {"a probe is content with one that dials", {.dialing = 1}, 1, 10, true, 0},
      {"a probe needs room", {.in_use = 10}, 1, 10, true, 0},
      {"waiters and probe are not added up", {.waiting = 3}, 1, 10, true, 3},
  };
  for (const Row& row : rows) {
    INFO(row.why);
    const PoolOptions options{.min_idle = row.min_idle, .max_size = row.max_size};
    CHECK(connections_to_dial(row.counts, options, row.probe) == row.expected);
  }
}

TEST_CASE("pool accounting: what a failed connect means", "[pool]") {
  using Kind = ConnectFailureKind;
  CHECK(classify_connect_failure(Cond::access_denied) == Kind::refused);
  CHECK(classify_connect_failure(Cond::unknown_database) == Kind::refused);
  CHECK(classify_connect_failure(Cond::bad_configuration) == Kind::refused);
  CHECK(classify_connect_failure(Cond::misuse) == Kind::refused);
  CHECK(classify_connect_failure(Cond::host_blocked) == Kind::blocked);
  CHECK(classify_connect_failure(Cond::too_many_connections) == Kind::saturated);
  for (const Cond condition : {Cond::other,
                               Cond::connection_failed,
                               Cond::connection_lost,
                               Cond::syntax_error,
                               Cond::no_such_table,
                               Cond::no_such_column,
                               Cond::duplicate_key,
                               Cond::constraint_violation,
                               Cond::data_out_of_range,
                               Cond::deadlock,
                               Cond::lock_timeout,
                               Cond::read_only,
                               Cond::statement_timeout,
                               Cond::packet_too_large,
                               Cond::out_of_resources,
                               Cond::commit_in_doubt,
                               Cond::timed_out,
                               Cond::pool_exhausted,
                               Cond::unavailable,
                               Cond::read_only_violation,
                               Cond::conversion,
                               Cond::unknown_engine}) {
    CAPTURE(static_cast<int>(condition));
    CHECK(classify_connect_failure(condition) == Kind::transient);
  }
}

TEST_CASE("pool accounting: who is told of a failed connect at once", "[pool]") {
  struct Row {
    ConnectFailureKind kind;
    bool fail_fast;
    std::size_t open;
    bool at_once;
    bool reachable;
  };
  using Kind = ConnectFailureKind;
  for (const Row& row : std::initializer_list<Row>{
           {Kind::transient, false, 0, false, false},
           {Kind::transient, false, 1, false, false},
           {Kind::transient, true, 0, true, false},
           {Kind::transient, true, 1, true, false},
           {Kind::saturated, false, 0, false, false},
           {Kind::saturated, false, 1, false, true},
           {Kind::saturated, true, 0, true, false},
           {Kind::saturated, true, 1, false, true},
           {Kind::refused, false, 0, true, false},
           {Kind::refused, false, 1, false, false},
           {Kind::refused, true, 0, true, false},
           {Kind::refused, true, 1, true, false},
           {Kind::blocked, false, 0, true, false},
           {Kind::blocked, false, 1, false, false},
           {Kind::blocked, true, 0, true, false},
           {Kind::blocked, true, 1, true, false},
       }) {
    CAPTURE(static_cast<int>(row.kind), row.fail_fast, row.open);
    CHECK(fails_at_once(row.kind, row.fail_fast, row.open) == row.at_once);
    CHECK(reachable_after(row.kind, row.open) == row.reachable);
  }
}

TEST_CASE("pool accounting: pauses double, are spread below the cap and nearly constant at it", "[pool]") {
  const PoolDuration min = milliseconds{10};
  const PoolDuration max = milliseconds{1000};
  const std::array<int, 10> ceilings{10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000};
  for (unsigned attempt = 0; attempt < ceilings.size(); ++attempt) {
    CAPTURE(attempt);
    const bool capped = ceilings[attempt] == 1000;
    CHECK(back_off(attempt, 0.5, min, max) == milliseconds{ceilings[attempt]} * (capped ? 95 : 50) / 100);
    CHECK(back_off(attempt, 0.0, min, max) == (capped ? max : PoolDuration{0}));
  }
  CHECK(back_off(4'000'000'000U, 0.0, min, max) == max);
  CHECK(back_off(63, 0.0, PoolDuration{1}, PoolDuration::max()) <= PoolDuration::max());  // doubling must not overflow
  CHECK(back_off(0, 0.5, max, max) == milliseconds{950});
}

TEST_CASE("pool accounting: a server that is down for 30 s sees about 40 attempts", "[pool]") {
  const PoolOptions options;
  std::minstd_rand randomness{1};  // fixed: the same pauses in every run
  std::uniform_real_distribution<double> uniform{0.0, 1.0};
  for (int round = 0; round < 1000; ++round) {
    unsigned attempts = 0;
    for (PoolDuration elapsed{0}; elapsed < std::chrono::seconds{30}; ++attempts) {
      elapsed += pause_after(ConnectFailureKind::transient, attempts, uniform(randomness), options);
    }
    REQUIRE(attempts >= 35);
    REQUIRE(attempts <= 41);
  }
}

TEST_CASE("pool accounting: a refused login is repeated slowly, a blocked host stays away", "[pool]") {
  const PoolOptions options{.max_backoff = milliseconds{700}};
  CHECK(pause_after(ConnectFailureKind::refused, 0, 0.9, options) == milliseconds{700});
  CHECK(pause_after(ConnectFailureKind::blocked, 0, 0.9, options) == std::chrono::seconds{30});
  CHECK(pause_after(ConnectFailureKind::blocked, 0, 0.9, {.max_backoff = std::chrono::minutes{1}}) ==
        std::chrono::minutes{1});
  CHECK(pause_after(ConnectFailureKind::transient, 0, 0.5, options) == milliseconds{5});
  CHECK(pause_after(ConnectFailureKind::saturated, 1, 0.5, options) == milliseconds{10});
}

TEST_CASE("pool accounting: lifetimes are shortened by 10 % at most", "[pool]") {
  CHECK(jittered_lifetime(milliseconds{1000}, 0.0) == milliseconds{1000});
  CHECK(jittered_lifetime(milliseconds{1000}, 0.5) == milliseconds{950});
  CHECK(jittered_lifetime(milliseconds{1000}, 1.0) == milliseconds{900});
  CHECK(jittered_lifetime(PoolDuration{0}, 0.7) == PoolDuration{0});
}

TEST_CASE("pool accounting: what happens to a returned connection", "[pool]") {
  struct Row {
    const char* why;
    ReturnedConnection returned;
    ReturnAction expected;
  };
  const ConnectionStatus clean{};
  const ConnectionStatus in_transaction{.in_transaction = true};
  const ConnectionStatus no_autocommit{.autocommit = false};
  const ConnectionStatus unusable{.usable = false};
  for (const Row& row : std::initializer_list<Row>{
           {"clean", {.status = clean}, ReturnAction::reuse},
           {"marked dirty", {.status = clean, .dirty = true}, ReturnAction::reset},
           {"a transaction was left open", {.status = in_transaction}, ReturnAction::reset},
           {"autocommit was left off", {.status = no_autocommit}, ReturnAction::reset},
           {"marked broken", {.status = clean, .broken = true}, ReturnAction::close_broken},
           {"broken beats dirty", {.status = clean, .dirty = true, .broken = true}, ReturnAction::close_broken},
           {"unusable", {.status = unusable}, ReturnAction::close_broken},
           {"unusable beats old", {.status = unusable, .expired = true}, ReturnAction::close_broken},
           {"old", {.status = clean, .expired = true}, ReturnAction::close_old},
           {"old and dirty: no reset for nobody",
            {.status = clean, .dirty = true, .expired = true},
            ReturnAction::close_old},
           {"the pool is gone", {.status = clean, .pool_closed = true}, ReturnAction::close_old},
           {"the pool is gone, dirty", {.status = in_transaction, .pool_closed = true}, ReturnAction::close_old},
       }) {
    INFO(row.why);
    CHECK(decide_return(row.returned) == row.expected);
  }
}

TEST_CASE("pool accounting: what happens to an idle connection", "[pool]") {
  const PoolOptions options{.min_idle = 1, .idle_timeout = milliseconds{100}, .keep_alive = milliseconds{20}};
  struct Row {
    const char* why;
    IdleConnection connection;
    IdleAction expected;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"just used", {.total = 2}, IdleAction::keep},
           {"quiet, not long enough", {.quiet_for = milliseconds{19}, .total = 2}, IdleAction::keep},
           {"quiet", {.quiet_for = milliseconds{20}, .total = 2}, IdleAction::ping},
           {"idle too long",
            {.idle_for = milliseconds{100}, .quiet_for = milliseconds{1}, .total = 2},
            IdleAction::close_idle},
           {"idle too long, but part of the minimum", {.idle_for = milliseconds{100}, .total = 1}, IdleAction::keep},
           {"part of the minimum, and quiet",
            {.idle_for = milliseconds{100}, .quiet_for = milliseconds{20}, .total = 1},
            IdleAction::ping},
           {"old", {.expired = true, .total = 1}, IdleAction::close_old},
           {"old beats idle", {.idle_for = milliseconds{100}, .expired = true, .total = 2}, IdleAction::close_old},
       }) {
    INFO(row.why);
    CHECK(decide_idle(row.connection, options) == row.expected);
  }
  const IdleConnection forgotten{.idle_for = std::chrono::hours{9}, .quiet_for = std::chrono::hours{9}, .total = 9};
  const PoolOptions never{.idle_timeout = milliseconds{0}, .keep_alive = milliseconds{0}};
  CHECK(decide_idle(forgotten, never) == IdleAction::keep);
}

TEST_CASE("pool accounting: how often connections are looked at", "[pool]") {
  const milliseconds off{0};
  const PoolOptions none{.idle_timeout = off, .max_lifetime = off, .keep_alive = off, .leak_threshold = off};
  CHECK(round_interval(none) == PoolDuration{0});
  CHECK(round_interval(PoolOptions{}) == std::chrono::seconds{30});
  PoolOptions options = none;
  options.leak_threshold = milliseconds{400};
  CHECK(round_interval(options) == milliseconds{100});
  options.keep_alive = milliseconds{80};
  CHECK(round_interval(options) == milliseconds{20});
  options.idle_timeout = milliseconds{1};
  CHECK(round_interval(options) == milliseconds{1});
  options.max_lifetime = std::chrono::hours{1};
  CHECK(round_interval(options) == milliseconds{1});
}

TEST_CASE("pool accounting: a pool that follows the rules never breaks its bounds", "[pool][property]") {
  // A model of a pool without threads: random events change the counts, the rules decide, the invariants are checked.
  const bool holds = rc::check("bounds hold for every sequence of events", [] {
    const auto max_size = *rc::gen::inRange<std::size_t>(1, 8);
    const PoolOptions options{.min_idle = *rc::gen::inRange<std::size_t>(0, max_size + 1), .max_size = max_size};
    PoolCounts counts;
    const auto move = [](std::size_t& from, std::size_t& to) {
      if (from == 0) return;
      --from;
      ++to;
    };
    for (const int event : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10))) {
      std::size_t gone = 0;
      switch (event) {
        case 0: ++counts.waiting; break;                       // a caller comes
        case 1: move(counts.waiting, gone); break;             // a caller gives up
        case 2: move(counts.dialing, counts.idle); break;      // a connect succeeds
        case 3: move(counts.dialing, gone); break;             // a connect fails
        case 4: move(counts.in_use, counts.idle); break;       // clean return
        case 5: move(counts.in_use, counts.resetting); break;  // dirty return
        case 6: move(counts.in_use, counts.closing); break;    // broken return
        case 7: move(counts.resetting, counts.idle); break;    // reset done
        case 8: move(counts.closing, gone); break;             // socket closed
        case 9: move(counts.idle, counts.closing); break;      // idle timeout
        default: break;
      }
      while (counts.idle > 0 && counts.waiting > 0) {  // hand-off
        move(counts.idle, counts.in_use);
        --counts.waiting;
      }
      const bool probe = *rc::gen::arbitrary<bool>();
      const std::size_t dials = connections_to_dial(counts, options, probe);
      RC_ASSERT(counts.total() + dials <= options.max_size);
      const std::size_t coming = counts.idle + counts.dialing + counts.resetting;
      const bool needed = probe || counts.waiting > coming || counts.total() - counts.closing < options.min_idle;
      RC_ASSERT(needed || dials == 0);
      const bool room = counts.total() < options.max_size;
      RC_ASSERT(!(counts.waiting > coming && room) || dials > 0);  // nobody waits for nothing
      counts.dialing += dials;
      RC_ASSERT(connections_to_dial(counts, options, false) == 0);  // the decision fulfils itself
    }
  });
  CHECK(holds);
}

}  // namespace
}  // namespace rwsplit::detail
