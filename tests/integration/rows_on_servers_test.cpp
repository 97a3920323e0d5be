#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

/// `rows_digit (n INT PRIMARY KEY)` with 0 to 9, on every server.
class Digits {
 public:
  Digits() {
    run_each(*admin_of(0), {"DROP TABLE IF EXISTS rows_digit", "CREATE TABLE rows_digit (n INT PRIMARY KEY)",
                            "INSERT INTO rows_digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)"});
    await_replicas();
  }
  Digits(const Digits&) = delete;
  Digits& operator=(const Digits&) = delete;
  ~Digits() {
    try {
      run_each(*admin_of(0), {"DROP TABLE IF EXISTS rows_digit"});
    } catch (const Error& error) {
      WARN("could not clean up: " << error.what());
    }
  }
};

/// A query with 10 to the power of `exponent` rows of one number each.
std::string product(int exponent) {
  std::string text = "SELECT a1.n FROM rows_digit AS a1";
  for (int i = 2; i <= exponent; ++i) text += ", rows_digit AS a" + std::to_string(i);
  return text;
}

std::int64_t resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  std::int64_t size = 0;
  std::int64_t resident = 0;
  statm >> size >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

struct Drained {
  std::int64_t rows{0};
  std::int64_t sum{0};
  std::int64_t growth{0};
};

Drained drain(RowStream<int>& stream) {
  Drained result;
  const auto before = resident_bytes();
  for (const int n : stream) {
    result.sum += n;
    if (++result.rows % 65536 == 0) result.growth = std::max(result.growth, resident_bytes() - before);
  }
  return result;
}

bool at_rest(const Cluster& cluster) {
  for (const auto& engine : cluster.statistics()) {
    if (engine.pool.in_use + engine.pool.resetting + engine.pool.closing != 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("stream: ten million rows in constant memory", "[stream]") {
  const Digits digits;
  constexpr int exponent = sanitized ? 5 : 7;
  constexpr std::int64_t rows = sanitized ? 100'000 : 10'000'000;
  constexpr std::int64_t limit = 32 << 20;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  {
    auto stream = db.stream<int>(runtime_sql(product(exponent)));
    CHECK(db.last_decision().role == Role::replica);
    const auto drained = drain(stream);
    CHECK(drained.rows == rows);
    CHECK(drained.sum == rows * 9 / 2);
    CHECK(drained.growth < limit);
    CHECK(at_rest(cluster));  // also while the stream object lives
  }
  Params parameters;
  parameters.append(-1);
  auto prepared = db.stream<int>(runtime_sql(product(sanitized ? 5 : 6) + " WHERE a1.n > ?"), parameters);
  const auto drained = drain(prepared);
  CHECK(drained.rows == (sanitized ? rows : rows / 10));
  CHECK(drained.growth < limit);
}

TEST_CASE("stream: left early, it costs its connection and nothing else", "[stream]") {
  const Digits digits;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  for (const bool prepared : {false, true}) {
    CAPTURE(prepared);
    Params parameters;
    if (prepared) parameters.append(-1);
    const auto text = product(6) + (prepared ? " WHERE a1.n > ?" : "");
    int seen = 0;
    for (const int n : db.stream<int>(runtime_sql(text), parameters)) {
      static_cast<void>(n);
      if (++seen == 3) break;
    }
    CHECK(eventually([&] { return at_rest(cluster); }, patience));
    CHECK(db.query_one<int>("SELECT count(*) FROM rows_digit") == 10);
  }
  std::uint64_t broken = 0;
  for (const auto& engine : cluster.statistics()) broken += engine.pool.closed_broken;
  CHECK(broken == 2);
}

TEST_CASE("stream: several at once, each on its own connection", "[stream]") {
  const Digits digits;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  auto outer = db.stream<int>("SELECT n FROM rows_digit ORDER BY n");
  int pairs = 0;
  for (const int left : outer) {
    auto inner = db.stream<int>("SELECT n FROM rows_digit WHERE n > ? ORDER BY n", left);
    for (const int right : inner) {
      CHECK(right > left);
      ++pairs;
    }
    CHECK(db.query_one<int>("SELECT max(n) FROM rows_digit") == 9);
  }
  CHECK(pairs == 45);
  CHECK(at_rest(cluster));
}

TEST_CASE("stream: within a transaction its connection is busy until the stream ends", "[stream]") {
  const Digits digits;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  for (const auto mode : {TransactionMode::read_only, TransactionMode::read_write}) {
    Transaction tx{db, mode};
    {
      auto stream = tx.stream<int>("SELECT n FROM rows_digit ORDER BY n");
      CHECK_THROWS_AS(tx.query<int>("SELECT 1"), UsageError);
      CHECK_THROWS_AS(tx.commit(), UsageError);
      int rows = 0;
      for (const int n : stream) rows += n >= 0 ? 1 : 0;
      CHECK(rows == 10);
      CHECK(tx.query_one<int>("SELECT count(*) FROM rows_digit") == 10);
    }
    tx.commit();
  }
  CHECK(at_rest(cluster));
}

TEST_CASE("stream: it may outlive its transaction", "[stream]") {
  const Digits digits;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  for (const bool prepared : {false, true}) {
    CAPTURE(prepared);
    {
      std::optional<Transaction> tx{std::in_place, db};
      tx->execute("UPDATE rows_digit SET n = 100 WHERE n = 9");
      Params parameters;
      if (prepared) parameters.append(-1);
      auto stream = tx->stream<int>(
          runtime_sql(std::string{"SELECT n FROM rows_digit "} + (prepared ? "WHERE n > ? " : "") + "ORDER BY n"),
          parameters);
      auto row = stream.begin();
      CHECK(*row == 0);
      tx.reset();  // rolls back
      CHECK(db.query_one<int>("SELECT max(n) FROM rows_digit") == 9);
    }
    CHECK(eventually([&] { return at_rest(cluster); }, patience));
  }
}

// ---- every type, both ways, in both protocols -----------------------------------------------------------------------

namespace {

enum class Colour : std::uint8_t { red = 1, green = 2 };

struct Numbers {
  int id{};
  std::int8_t tiny{};
  std::uint8_t tiny_unsigned{};
  std::int16_t small{};
  std::uint16_t small_unsigned{};
  std::int32_t integer{};
  std::uint32_t integer_unsigned{};
  std::int64_t big{};
  std::uint64_t big_unsigned{};
  bool flag{};
  float real{};
  double precise{};
  std::string exact;
  std::uint64_t bits{};
  Colour colour{};

  friend bool operator==(const Numbers&, const Numbers&) = default;
};

struct Words {
  int id{};
  std::string text;
  std::string json;
  std::string chosen;
  std::vector<std::byte> blob;
  std::chrono::year_month_day day;
  std::chrono::microseconds time;
  std::chrono::local_time<std::chrono::microseconds> moment;
  std::chrono::sys_time<std::chrono::microseconds> stamp;
  std::chrono::sys_days days;
  std::optional<int> nothing;
  std::optional<std::string> something;

  friend bool operator==(const Words&, const Words&) = default;
};

template <class T>
constexpr T lowest = std::numeric_limits<T>::min();
template <class T>
constexpr T highest = std::numeric_limits<T>::max();

std::vector<Numbers> numbers() {
  return {
      {1, lowest<std::int8_t>, 0, lowest<std::int16_t>, 0, lowest<std::int32_t>, 0, lowest<std::int64_t>, 0, false,
       -0.1F, -1.7976931348623157e308, "-99999999999999999999.9999999999", 0, Colour::red},
      {2, highest<std::int8_t>, highest<std::uint8_t>, highest<std::int16_t>, highest<std::uint16_t>,
       highest<std::int32_t>, highest<std::uint32_t>, highest<std::int64_t>, highest<std::uint64_t>, true, 3.25F, 0.1,
       "0.0000000001", highest<std::uint64_t>, Colour::green},
  };
}

std::vector<Words> words() {
  using std::chrono::days;
  const auto moment = std::chrono::sys_days{std::chrono::year{1969} / 12 / 31} + 23h + 59min + 59s + 999'999us;
  const auto local = std::chrono::local_time<std::chrono::microseconds>{moment.time_since_epoch()};
  return {
      {1,
       "",
       "{}",
       "red",
       {},
       std::chrono::year{1000} / 1 / 1,
       -(838h + 59min + 59s),
       local,
       moment + days{20'000},
       std::chrono::sys_days{std::chrono::year{2024} / 2 / 29},
       std::nullopt,
       std::nullopt},
      {2,
       std::string{"Grüße, \xF0\x9F\x90\xAC '\"\\ \0 ?", 22},
       R"({"a": [1, 2.5, null]})",
       "green",
       {std::byte{0}, std::byte{255}, std::byte{39}},
       std::chrono::year{9999} / 12 / 31,
       1us,
       local + days{1},
       moment + days{1},
       std::chrono::sys_days{},
       0,
       "0"},
  };
}

template <class Row>
void check_round_trip(Cluster& cluster, const std::vector<Row>& expected, RuntimeSql by_text, RuntimeSql prepared) {
  RoutingSession db{cluster};
  const auto text_rows = db.query<Row>(by_text);
  const auto prepared_rows = db.query<Row>(prepared, 0);
  REQUIRE(text_rows.size() == expected.size());
  REQUIRE(prepared_rows.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK((text_rows[i] == expected[i]));
    CHECK((prepared_rows[i] == expected[i]));
  }
  std::size_t streamed = 0;
  for (const Row& row : db.stream<Row>(prepared, 0)) CHECK((row == expected[streamed++]));
  CHECK(streamed == expected.size());
}

}  // namespace

TEST_CASE("rows: numbers of every type survive the way to a replica and back", "[rows]") {
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS rows_numbers");
  db.execute(
      "CREATE TABLE rows_numbers (id INT PRIMARY KEY, a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, "
      "e INT, f INT UNSIGNED, g BIGINT, h BIGINT UNSIGNED, i BOOLEAN, j FLOAT, k DOUBLE, l DECIMAL(30,10), m BIT(64), "
      "n TINYINT UNSIGNED)");
  for (const auto& row : numbers()) {
    db.execute("INSERT INTO rows_numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.id, row.tiny,
               row.tiny_unsigned, row.small, row.small_unsigned, row.integer, row.integer_unsigned, row.big,
               row.big_unsigned, row.flag, row.real, row.precise, row.exact, row.bits, row.colour);
  }
  await_replicas();
  check_round_trip(cluster, numbers(), runtime_sql("SELECT * FROM rows_numbers ORDER BY id"),
                   runtime_sql("SELECT * FROM rows_numbers WHERE id > ? ORDER BY id"));
  db.execute("DROP TABLE rows_numbers");
}

TEST_CASE("rows: text, blobs, dates and NULL survive the way to a replica and back", "[rows]") {
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS rows_words");
  db.execute(
      "CREATE TABLE rows_words (id INT PRIMARY KEY, a TEXT, b JSON, c ENUM('red','green'), d BLOB, e DATE, f TIME(6), "
      "g DATETIME(6), h TIMESTAMP(6) NULL, i DATE, j INT, k VARCHAR(9)) CHARACTER SET utf8mb4");
  for (const auto& row : words()) {
    db.execute("INSERT INTO rows_words VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.id, row.text, row.json,
               row.chosen, row.blob, row.day, row.time, row.moment, row.stamp, row.days, row.nothing, row.something);
  }
  await_replicas();
  check_round_trip(cluster, words(), runtime_sql("SELECT * FROM rows_words ORDER BY id"),
                   runtime_sql("SELECT * FROM rows_words WHERE id > ? ORDER BY id"));
  db.execute("DROP TABLE rows_words");
}

TEST_CASE("rows: what an INSERT says about itself", "[rows]") {
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS rows_keys");
  db.execute("CREATE TABLE rows_keys (id BIGINT AUTO_INCREMENT PRIMARY KEY, v INT)");
  const auto first = db.execute("INSERT INTO rows_keys (v) VALUES (?)", 1);
  CHECK(first.last_insert_id == 1);
  CHECK(first.affected_rows == 1);
  CHECK(first.engine == "master");
  CHECK(first.reason == RouteReason::not_a_read);
  CHECK(db.execute("INSERT INTO rows_keys (v) VALUES (2), (3)").affected_rows == 2);
  CHECK(db.execute("UPDATE rows_keys SET v = v + ?", 1).affected_rows == 3);
  const auto warned = db.execute("DROP TABLE IF EXISTS rows_never_there");
  CHECK(warned.warnings == 1);
  CHECK(warned.last_insert_id == 0);
  CHECK(db.query_optional<int>("SELECT v FROM rows_keys WHERE id = ?", 99) == std::nullopt);
  CHECK(db.query<std::int64_t, int>("SELECT id, v FROM rows_keys WHERE v <= ? ORDER BY id", 2).front() ==
        std::tuple<std::int64_t, int>{1, 2});
  db.execute("DROP TABLE rows_keys");
}
