#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/error/server_error.hpp>
#include <rwsplit/sql/word_table.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"

// The lists of built-in functions against servers: a name on a list must not be found among stored functions, whatever
// sql_mode and blanks, and a name off the list must be.

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace rwsplit::testing;

namespace {

[[nodiscard]] Dialect dialect() { return test_flavor() == Flavor::mariadb ? Dialect::mariadb : Dialect::mysql; }

/// Built in by other versions than the one that is tested: MySQL 9.6 moved the hashes to a component, MariaDB 11 and 12
/// brought the rest.
[[nodiscard]] bool may_be_missing(std::string_view name) {
  static const std::set<std::string_view> mysql{"MD5", "SHA", "SHA1", "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS"};
  static const std::set<std::string_view> mariadb{"JSON_ARRAY_INTERSECT",
                                                  "JSON_KEY_VALUE",
                                                  "JSON_OBJECT_FILTER_KEYS",
                                                  "JSON_OBJECT_TO_ARRAY",
                                                  "JSON_SCHEMA_VALID",
                                                  "MBRCOVEREDBY",
                                                  "ST_COLLECT",
                                                  "ST_GEOHASH",
                                                  "ST_ISVALID",
                                                  "ST_LATFROMGEOHASH",
                                                  "ST_LONGFROMGEOHASH",
                                                  "ST_POINTFROMGEOHASH",
                                                  "ST_SIMPLIFY",
                                                  "ST_VALIDATE",
                                                  "VEC_DISTANCE",
                                                  "VEC_DISTANCE_COSINE",
                                                  "VEC_FROMTEXT",
                                                  "VEC_DISTANCE_EUCLIDEAN",
                                                  "VEC_TOTEXT"};
  return (dialect() == Dialect::mysql ? mysql : mariadb).contains(name);
}

/// Words whose call holds on a condition that a list of arguments alone does not show.
[[nodiscard]] bool is_conditional(Call call) {
  return call == Call::pure_with_arguments || call == Call::pure_with_two_arguments || call == Call::pure_as_table ||
         call == Call::after_parenthesis || call == Call::after_string;
}

/// What a server made of `name(…)`.
enum class Answer {
  built_in,  ///< knows it, though perhaps not with these arguments
  stored,    ///< looked for a stored function
  syntax,    ///< no call at all
};

[[nodiscard]] Answer answer_to(Connection& connection, std::string_view text) {
  constexpr int no_routine = 1305;
  constexpr int no_such_function = 1630;
  constexpr int no_privilege = 1370;
  constexpr int syntax_error = 1064;
  try {
    static_cast<void>(connection.execute(text, {}));
  } catch (const ServerError& error) {
    const int number = error.code().value();
    if (number == no_routine || number == no_such_function || number == no_privilege) return Answer::stored;
    return number == syntax_error ? Answer::syntax : Answer::built_in;
  }
  return Answer::built_in;
}

struct Answers {
  std::size_t built_in{0};
  std::size_t stored{0};
};

/// Asks with several numbers of arguments, and evaluates none of the calls.
[[nodiscard]] Answers ask(Connection& connection, std::string_view name, std::string_view blank) {
  Answers answers;
  for (const std::string_view arguments : {"", "1", "1, 1", "1, 1, 1", "1, 1, 1, 1"}) {
    switch (answer_to(connection, fmt::format("SELECT {}{}({}) FROM DUAL WHERE FALSE", name, blank, arguments))) {
      case Answer::built_in: ++answers.built_in; break;
      case Answer::stored: ++answers.stored; break;
      case Answer::syntax: break;
    }
  }
  return answers;
}

[[nodiscard]] bool is_for_system_views(Connection& connection, std::string_view name) {
  constexpr int no_access = 3566;
  try {
    static_cast<void>(connection.execute(fmt::format("SELECT {}()", name), {}));
  } catch (const ServerError& error) {
    return error.code().value() == no_access;
  }
  return false;
}

/// A replica, as the application sees it.
[[nodiscard]] std::unique_ptr<Connection> replica() {
  ConnectOptions options;
  options.url = test_urls().at(1);
  options.engine = "replica1";
  options.connect_timeout = patience;
  return mysql_driver()->connect(options);
}

constexpr std::string_view ignore_space = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',IGNORE_SPACE')";

}  // namespace

TEST_CASE("function lists: servers build in what is listed, and nothing else that is listed for others",
          "[functions]") {
  const auto connection = replica();
  for (const Word& word : word_table) {
    if (word.call == Call::unknown || is_conditional(word.call) || may_be_missing(word.text)) continue;
    CAPTURE(word.text);
    const bool adjacent = word.call_holds_in(true).has(dialect());
    CHECK((ask(*connection, word.text, "").stored == 0 || !adjacent));
    CHECK((ask(*connection, word.text, " ").stored == 0 || !word.builtin_in.has(dialect())));
    if (!adjacent && word.call != Call::grouping) CHECK(ask(*connection, word.text, "").built_in == 0);
  }
  run_each(*connection, {ignore_space});
  for (const Word& word : word_table) {
    if (is_conditional(word.call) || may_be_missing(word.text)) continue;
    CAPTURE(word.text);
    CHECK((ask(*connection, word.text, " ").stored == 0 || !word.call_holds_in(true).has(dialect())));
  }
}

TEST_CASE("function lists: a stored function of the same name is not called", "[functions]") {
  const auto master = admin_of(0);
  const auto tell = [&](std::string_view text) { return answer_to(*master, text); };
  // The functions stay on this server.
  run_each(*master, {"SET SESSION sql_log_bin = 0", "DROP DATABASE IF EXISTS rwsplit_words",
                     "CREATE DATABASE rwsplit_words", "USE rwsplit_words", "CREATE TABLE hits (name VARCHAR(64))"});
  std::vector<const Word*> words;
  for (const Word& word : word_table) {
    if (word.call_holds_in(true).has(dialect()) && !is_conditional(word.call) && !may_be_missing(word.text)) {
      words.push_back(&word);
    }
  }
  REQUIRE(words.size() > 300);
  const auto store = [&](std::string_view name) {
    run_each(*master, {fmt::format("CREATE FUNCTION `{}`(a INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA "
                                   "BEGIN INSERT INTO rwsplit_words.hits VALUES ('{}'); RETURN a; END",
                                   name, name)});
  };
  for (const Word* word : words) store(word->text);
  store("my_own");
  const auto hits = [&] { return number_of(*master, "SELECT COUNT(*) FROM hits"); };

  std::vector<std::string_view> modes{"NO_ENGINE_SUBSTITUTION", "IGNORE_SPACE"};
  if (dialect() == Dialect::mariadb) modes.emplace_back("ORACLE");
  for (const std::string_view mode : modes) {
    CAPTURE(mode);
    const bool ignores_space = mode == "IGNORE_SPACE";
    run_each(*master, {fmt::format("SET SESSION sql_mode = '{}'", mode)});
    for (const Word* word : words) {
      CAPTURE(word->text);
      CHECK(tell(fmt::format("SELECT {}(0)", word->text)) != Answer::stored);
      if (ignores_space || word->builtin_in.has(dialect())) {
        CHECK(tell(fmt::format("SELECT {} (0)", word->text)) != Answer::stored);
      }
    }
    CHECK(hits() == 0);
  }
  // That the stored ones can be called shows that the test can fail.
  run_each(*master,
           {"SET SESSION sql_mode = DEFAULT", "SELECT my_own(0)", "SELECT MAX (0)", "SELECT rwsplit_words.abs(0)"});
  CHECK(hits() == 3);
  run_each(*master, {"DROP DATABASE rwsplit_words"});
}

TEST_CASE("function lists: functions that MariaDB tells from stored ones by their arguments or place", "[functions]") {
  const auto connection = replica();
  const auto tell = [&](std::string_view text) { return answer_to(*connection, text); };
  const bool mariadb = dialect() == Dialect::mariadb;
  const auto is_stored = [&](std::string_view text) { return answer_to(*connection, text) == Answer::stored; };
  for (const Word& word : word_table) {
    CAPTURE(word.text);
    if (word.call == Call::pure_with_arguments) {
      CHECK(is_stored(fmt::format("SELECT {} ()", word.text)) == mariadb);
      CHECK(tell(fmt::format("SELECT {} (NULL)", word.text)) == Answer::built_in);
    }
    if (word.call == Call::pure_with_two_arguments) {
      CHECK(is_stored(fmt::format("SELECT {} (1)", word.text)) == mariadb);
      CHECK(tell(fmt::format("SELECT {} (1, 2)", word.text)) == Answer::built_in);
      CHECK(is_stored(fmt::format("SELECT {} (1, 2, 3)", word.text)) == mariadb);
    }
    if (word.call == Call::pure_as_table) {
      CHECK(is_stored(fmt::format("SELECT {} (1)", word.text)) == mariadb);
      CHECK(tell(fmt::format("SELECT a FROM {} ('[1]', '$[*]' COLUMNS (a INT PATH '$')) t", word.text)) ==
            Answer::built_in);
    }
  }
}

TEST_CASE("function lists: MariaDB's own list of functions holds none that is not known", "[functions]") {
  if (dialect() != Dialect::mariadb) return;
  // SCHEMAS is a keyword there; the others came after 10.11, with names that a stored function may have on older
  // servers.
  const std::set<std::string> left_out{"SCHEMAS", "FORMAT_BYTES", "FORMAT_PICO_TIME", "KDF", "MONTHS_BETWEEN",
                                       "TO_DATE", "TO_NUMBER", "TRUNC", "UUID_V4", "UUID_V7",
                                       // DEFAULT(a) may be NEXTVAL(s), an XPath may name a user variable.
                                       "DEFAULT", "EXTRACTVALUE", "UPDATEXML"};
  const auto reply = admin_of(1)->execute("SELECT function FROM information_schema.SQL_FUNCTIONS", {});
  REQUIRE(reply.rows.row_count() > 200);
  for (std::size_t i = 0; i < reply.rows.row_count(); ++i) {
    const auto name = Codec<std::string>::decode(reply.rows.at(i, 0));
    if (left_out.contains(name)) continue;
    CAPTURE(name);
    CHECK(word_table.find(name, hash_of(name)).call_holds_in(true).has(Dialect::mariadb));
  }
}

TEST_CASE("function lists: MySQL's manual describes no function that is not known", "[functions]") {
  if (dialect() != Dialect::mysql) return;
  const auto admin = admin_of(1);
  const auto reply = admin->execute(
      "SELECT DISTINCT UPPER(topic.name) FROM mysql.help_topic topic JOIN mysql.help_category category "
      "USING (help_category_id) WHERE category.name LIKE '%Functions%' AND topic.name REGEXP '^[A-Za-z0-9_]+$'",
      {});
  REQUIRE(reply.rows.row_count() > 300);
  for (std::size_t i = 0; i < reply.rows.row_count(); ++i) {
    const auto name = Codec<std::string>::decode(reply.rows.at(i, 0));
    CAPTURE(name);
    if (name == "EXTRACTVALUE" || name == "UPDATEXML") continue;  // an XPath may name a user variable
    if (word_table.find(name, hash_of(name)).call_holds_in(true).has(Dialect::mysql)) continue;
    // Loadable ones are not there; what only system views may call answers that nobody else may.
    CHECK((is_for_system_views(*admin, name) || ask(*admin, name, "").built_in == 0));
  }
}
