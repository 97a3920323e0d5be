#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <latch>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/sql/classify.hpp>
#include <rwsplit/sql/runtime_sql.hpp>

#include "cluster/analysis_cache.hpp"
#include "cluster/analysis_shard.hpp"
#include "cluster/learned_functions.hpp"
#include "cluster/refused_texts.hpp"
#include "cluster/statement_catalog.hpp"
#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit::detail {
namespace {

constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};
constexpr std::size_t plenty = 1'000'000;

// An analysis that can be told from others.
[[nodiscard]] StatementInfo numbered(std::uint16_t number) {
  StatementInfo info;
  info.placeholders = number;
  return info;
}

[[nodiscard]] std::string text_number(std::size_t number) { return "SELECT " + std::to_string(number); }

[[nodiscard]] AnalysisStatistics statistics_of(AnalysisShard& shard) {
  AnalysisStatistics sum;
  shard.add_to(sum);
  return sum;
}

[[nodiscard]] Statement constant(std::string_view text, StatementKind kind, DialectSet read_in,
                                 DialectSet read_if_functions_in = {}) {
  Statement statement;
  statement.text = text;
  statement.info.kind = kind;
  statement.info.read_in = read_in;
  statement.info.read_if_functions_in = read_if_functions_in;
  if (kind == StatementKind::unknown) {
    statement.info.doubt = Doubt::readings_differ;
    statement.info.stopped_at = 7;
  }
  return statement;
}

/// A constant that is a read if these functions are.
[[nodiscard]] Statement calling(std::string_view text, std::initializer_list<std::string_view> functions) {
  Statement statement = constant(text, StatementKind::unknown, {}, all_dialects);
  statement.info.doubt = Doubt::function;
  for (const std::string_view function : functions) {
    statement.info.functions[statement.info.function_count++] = {
        .offset = static_cast<std::uint32_t>(text.find(function)),
        .length = static_cast<std::uint32_t>(function.size())};
  }
  return statement;
}

[[nodiscard]] bool is_read(StatementCatalog& catalog, const Statement& statement) {
  return catalog.resolve(statement)->info.is_plain_read();
}

[[nodiscard]] Statement at_run_time(std::string_view text) {
  Statement statement;
  statement.text = text;
  statement.classified = false;
  return statement;
}

}  // namespace

// ---- AnalysisShard --------------------------------------------------------------------------------------------------

TEST_CASE("an analysis is found by its text, whatever else has the same hash", "[cluster][analysis]") {
  AnalysisShard shard{8, plenty};
  shard.insert(5, "a", numbered(1));
  shard.insert(5, "b", numbered(2));
  shard.insert(5, "a", numbered(3));  // known already
  REQUIRE(shard.find(5, "a"));
  CHECK(shard.find(5, "a")->placeholders == 1);
  REQUIRE(shard.find(5, "b"));
  CHECK(shard.find(5, "b")->placeholders == 2);
  CHECK_FALSE(shard.find(5, "c"));
  CHECK_FALSE(shard.find(6, "a"));
  const auto statistics = statistics_of(shard);
  CHECK(statistics.entries == 2);
  CHECK(statistics.hits == 4);
  CHECK(statistics.misses == 2);
}

TEST_CASE("a shard owns its texts", "[cluster][analysis]") {
  AnalysisShard shard{8, plenty};
  std::string text = "SELECT 1";
  shard.insert(1, text, numbered(1));
  text = "DELETE 1";
  CHECK(shard.find(1, "SELECT 1"));
  CHECK_FALSE(shard.find(1, text));
}

TEST_CASE("texts leave a full shard in the order they came, those asked for later", "[cluster][analysis]") {
  AnalysisShard shard{3, plenty};
  for (std::uint16_t i = 0; i < 3; ++i) shard.insert(i, text_number(i), numbered(i));
  REQUIRE(shard.find(0, text_number(0)));
  shard.insert(3, text_number(3), numbered(3));
  CHECK(shard.find(0, text_number(0)));
  CHECK_FALSE(shard.find(1, text_number(1)));
  CHECK(shard.find(2, text_number(2)));
  CHECK(shard.find(3, text_number(3)));
  CHECK(statistics_of(shard).entries == 3);

  shard.insert(4, text_number(4), numbered(4));  // all were asked for: the one whose turn it is leaves all the same
  CHECK(statistics_of(shard).entries == 3);
  CHECK(shard.find(4, text_number(4)));
  CHECK_FALSE(shard.find(2, text_number(2)));
}

TEST_CASE("texts with one hash leave one by one", "[cluster][analysis]") {
  AnalysisShard shard{2, plenty};
  shard.insert(1, "a", numbered(1));
  shard.insert(1, "b", numbered(2));
  shard.insert(1, "c", numbered(3));
  CHECK_FALSE(shard.find(1, "a"));
  REQUIRE(shard.find(1, "b"));
  CHECK(shard.find(1, "b")->placeholders == 2);
  REQUIRE(shard.find(1, "c"));
  CHECK(shard.find(1, "c")->placeholders == 3);
}

TEST_CASE("texts made to have one hash do not fill a shard", "[cluster][analysis]") {
  AnalysisShard shard{100, plenty};
  for (std::uint16_t i = 0; i < 50; ++i) shard.insert(1, text_number(i), numbered(i));
  CHECK(statistics_of(shard).entries == AnalysisShard::max_same_hash);
  REQUIRE(shard.find(1, text_number(0)));
  shard.insert(2, "other", numbered(0));
  CHECK(shard.find(2, "other"));
}

TEST_CASE("a shard's memory is bounded too", "[cluster][analysis]") {
  AnalysisShard shard{100, 10'000};
  const std::string filler(2000, 'x');
  for (std::size_t i = 0; i < 50; ++i) {
    shard.insert(i, text_number(i) + filler, numbered(0));
    CHECK(statistics_of(shard).bytes <= 10'000);
    CHECK(shard.find(i, text_number(i) + filler));
  }
  const auto full = statistics_of(shard);
  CHECK(full.entries >= 2);
  CHECK(full.bytes >= full.entries * filler.size());

  shard.insert(99, std::string(10'000, 'y'), numbered(0));  // does not fit, and costs nobody the place
  CHECK_FALSE(shard.find(99, std::string(10'000, 'y')));
  CHECK(statistics_of(shard).entries == full.entries);
}

// ---- AnalysisCache --------------------------------------------------------------------------------------------------

TEST_CASE("a text is analysed once", "[cluster][analysis]") {
  AnalysisCache cache{servers, 100};
  const std::string_view text = "SELECT a FROM t WHERE b = ?";
  const StatementInfo expected = classify(text, servers);
  for (int i = 0; i < 3; ++i) {
    const StatementInfo info = cache.info_of(text);
    CHECK(info.kind == StatementKind::read);
    CHECK(info.digest == expected.digest);
    CHECK(info.placeholders == 1);
    CHECK(info.read_in == servers);
    CHECK(info.table_count == expected.table_count);
    CHECK(info.tables == expected.tables);
  }
  CHECK(cache.info_of("DELETE FROM t").kind == StatementKind::write);
  const auto statistics = cache.statistics();
  CHECK(statistics.hits == 2);
  CHECK(statistics.misses == 2);
  CHECK(statistics.entries == 2);
  CHECK(statistics.bytes > text.size() + sizeof(StatementInfo));
}

TEST_CASE("a cache keeps no more than it may, whatever passes through", "[cluster][analysis]") {
  for (const std::size_t capacity : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{1000}}) {
    CAPTURE(capacity);
    AnalysisCache cache{servers, capacity};
    for (std::size_t i = 0; i < 3 * capacity; ++i) CHECK(cache.info_of(text_number(i)).kind == StatementKind::read);
    const auto statistics = cache.statistics();
    CHECK(statistics.misses == 3 * capacity);
    CHECK(statistics.entries <= capacity);
    CHECK(statistics.entries >= capacity / 2);
  }
}

TEST_CASE("a cache without room analyses every time", "[cluster][analysis]") {
  AnalysisCache cache{servers, 0};
  for (int i = 0; i < 3; ++i) CHECK(cache.info_of("SELECT 1").kind == StatementKind::read);
  const auto statistics = cache.statistics();
  CHECK(statistics.hits == 0);
  CHECK(statistics.misses == 3);
  CHECK(statistics.entries == 0);
}

TEST_CASE("a very long text is analysed every time and kept nowhere", "[cluster][analysis]") {
  AnalysisCache cache{servers, 1};
  const std::string head = "SELECT 1";
  const std::string longest = head + std::string(AnalysisCache::longest_text - head.size(), ' ');
  const std::string longer = longest + " ";
  for (int i = 0; i < 2; ++i) CHECK(cache.info_of(longer).kind == StatementKind::read);
  CHECK(cache.statistics().misses == 2);
  CHECK(cache.statistics().entries == 0);
  for (int i = 0; i < 2; ++i) CHECK(cache.info_of(longest).kind == StatementKind::read);
  CHECK(cache.statistics().misses == 3);
  CHECK(cache.statistics().hits == 1);
  CHECK(cache.statistics().entries == 1);
}

TEST_CASE("an empty text can be asked for", "[cluster][analysis]") {
  AnalysisCache cache{servers, 4};
  for (int i = 0; i < 2; ++i) CHECK(cache.info_of({}).kind == classify({}, servers).kind);
  CHECK(cache.statistics().hits == 1);
}

TEST_CASE("threads share a cache that is too small for what they ask", "[cluster][analysis][stress]") {
  constexpr std::size_t threads = 8;
  constexpr std::size_t texts = 400;
  constexpr std::size_t rounds = 5;
  AnalysisCache cache{servers, 100};
  std::vector<std::string> all;
  std::vector<StatementInfo> expected;
  for (std::size_t i = 0; i < texts; ++i) {
    all.push_back((i % 2 == 0 ? "SELECT a" : "DELETE FROM a") + std::to_string(i));
    expected.push_back(classify(all.back(), servers));
  }
  std::atomic<std::size_t> wrong{0};
  std::latch start{threads};
  std::vector<std::thread> crew;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    crew.emplace_back([&, thread] {
      start.arrive_and_wait();
      for (std::size_t i = 0; i < rounds * texts; ++i) {
        // Every second statement is one of a few that all threads use.
        const std::size_t which = i % 2 == 0 ? i / 2 % 8 : (i * (thread + 1)) % texts;
        const StatementInfo info = cache.info_of(all[which]);
        if (info.kind != expected[which].kind || info.digest != expected[which].digest) ++wrong;
        if (i % 100 == 0 && cache.statistics().entries > 100) ++wrong;
      }
    });
  }
  for (std::thread& member : crew) member.join();
  CHECK(wrong == 0);
  const auto statistics = cache.statistics();
  CHECK(statistics.hits + statistics.misses == threads * rounds * texts);
  CHECK(statistics.hits > 0);
}

// ---- RefusedTexts ---------------------------------------------------------------------------------------------------

TEST_CASE("a refused text is known, others are not", "[cluster][analysis]") {
  RefusedTexts refused;
  CHECK_FALSE(refused.has("SELECT f(1)"));
  CHECK_FALSE(refused.has(""));
  refused.add("SELECT f(1)");
  refused.add("SELECT f(1)");
  CHECK(refused.has("SELECT f(1)"));
  CHECK_FALSE(refused.has("SELECT f(2)"));  // as long
  CHECK_FALSE(refused.has("SELECT f(12)"));
  CHECK(refused.added() == 2);
}

TEST_CASE("any number of texts may be refused", "[cluster][analysis]") {
  RefusedTexts refused;
  for (std::size_t i = 0; i < 5 * RefusedTexts::capacity; ++i) {
    refused.add(text_number(i));
    REQUIRE(refused.has(text_number(i)));
  }
  std::size_t known = 0;
  for (std::size_t i = 0; i < 5 * RefusedTexts::capacity; ++i) known += refused.has(text_number(i)) ? 1 : 0;
  CHECK(known <= RefusedTexts::capacity);
  CHECK(known > RefusedTexts::capacity / 2);
  CHECK_FALSE(refused.has("SELECT x"));
}

TEST_CASE("a text that is refused again and again displaces no other", "[cluster][analysis]") {
  RefusedTexts refused;
  for (std::size_t i = 0; i < 100; ++i) refused.add(text_number(i));
  for (std::size_t i = 0; i < 10'000; ++i) refused.add(text_number(0));
  for (std::size_t i = 0; i < 100; ++i) CHECK(refused.has(text_number(i)));
}

TEST_CASE("threads add and ask for refused texts at once", "[cluster][analysis][stress]") {
  RefusedTexts refused;
  std::atomic<std::size_t> wrong{0};
  std::latch start{4};
  std::vector<std::thread> crew;
  for (std::size_t thread = 0; thread < 4; ++thread) {
    crew.emplace_back([&, thread] {
      start.arrive_and_wait();
      for (std::size_t i = 0; i < 500; ++i) {
        if (thread % 2 == 0) refused.add(text_number(i % 50));
        if (refused.has("never " + text_number(i))) ++wrong;
      }
    });
  }
  for (std::thread& member : crew) member.join();
  CHECK(wrong == 0);
  for (std::size_t i = 0; i < 50; ++i) CHECK(refused.has(text_number(i)));
}

// ---- StatementCatalog -----------------------------------------------------------------------------------------------

TEST_CASE("a constant that nothing speaks about is referred to, not copied", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, {}};
  const Statement statements[] = {
      constant("SELECT 1", StatementKind::read, all_dialects),
      constant("DELETE FROM t", StatementKind::write, {}),
      constant("SELECT sqlite's", StatementKind::unknown, {Dialect::sqlite}),
      constant("SELECT half", StatementKind::unknown, {Dialect::mariadb, Dialect::sqlite}),
  };
  for (const Statement& statement : statements) {
    CAPTURE(statement.text);
    CHECK(&*catalog.resolve(statement) == &statement);
  }
  CHECK(catalog.statistics().misses == 0);
}

TEST_CASE("a constant that is a read for the cluster's dialects is one", "[cluster][analysis]") {
  const Statement statement = constant("SELECT mariadb's", StatementKind::unknown, {Dialect::mariadb, Dialect::sqlite});
  StatementCatalog mariadb{{Dialect::mariadb}, 10, {}};
  const ResolvedStatement resolved = mariadb.resolve(statement);
  CHECK(resolved->info.is_plain_read());
  CHECK(resolved->info.doubt == Doubt::none);
  CHECK(resolved->info.stopped_at == 0);
  CHECK(resolved->text == statement.text);
  CHECK(resolved->classified);
  CHECK(mariadb.statistics().misses == 0);  // without analysing it
  StatementCatalog any{all_dialects, 10, {}};
  CHECK(any.resolve(statement)->info.kind == StatementKind::unknown);
}

TEST_CASE("a read for fewer dialects than the cluster has is analysed again", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, {}};
  const Statement statement = constant("DELETE FROM t", StatementKind::read, {Dialect::mysql});
  CHECK(catalog.resolve(statement)->info.kind == StatementKind::write);
}

TEST_CASE("text known only at run time is analysed once", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, {}};
  for (int i = 0; i < 3; ++i) {
    const Statement statement = at_run_time("SELECT a FROM t");
    const ResolvedStatement resolved = catalog.resolve(statement);
    CHECK(resolved->classified);
    CHECK(resolved->info.is_plain_read());
    CHECK(resolved->text.data() == statement.text.data());
    CHECK(&*catalog.resolve(*resolved) == &*resolved);
  }
  CHECK(catalog.statistics().misses == 1);
  CHECK(catalog.statistics().hits == 2);
}

TEST_CASE("what a replica refused is unknown from then on", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, {}};
  const Statement fixed = constant("SELECT fixed", StatementKind::read, all_dialects);
  const Statement varied = at_run_time("SELECT varied");
  const Statement other = constant("SELECT other", StatementKind::read, all_dialects);
  CHECK(catalog.resolve(varied)->info.is_plain_read());
  catalog.remember_refused(fixed.text);
  catalog.remember_refused(varied.text);
  for (const Statement* const statement : {&fixed, &varied}) {
    CAPTURE(statement->text);
    const ResolvedStatement resolved = catalog.resolve(*statement);
    CHECK(resolved->info.kind == StatementKind::unknown);
    CHECK(resolved->info.doubt == Doubt::refused_before);
    CHECK(resolved->info.read_in.empty());
    CHECK(catalog.resolve(*resolved)->info.doubt == Doubt::refused_before);
  }
  CHECK(&*catalog.resolve(other) == &other);
  CHECK(catalog.statistics().refused == 2);
}

TEST_CASE("a function on the user's list makes a read of a constant", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, ReadFunctions{{"tax", "shop.price"}}};
  CHECK(is_read(catalog, calling("SELECT TAX(a) FROM t", {"TAX"})));
  CHECK(is_read(catalog, calling("SELECT shop.price(tax(a)) FROM t", {"shop.price", "tax"})));
  CHECK_FALSE(is_read(catalog, calling("SELECT price(a) FROM t", {"price"})));
  CHECK_FALSE(is_read(catalog, calling("SELECT tax(a), other(a) FROM t", {"tax", "other"})));
  CHECK(catalog.statistics().misses == 0);
}

// ---- Learned functions ----------------------------------------------------------------------------------------------

TEST_CASE("a learned function is known by its full name, and by its own name in the connection's database",
          "[cluster][analysis]") {
  const LearnedFunctions learned{{"shop.price", "Shop.margin", "archive.price_then"}, "shop"};
  CHECK(learned.size() == 3);
  for (const char* const known :
       {"price", "PRICE", "`price`", "shop.price", "`shop` . `Price`", "Shop.margin", "archive.price_then"}) {
    CAPTURE(known);
    CHECK(learned.contains(known));
  }
  // The same name in another database is another function, and so may be a database that differs in case only.
  for (const char* const unknown :
       {"archive.price", "Shop.price", "margin", "price_then", "shop.price_then", "", "."}) {
    CAPTURE(unknown);
    CHECK_FALSE(learned.contains(unknown));
  }
  CHECK_FALSE(LearnedFunctions({"shop.price"}, "").contains("price"));
  CHECK_FALSE(LearnedFunctions{}.contains("price"));
}

TEST_CASE("nothing is learned from a server that answers with fewer columns than it was asked for",
          "[cluster][analysis][security]") {
  testing::FakeDriver driver;
  driver.on_execute([](std::string_view, std::span<const Value>) {
    Reply reply;
    reply.rows = ResultSet{std::make_shared<ResultSet::Columns>(ResultSet::Columns{{"schema", "TEXT"}})};
    reply.rows.push(Value::text("shop"));
    return reply;
  });
  const auto connection = driver.connect({});
  CHECK(LearnedFunctions::from(*connection).size() == 0);
}

TEST_CASE("what is learned replaces what was learned before, not the user's list", "[cluster][analysis]") {
  StatementCatalog catalog{servers, 10, ReadFunctions{{"tax"}}};
  const Statement price = calling("SELECT price(a) FROM t", {"price"});
  const Statement both = calling("SELECT price(a), tax(a), LOWER(a) FROM t", {"price", "tax", "LOWER"});
  const Statement cost = calling("SELECT shop.cost(a) FROM t", {"shop.cost"});
  const Statement tax = calling("SELECT tax(a) FROM t", {"tax"});
  CHECK_FALSE(is_read(catalog, price));

  catalog.learn({{"shop.price"}, "shop"});
  CHECK(is_read(catalog, price));
  CHECK(is_read(catalog, both));
  CHECK_FALSE(is_read(catalog, cost));
  CHECK(catalog.resolve(price)->info.doubt == Doubt::none);

  catalog.learn({{"shop.cost"}, "shop"});
  CHECK_FALSE(is_read(catalog, price));
  CHECK_FALSE(is_read(catalog, both));
  CHECK(catalog.resolve(price)->info.doubt == Doubt::function);
  CHECK(is_read(catalog, cost));
  CHECK(is_read(catalog, tax));
  catalog.remember_refused(cost.text);
  CHECK_FALSE(is_read(catalog, cost));
}

TEST_CASE("functions are learned while statements are resolved", "[cluster][analysis][stress]") {
  StatementCatalog catalog{servers, 10, {}};
  const Statement price = calling("SELECT price(a) FROM t", {"price"});
  std::atomic<std::size_t> wrong{0};
  std::latch start{3};
  std::vector<std::thread> crew;
  crew.emplace_back([&] {
    start.arrive_and_wait();
    for (int i = 0; i < 200; ++i) catalog.learn({{i % 2 == 0 ? "shop.price" : "shop.cost"}, "shop"});
  });
  for (int reader = 0; reader < 2; ++reader) {
    crew.emplace_back([&] {
      start.arrive_and_wait();
      for (int i = 0; i < 500; ++i) {
        const auto kind = catalog.resolve(price)->info.kind;
        if (kind != StatementKind::read && kind != StatementKind::unknown) ++wrong;
      }
    });
  }
  for (std::thread& member : crew) member.join();
  CHECK(wrong == 0);
  CHECK_FALSE(is_read(catalog, price));
}

}  // namespace rwsplit::detail

namespace rwsplit {
namespace {

using testing::FakeCall;
using testing::FakeCluster;

constexpr const char* routines_query =
    "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, DATABASE() FROM information_schema.ROUTINES "
    "WHERE ROUTINE_TYPE = 'FUNCTION' AND SQL_DATA_ACCESS IN ('NO SQL', 'READS SQL DATA') "
    "AND ROUTINE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

struct Routine {
  std::string_view schema;
  std::string_view name;
};

/// What a server answers whose current database is `database`, with none if that is empty.
[[nodiscard]] Reply routines(std::initializer_list<Routine> all, std::string_view database) {
  ResultSet rows{std::make_shared<ResultSet::Columns>(ResultSet::Columns{{.name = "ROUTINE_SCHEMA", .type = "VARCHAR"},
                                                                         {.name = "ROUTINE_NAME", .type = "VARCHAR"},
                                                                         {.name = "DATABASE()", .type = "VARCHAR"}})};
  for (const Routine& routine : all) {
    rows.push(Value::text(routine.schema));
    rows.push(Value::text(routine.name));
    rows.push(database.empty() ? Value::null() : Value::text(database));
  }
  return {.rows = std::move(rows)};
}

[[nodiscard]] bool is_read(const Cluster& cluster, const Statement& statement) {
  return cluster.resolve(statement)->info.is_plain_read();
}

}  // namespace

TEST_CASE("a cluster learns from the master which functions read", "[cluster][analysis]") {
  FakeCluster cluster{1, {.read_functions = {"tax"}}};
  const Statement price = detail::calling("SELECT price(a) FROM t", {"price"});
  const Statement full = detail::calling("SELECT archive.cost(a) FROM t", {"archive.cost"});
  const Statement bare = detail::calling("SELECT cost(a) FROM t", {"cost"});
  const Statement tax = detail::calling("SELECT tax(a) FROM t", {"tax"});
  CHECK_FALSE(is_read(*cluster, price));
  CHECK(is_read(*cluster, tax));

  cluster.on(routines_query, [](FakeCall&) {
    return routines({{"shop", "price"}, {"archive", "cost"}, {"shop", "odd name"}, {"a.b", "c"}}, "shop");
  });
  CHECK(cluster->learn_read_functions() == 2);
  CHECK(cluster.statements(0) == 1);
  CHECK(is_read(*cluster, price));
  CHECK(is_read(*cluster, full));
  CHECK_FALSE(is_read(*cluster, bare));
  CHECK(is_read(*cluster, tax));

  cluster.on(routines_query, [](FakeCall&) { return routines({{"shop", "price"}}, ""); });
  CHECK(cluster->learn_read_functions() == 1);
  CHECK_FALSE(is_read(*cluster, price));
  CHECK_FALSE(is_read(*cluster, full));
  CHECK(is_read(*cluster, detail::calling("SELECT shop.price(a) FROM t", {"shop.price"})));

  cluster.on(routines_query, [](FakeCall&) { return routines({}, ""); });
  CHECK(cluster->learn_read_functions() == 0);
  CHECK_FALSE(is_read(*cluster, detail::calling("SELECT shop.price(a) FROM t", {"shop.price"})));
  CHECK(is_read(*cluster, tax));
}

TEST_CASE("learning that fails changes nothing and says where", "[cluster][analysis]") {
  FakeCluster cluster{1};
  const Statement price = detail::calling("SELECT price(a) FROM t", {"price"});
  cluster.on(routines_query, [](FakeCall&) { return routines({{"shop", "price"}}, "shop"); });
  REQUIRE(cluster->learn_read_functions() == 1);

  cluster.fail(routines_query, testing::server_error(Cond::access_denied));
  const SourceLocation here = SourceLocation::current();
  try {
    static_cast<void>(cluster->learn_read_functions());
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(error.engine() == "master");
    CHECK(error.where().line() == here.line() + 2);
  }
  CHECK(is_read(*cluster, price));

  cluster.fail(routines_query, testing::lost_error());
  CHECK_THROWS_AS(cluster->learn_read_functions(), ConnectionError);
  CHECK(is_read(*cluster, price));
}

TEST_CASE("an embedded cluster has no functions to learn", "[cluster][analysis]") {
  FakeCluster cluster{1, {.dialects = DialectSet{Dialect::sqlite}}};
  CHECK(cluster->learn_read_functions() == 0);
  CHECK(cluster.statements(0) == 0);
  CHECK(cluster.master().count(routines_query) == 0);
}

TEST_CASE("a cluster resolves statements and remembers what was refused", "[cluster][analysis]") {
  FakeCluster cluster{1, {.analysis_cache_size = 2}};
  const Statement statement = detail::at_run_time("SELECT name");
  CHECK(cluster->resolve(statement)->info.is_plain_read());
  CHECK(cluster->resolve(statement)->info.is_plain_read());
  CHECK(cluster->analysis_statistics().hits == 1);
  CHECK(cluster->analysis_statistics().misses == 1);
  cluster->remember_refused(statement);
  CHECK(cluster->resolve(statement)->info.doubt == Doubt::refused_before);
  CHECK(cluster->analysis_statistics().refused == 1);
}

}  // namespace rwsplit
