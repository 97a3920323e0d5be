#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <rwsplit/driver/sqlite_driver.hpp>
#include <rwsplit/row/codecs.hpp>
#include <rwsplit/sql/name_set.hpp>
#include <rwsplit/sql/system_variables.hpp>
#include <rwsplit/sql/word_table.hpp>

#include "support/catch_shim.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit {
namespace {

using namespace detail;

constexpr DialectSet none{};
constexpr DialectSet mysql{Dialect::mysql};
constexpr DialectSet mariadb{Dialect::mariadb};
constexpr DialectSet sqlite{Dialect::sqlite};
constexpr DialectSet servers = mysql | mariadb;

constexpr const Word& find(std::string_view name) { return word_table.find(name, hash_of(name)); }

static_assert(find("coalesce").call == Call::pure);
static_assert(find("no_such_word").text.empty());
static_assert(system_variable_class("sql_mode") == VariableClass::setting);

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

TEST_CASE("sql words: the perfect hash finds every word, in any case, and no other", "[sql]") {
  std::size_t words = 0;
  for (const Word& word : word_table) {
    CAPTURE(word.text);
    ++words;
    CHECK(find(word.text).text == word.text);
    CHECK(find(lower(word.text)).text == word.text);
    CHECK(find(std::string{word.text} + "_").text.empty());
    CHECK(find(word.text.substr(0, word.text.size() - 1)).text != word.text);
  }
  CHECK(words > 800);
  CHECK(find("").text.empty());
  CHECK(find(std::string(100'000, 'A')).text.empty());
  // The right hash of another text, as a forger might find it.
  CHECK(word_table.find("harmless", hash_of("ABS")).text.empty());
}

TEST_CASE("sql words: only the case of letters is folded", "[sql]") {
  for (const Word& word : word_table) {
    for (std::size_t i = 0; i < word.text.size(); ++i) {
      const bool letter = word.text[i] >= 'A' && word.text[i] <= 'Z';
      for (const int bit : {0x20, 0x40, 0x80}) {
        std::string text{word.text};
        text[i] = static_cast<char>(text[i] ^ bit);
        CAPTURE(text);
        CHECK((find(text).text == word.text) == (letter && bit == 0x20));
      }
    }
  }
}

TEST_CASE("sql words: a dialect holds a call always, if it is adjacent, or not at all", "[sql]") {
  for (const Word& word : word_table) {
    CAPTURE(word.text);
    CHECK((word.builtin_in & word.builtin_if_adjacent_in).empty());
    CHECK((word.call == Call::unknown) == word.call_holds_in(true).empty());
    CHECK((word.call != Call::unknown || word.keyword != Keyword::none));
  }
}

TEST_CASE("sql words: a set of names holds its names in any case, and no other", "[sql]") {
  static constexpr NameSet<3> names{"ALPHA BETA GAMMA_2 "};
  static_assert(names.contains("beta"));
  for (const std::string_view name : {"alpha", "BETA", "Gamma_2"}) CHECK(names.contains(name));
  for (const std::string_view name : {"", "alph", "alphaa", "gamma", "alpha beta", " alpha", "beta "}) {
    CHECK_FALSE(names.contains(name));
  }
  static constexpr NameSet<1> one{"ONLY "};
  CHECK(one.contains("only"));
  CHECK_FALSE(one.contains("other"));
}

struct Row {
  std::string_view name;
  Call call;
  DialectSet builtin_in;
  DialectSet builtin_if_adjacent_in;
};

// One row for every list, and for whatever is easily got wrong.
constexpr Row rows[] = {
    {"ABS", Call::pure, all_dialects, none},
    {"st_distance_sphere", Call::pure, servers, none},
    {"json_extract", Call::pure, all_dialects, none},
    {"VERSION", Call::pure, servers, none},
    {"SLEEP", Call::pure, servers, none},
    {"BENCHMARK", Call::pure, servers, none},
    {"DECIMAL", Call::pure, servers, none},
    {"DATETIME", Call::pure, all_dialects, none},
    {"COUNT", Call::pure, sqlite, servers},
    {"SUBSTRING", Call::pure, sqlite, servers},
    {"NOW", Call::pure, none, servers},
    {"CAST", Call::pure, sqlite, servers},
    {"RANK", Call::pure, mysql | sqlite, mariadb},
    {"ROW_NUMBER", Call::pure, all_dialects, none},
    {"MEDIAN", Call::pure, sqlite, mariadb},
    {"DATE_FORMAT", Call::pure, mysql, mariadb},
    {"SYSDATE", Call::pure, mariadb, mysql},
    {"UUID_TO_BIN", Call::pure, mysql, none},
    {"GTID_SUBSET", Call::pure, mysql, none},
    {"STRING_TO_VECTOR", Call::pure, mysql, none},
    {"VECTOR", Call::pure, mysql, none},
    {"NVL", Call::pure, mariadb, none},
    {"VEC_DISTANCE", Call::pure, mariadb, none},
    {"AREA", Call::pure, mariadb, none},
    {"TO_CHAR", Call::pure, mariadb, none},
    {"TOTAL", Call::pure, sqlite, none},
    {"RANDOM", Call::pure, sqlite, none},
    {"JSON_EACH", Call::pure, sqlite, none},
    {"IN", Call::grouping, all_dialects, none},
    {"INTERVAL", Call::grouping, servers, none},
    {"OF", Call::grouping, mysql, none},
    {"OVER", Call::after_parenthesis, all_dialects, none},
    {"COLUMNS", Call::after_string, all_dialects, none},
    {"LineString", Call::pure_with_arguments, servers, none},
    {"POINT", Call::pure_with_two_arguments, servers, none},
    {"JSON_TABLE", Call::pure_as_table, servers, none},
    {"GET_LOCK", Call::takes_user_lock, servers, none},
    {"RELEASE_LOCK", Call::releases_user_lock, servers, none},
    {"RELEASE_ALL_LOCKS", Call::releases_user_locks, servers, none},
    {"IS_USED_LOCK", Call::reads_user_locks, servers, none},
    {"LAST_INSERT_ID", Call::reads_last_insert_id, servers, none},
    {"LAST_INSERT_ROWID", Call::reads_last_insert_id, sqlite, none},
    {"FOUND_ROWS", Call::reads_row_count, servers, none},
    {"CHANGES", Call::reads_row_count, sqlite, none},
    {"LASTVAL", Call::reads_sequence, mariadb, none},
    {"NEXTVAL", Call::writes, mariadb, none},
    {"SETVAL", Call::writes, mariadb, none},
    {"CONNECTION_ID", Call::per_server, servers, none},
    {"LOAD_FILE", Call::per_server, servers, none},
    {"PS_THREAD_ID", Call::per_server, mysql, none},
    {"DES_ENCRYPT", Call::per_server, mariadb, none},
    {"MASTER_GTID_WAIT", Call::per_server, mariadb, none},
};

TEST_CASE("sql words: what a call does, and for whom", "[sql]") {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Word& word = find(row.name);
    CHECK(word.call == row.call);
    CHECK(word.builtin_in == row.builtin_in);
    CHECK(word.builtin_if_adjacent_in == row.builtin_if_adjacent_in);
    CHECK(word.call_holds_in(false) == row.builtin_in);
    CHECK(word.call_holds_in(true) == (row.builtin_in | row.builtin_if_adjacent_in));
  }
}

TEST_CASE("sql words: nobody vouches for functions that do things or that a user may have written", "[sql]") {
  // Of SQLite, of its shell, loadable ones of the servers, and those that only the newest servers build in.
  for (const std::string_view name : {"load_extension",
                                      "fts3_tokenizer",
                                      "optimize",
                                      "sqlite_log",
                                      "writefile",
                                      "readfile",
                                      "edit",
                                      "eval",
                                      "sys_exec",
                                      "sys_eval",
                                      "distance",
                                      "to_date",
                                      "to_number",
                                      "uuid_v4",
                                      "uuid_v7",
                                      "months_between",
                                      "kdf",
                                      "etag",
                                      "my_function",
                                      "group_replication_set_as_primary",
                                      "asynchronous_connection_failover_add_source",
                                      "internal_table_rows",
                                      "version_tokens_set",
                                      "keyring_key_store"}) {
    CAPTURE(name);
    CHECK(find(name).call == Call::unknown);
  }
  // MariaDB does not reserve these, and finds a stored function.
  for (const std::string_view name : {"tables", "status", "fields", "query", "data", "master"}) {
    CAPTURE(name);
    CHECK(find(name).call == Call::unknown);
  }
}

TEST_CASE("sql words: every function of the SQLite that runs is known, or left out on purpose", "[sql]") {
  const std::set<std::string> left_out{
      "->",         "->>",        "LIKE",           "MATCH",          "FTS5",
      "OPTIMIZE",   "SQLITE_LOG", "FTS3_TOKENIZER", "LOAD_EXTENSION", "RTREECHECK",
      "RTREEDEPTH", "RTREENODE",  "FTS5_LOCALE",    "FTS5_INSTTOKEN", "FTS5_GET_LOCALE"};
  const testing::TemporaryDirectory directory;
  const auto connection = sqlite_driver()->connect({.url = Url::parse("sqlite:" + directory.file("words.db"))});
  const Reply reply = connection->execute("SELECT DISTINCT upper(name) FROM pragma_function_list", {});
  REQUIRE(reply.rows.row_count() > 100);
  for (std::size_t i = 0; i < reply.rows.row_count(); ++i) {
    const auto name = Codec<std::string>::decode(reply.rows.at(i, 0));
    if (left_out.contains(name)) continue;
    CAPTURE(name);
    CHECK(find(name).builtin_in.has(Dialect::sqlite));
  }
}

TEST_CASE("sql words: system variables are settings, of a server, or of the previous statement", "[sql]") {
  for (const std::string_view name : {"version", "VERSION_COMMENT", "sql_mode", "time_zone", "character_set_client",
                                      "collation_connection", "autocommit", "tx_isolation", "Transaction_Isolation",
                                      "max_allowed_packet", "lower_case_table_names", "wait_timeout", "license"}) {
    CAPTURE(name);
    CHECK(system_variable_class(name) == VariableClass::setting);
  }
  for (const std::string_view name : {"identity", "last_insert_id", "warning_count", "error_count"}) {
    CAPTURE(name);
    CHECK(system_variable_class(name) == VariableClass::previous_statement);
  }
  for (const std::string_view name :
       {"server_id", "hostname", "port", "gtid_executed", "gtid_slave_pos", "read_only", "transaction_read_only",
        "tx_read_only", "datadir", "pseudo_thread_id", "no_such_variable", "auto_increment_offset", "in_transaction",
        "last_gtid", "", "sql_mode ", " sql_mode", "version version_comment"}) {
    CAPTURE(name);
    CHECK(system_variable_class(name) == VariableClass::per_server);
  }
}

TEST_CASE("sql words: of global variables only those of the release are alike on all servers", "[sql]") {
  CHECK(global_variable_class("version") == VariableClass::setting);
  CHECK(global_variable_class("Version_Comment") == VariableClass::setting);
  for (const std::string_view name : {"sql_mode", "server_id", "gtid_executed", "identity", "autocommit", ""}) {
    CAPTURE(name);
    CHECK(global_variable_class(name) == VariableClass::per_server);
  }
}

}  // namespace
}  // namespace rwsplit
