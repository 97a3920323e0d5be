#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/classify.hpp>
#include <rwsplit/sql/resolve.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

constexpr DialectSet mysql{Dialect::mysql};
constexpr DialectSet mariadb{Dialect::mariadb};
constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};
constexpr DialectSet none{};

/// As the analysis leaves a statement that calls `functions`: a read in `read_in`, and in `read_if` if they are pure.
StatementInfo unknown_info(std::string_view text, const std::vector<std::string_view>& functions, DialectSet read_in,
                           DialectSet read_if) {
  StatementInfo info;
  info.kind = StatementKind::unknown;
  info.doubt = Doubt::function;
  info.stopped_at = 7;
  info.read_in = read_in;
  info.read_if_functions_in = read_if;
  info.facts.add(StatementFact::returns_rows);
  for (const std::string_view name : functions) {
    info.functions[info.function_count++] = {.offset = static_cast<std::uint32_t>(text.find(name)),
                                             .length = static_cast<std::uint32_t>(name.size())};
  }
  return info;
}

StatementInfo read_info(DialectSet read_in) {
  StatementInfo info;
  info.kind = StatementKind::read;
  info.read_in = read_in;
  info.facts.add(StatementFact::returns_rows);
  return info;
}

void check_read(const StatementInfo& info) {
  CHECK(info.kind == StatementKind::read);
  CHECK(info.doubt == Doubt::none);
  CHECK(info.stopped_at == 0);
  CHECK(info.effects.empty());
  CHECK(info.has(StatementFact::returns_rows));
}

TEST_CASE("sql resolve: a read in every dialect stays one", "[sql]") {
  for (const DialectSet dialects : {mysql, mariadb, servers, all_dialects}) {
    const StatementInfo info = resolve(read_info(all_dialects), "SELECT 1", dialects, ReadFunctions{});
    check_read(info);
    CHECK(info.read_in == all_dialects);
  }
}

TEST_CASE("sql resolve: what only other dialects read differently is a read, without their facts", "[sql]") {
  StatementInfo info = unknown_info("SELECT nvl(a, 1)", {"nvl"}, mariadb, none);
  info.doubt = Doubt::readings_differ;
  info.facts = info.facts | StatementFacts{StatementFact::takes_locks, StatementFact::changes_session_state,
                                           StatementFact::system_schema, StatementFact::per_server};
  info.effects.add(SessionEffect::user_lock);
  const StatementInfo resolved = resolve(info, "SELECT nvl(a, 1)", mariadb, ReadFunctions{});
  check_read(resolved);
  CHECK(resolved.facts == StatementFacts{StatementFact::returns_rows, StatementFact::system_schema});
}

TEST_CASE("sql resolve: a statement that is no read in one of the dialects stays what it is", "[sql]") {
  StatementInfo info = unknown_info("SELECT nvl(a, 1)", {"nvl"}, mariadb, none);
  info.effects.add(SessionEffect::user_lock);
  for (const DialectSet dialects : {mysql, servers, all_dialects}) {
    const StatementInfo resolved = resolve(info, "SELECT nvl(a, 1)", dialects, ReadFunctions{{"nvl"}});
    CHECK(resolved.kind == StatementKind::unknown);
    CHECK(resolved.doubt == Doubt::function);
    CHECK(resolved.stopped_at == 7);
    CHECK(resolved.effects == info.effects);
    CHECK(resolved.facts == info.facts);
  }
}

TEST_CASE("sql resolve: a write is a write whatever the user vouches for", "[sql]") {
  StatementInfo info = unknown_info("DELETE FROM t WHERE f(a)", {"f"}, none, none);
  info.kind = StatementKind::write;
  CHECK(resolve(info, "DELETE FROM t WHERE f(a)", mysql, ReadFunctions{{"f"}}).kind == StatementKind::write);
}

TEST_CASE("sql resolve: a read that was not asked about one of the dialects becomes unknown", "[sql]") {
  const StatementInfo resolved = resolve(read_info(mysql), "SELECT 1", servers, ReadFunctions{});
  CHECK(resolved.kind == StatementKind::unknown);
  CHECK(resolved.doubt == Doubt::readings_differ);
  check_read(resolve(read_info(mysql), "SELECT 1", mysql, ReadFunctions{}));
}

TEST_CASE("sql resolve: without a dialect nothing changes", "[sql]") {
  const StatementInfo info = unknown_info("SELECT f(1)", {"f"}, none, all_dialects);
  CHECK(resolve(info, "SELECT f(1)", none, ReadFunctions{{"f"}}).kind == StatementKind::unknown);
  CHECK(resolve(read_info(mysql), "SELECT 1", none, ReadFunctions{}).kind == StatementKind::read);
}

struct Row {
  std::string_view text;
  std::vector<std::string_view> functions;
  std::vector<std::string> vouched;
  DialectSet dialects;
  bool read;
};

TEST_CASE("sql resolve: functions on the user's list make a read", "[sql]") {
  const Row rows[] = {
      {"SELECT f(1)", {"f"}, {"f"}, servers, true},
      {"SELECT F(1)", {"F"}, {"f"}, servers, true},
      {"SELECT f(1)", {"f"}, {}, servers, false},
      {"SELECT f(1)", {"f"}, {"g"}, servers, false},
      {"SELECT `f`(1)", {"`f`"}, {"f"}, servers, true},
      {"SELECT app.f(1)", {"app.f"}, {"f"}, servers, true},
      {"SELECT app.f(1)", {"app.f"}, {"app.f"}, servers, true},
      {"SELECT app . f(1)", {"app . f"}, {"app.f"}, servers, true},
      {"SELECT f(1)", {"f"}, {"app.f"}, servers, false},
      {"SELECT f(g(1))", {"f", "g"}, {"f", "g"}, servers, true},
      {"SELECT f(g(1))", {"f", "g"}, {"f"}, servers, false},
      // Built-ins need nobody who vouches.
      {"SELECT f(upper(a))", {"f", "upper"}, {"f"}, servers, true},
      {"SELECT f(count(a))", {"f", "count"}, {"f"}, servers, true},
      // But a stored function may have that name in these.
      {"SELECT f(count (a))", {"f", "count"}, {"f"}, servers, false},
      {"SELECT f(count (a))", {"f", "count"}, {"f", "count"}, servers, true},
      {"SELECT f(`upper`(a))", {"f", "`upper`"}, {"f"}, servers, false},
      {"SELECT f(app.upper(a))", {"f", "app.upper"}, {"f"}, servers, false},
      {"SELECT f(nvl(a))", {"f", "nvl"}, {"f"}, mariadb, true},
      {"SELECT f(nvl(a))", {"f", "nvl"}, {"f"}, servers, false},
      {"SELECT f(point(a, b))", {"f", "point"}, {"f"}, servers, false},
      {"SELECT f(point(a, b))", {"f", "point"}, {"f", "point"}, servers, true},
      // What a built-in does is not for the user to vouch for, unless the analysis took it for another function.
      {"SELECT f(get_lock('a', 1))", {"f", "get_lock"}, {"f"}, servers, false},
      {"SELECT f", {"f"}, {}, servers, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const StatementInfo info = unknown_info(row.text, row.functions, none, all_dialects);
    const StatementInfo resolved = resolve(info, row.text, row.dialects, ReadFunctions{row.vouched});
    if (row.read) {
      check_read(resolved);
      CHECK(resolved.read_in.includes(row.dialects));
    } else {
      CHECK(resolved.kind == StatementKind::unknown);
      CHECK(resolved.doubt == Doubt::function);
    }
  }
}

TEST_CASE("sql resolve: a dialect may read it as it is, another one only with the user's functions", "[sql]") {
  constexpr std::string_view text = "SELECT nvl(a, 1)";
  const StatementInfo info = unknown_info(text, {"nvl"}, mariadb, mysql);
  check_read(resolve(info, text, servers, ReadFunctions{{"nvl"}}));
  CHECK(resolve(info, text, servers, ReadFunctions{}).kind == StatementKind::unknown);
  CHECK(resolve(info, text, all_dialects, ReadFunctions{{"nvl"}}).kind == StatementKind::unknown);
}

TEST_CASE("sql resolve: takes what the analysis leaves open", "[sql]") {
  const ReadFunctions functions{{"f", "app.g"}};
  struct Text {
    std::string_view text;
    DialectSet dialects;
    bool read;
  };
  for (const Text& row : {
           Text{"SELECT 1", all_dialects, true},
           Text{"SELECT VERSION()", servers, true},
           Text{"SELECT VERSION()", all_dialects, false},
           Text{"SELECT nvl(a, 1) FROM t", mariadb, true},
           Text{"SELECT nvl(a, 1) FROM t", servers, false},
           Text{"SELECT f(1), `app` . `f`(2), app.g(3), count(*) FROM t", servers, true},
           Text{"SELECT g(1)", servers, false},
           Text{"SELECT other.g(1)", servers, false},
           Text{"SELECT f(nvl(a, 1)) FROM t", mariadb, true},
           Text{"SELECT f(nvl(a, 1)) FROM t", servers, false},
           Text{"SELECT f(count (a)) FROM t", servers, false},
           Text{"SELECT f(1) FROM t FOR UPDATE", servers, false},
           Text{"SELECT f(GET_LOCK('a', 1))", servers, false},
           Text{"SELECT f(@a := 1)", servers, false},
           Text{"SELECT f(1) INTO OUTFILE '/tmp/x'", servers, false},
           Text{"INSERT INTO t SELECT f(1)", servers, false},
           Text{"SELECT f(1); SELECT f(2)", servers, false},
           Text{"SELECT nextval(s)", mariadb, false},
       }) {
    CAPTURE(row.text);
    for (const DialectSet asked : {row.dialects, all_dialects}) {
      const StatementInfo info = resolve(classify(row.text, asked), row.text, row.dialects, functions);
      CHECK(info.is_plain_read() == row.read);
      CHECK((info.effects.empty() || !row.read));
    }
  }
}

}  // namespace
}  // namespace rwsplit
