// What the library itself costs per statement: everything between the caller and the driver, with a driver that does
// nothing. The limits are 1 µs and no allocation per routed statement.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <spdlog/spdlog.h>

#include <rwsplit/rwsplit.hpp>
#include <rwsplit/sql/classify.hpp>

#include "bench/allocation_count.hpp"
#include "support/null_driver.hpp"

namespace {

using benchmark::State;
using rwsplit::testing::NullDriver;

constexpr int many_threads = 8;

// A statement as programs have it.
constexpr std::string_view hundred_characters =
    "SELECT id, author, title, body FROM post WHERE author = ? AND created > ? ORDER BY created LIMIT 100";
static_assert(hundred_characters.size() == 100);

// As programs have it: debug lines are off.
[[nodiscard]] std::shared_ptr<spdlog::logger> quiet_logger() {
  auto logger = spdlog::default_logger()->clone("bench");
  logger->set_level(spdlog::level::warn);
  return logger;
}

[[nodiscard]] rwsplit::PoolOptions warm_pool() {
  return {.min_idle = many_threads, .max_size = many_threads, .acquire_timeout = std::chrono::seconds{30}};
}

[[nodiscard]] rwsplit::ClusterConfig config() {
  const auto driver = std::make_shared<NullDriver>();
  const auto engine = [&](const char* name) {
    return rwsplit::EngineConfig{.name = name, .url = "null://nowhere", .driver = driver};
  };
  return {.master = engine("master"),
          .replicas = {engine("replica1"), engine("replica2")},
          .pool = warm_pool(),
          .read_functions = {"tax"},
          .logger = quiet_logger()};
}

// One for the whole program, like in a user's; every thread finds a connection ready.
[[nodiscard]] rwsplit::Cluster& shared_cluster() {
  static rwsplit::Cluster cluster{config()};
  return cluster;
}

/// Runs `statement()` until the benchmark has enough; reports allocations per statement.
template <class Statement>
void measure(State& state, Statement statement) {
  for (int i = 0; i < 100; ++i) statement();  // until every pool has its connections
  const std::uint64_t before = rwsplit::bench::allocations();
  for (auto _ : state) statement();
  const auto made = static_cast<double>(rwsplit::bench::allocations() - before);
  state.counters["allocations"] = benchmark::Counter(made, benchmark::Counter::kAvgIterations);
}

// ---- Whole statements: decide, lease, execute, learn, return ----

void read_on_replica(State& state) {
  rwsplit::RoutingSession db{shared_cluster()};
  measure(state, [&] { benchmark::DoNotOptimize(db.execute("SELECT id, title FROM post WHERE id = ?", 42)); });
}

void write_on_master(State& state) {
  rwsplit::RoutingSession db{shared_cluster()};
  measure(state, [&] { benchmark::DoNotOptimize(db.execute("UPDATE post SET title = ? WHERE id = ?", "x", 42)); });
}

void session_per_read(State& state) {
  measure(state, [] {
    rwsplit::RoutingSession db{shared_cluster()};
    benchmark::DoNotOptimize(db.execute("SELECT id, title FROM post WHERE id = ?", 42));
  });
}

void read_of_runtime_sql(State& state) {
  rwsplit::RoutingSession db{shared_cluster()};
  measure(state, [&] { benchmark::DoNotOptimize(db.execute(rwsplit::runtime_sql(hundred_characters), 7, 42)); });
}

void read_under_a_guard(State& state) {
  rwsplit::RoutingSession db{shared_cluster()};
  measure(state, [&] {
    const rwsplit::UseMaster on_master{db};
    benchmark::DoNotOptimize(db.execute("SELECT id, title FROM post WHERE id = ?", 42));
  });
}

void read_in_a_transaction(State& state) {
  rwsplit::RoutingSession db{shared_cluster()};
  rwsplit::Transaction transaction{db};
  measure(state, [&] { benchmark::DoNotOptimize(transaction.execute("SELECT id FROM post WHERE id = ?", 42)); });
  transaction.commit();
}

// ---- The parts ----

void decide_alone(State& state) {
  const rwsplit::Topology topology{
      .engines = {{.name = "master", .role = rwsplit::Role::master, .accepts_reads = false},
                  {.name = "replica1"},
                  {.name = "replica2"}}};
  const rwsplit::StatementInfo info = rwsplit::classify("SELECT id, title FROM post WHERE id = ?");
  const std::array<std::uint32_t, 3> load{};
  const rwsplit::StatementRouter router;
  const rwsplit::WeightedBalancer balancer;
  std::uint64_t ticket = 0;
  measure(state, [&] {
    rwsplit::RouteQuery query{.statement = info, .topology = topology};
    query.load = load;
    query.ticket = ++ticket;
    benchmark::DoNotOptimize(rwsplit::decide(query, router, balancer));
  });
}

void acquire_and_return(State& state) {
  static rwsplit::ConnectionPool pool{std::make_shared<NullDriver>(), {.url = {}, .engine = "alone"}, warm_pool()};
  measure(state, [] {
    const rwsplit::Lease lease = pool.acquire();
    benchmark::DoNotOptimize(&*lease);
  });
}

void create_a_session(State& state) {
  measure(state, [] {
    rwsplit::RoutingSession db{shared_cluster()};
    benchmark::DoNotOptimize(&db);
  });
}

// ---- Analysis of text known only at run time ----

/// A statement of `length` characters: columns, comparisons, numbers and quoted text, in parts like a program adds
/// them.
[[nodiscard]] std::string statement_of(std::size_t length) {
  std::string text{hundred_characters.substr(0, hundred_characters.find(" ORDER BY"))};
  while (text.size() < length) text += " AND (score > 1204 OR LOWER(topic) = 'some quoted text')";
  text.resize(std::min(length, text.size()));
  const bool within_quotes = std::count(text.begin(), text.end(), '\'') % 2 != 0;
  if (within_quotes) text.back() = '\'';
  return text;
}

void classify(State& state) {
  const std::string statement = statement_of(static_cast<std::size_t>(state.range(0)));
  std::string_view text = statement;
  measure(state, [&] {
    benchmark::DoNotOptimize(text);
    benchmark::DoNotOptimize(rwsplit::classify(text));
  });
}

void resolve_constant(State& state) {
  const rwsplit::SqlString<int> sql{"SELECT id, title FROM post WHERE id = ?"};
  measure(state, [&] { benchmark::DoNotOptimize(&*shared_cluster().resolve(sql.statement())); });
}

void resolve_constant_with_read_function(State& state) {
  const rwsplit::SqlString<int> sql{"SELECT id, tax(price) FROM post WHERE id = ?"};
  measure(state, [&] { benchmark::DoNotOptimize(&*shared_cluster().resolve(sql.statement())); });
}

void resolve_known_text(State& state) {
  const rwsplit::RuntimeSql sql = rwsplit::runtime_sql(hundred_characters);
  measure(state, [&] { benchmark::DoNotOptimize(&*shared_cluster().resolve(sql.statement())); });
}

// Many known texts in turn, so that the cache's own memory is not always at hand.
void resolve_one_of_1000(State& state) {
  std::vector<std::string> texts;
  for (int i = 1000; i < 2000; ++i) {
    texts.push_back(std::string{hundred_characters.substr(0, 96)} + std::to_string(i));
  }
  std::size_t next = 0;
  measure(state, [&] {
    next = next + 1 == texts.size() ? 0 : next + 1;
    benchmark::DoNotOptimize(&*shared_cluster().resolve(rwsplit::runtime_sql(texts[next]).statement()));
  });
}

// Texts that are never seen twice, as programs make them that write values into statements.
void resolve_new_text(State& state) {
  std::string text{hundred_characters};
  static std::atomic<std::uint32_t> thread{0};
  std::uint64_t number = 1'000'000'000'000 * ++thread;
  measure(state, [&] {
    const auto digits = std::to_string(++number);
    text.replace(text.size() - digits.size(), digits.size(), digits);
    benchmark::DoNotOptimize(&*shared_cluster().resolve(rwsplit::runtime_sql(text).statement()));
  });
}

// Real time with several threads is the time between two statements of the whole program; CPU is what one costs.
void routed(benchmark::internal::Benchmark* each) {
  each->Threads(1)->Threads(many_threads)->UseRealTime()->Unit(benchmark::kNanosecond);
}

BENCHMARK(read_on_replica)->Apply(routed);
BENCHMARK(write_on_master)->Apply(routed);
BENCHMARK(session_per_read)->Apply(routed);
BENCHMARK(read_of_runtime_sql)->Apply(routed);
BENCHMARK(read_under_a_guard)->Apply(routed);
BENCHMARK(read_in_a_transaction)->Apply(routed);
BENCHMARK(decide_alone);
BENCHMARK(acquire_and_return)->Apply(routed);
BENCHMARK(create_a_session)->Apply(routed);
BENCHMARK(classify)->Name("classify_100_characters")->Arg(100)->Apply(routed);
BENCHMARK(classify)->Name("classify_1000_characters")->Arg(1000)->Apply(routed);
BENCHMARK(classify)->Name("classify_10000_characters")->Arg(10000)->Apply(routed);
BENCHMARK(resolve_constant)->Apply(routed);
BENCHMARK(resolve_constant_with_read_function)->Apply(routed);
BENCHMARK(resolve_known_text)->Apply(routed);
BENCHMARK(resolve_one_of_1000)->Apply(routed);
BENCHMARK(resolve_new_text)->Apply(routed);

}  // namespace

BENCHMARK_MAIN();
