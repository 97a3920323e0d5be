#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::Finished;
using rwsplit::testing::run;

namespace {

struct Row {
  std::string_view statement;
  std::string_view line;
};

constexpr Row rows[] = {
    {"SELECT id, title FROM post WHERE author = ?", "replica  read  returns_rows"},
    {"  select 1 ;", "replica  read  returns_rows"},
    {"SHOW TABLES", "replica  read  returns_rows"},
    {"START TRANSACTION READ ONLY", "replica  transaction_control  begins_transaction read_only_transaction"},
    {"SELECT id FROM post FOR UPDATE", "master  locking_read  takes_locks returns_rows"},
    {"INSERT INTO post (author) VALUES (?)", "master  write"},
    {"CREATE TABLE post (id INT)", "master  ddl"},
    {"BEGIN", "master  transaction_control  begins_transaction"},
    {"COMMIT", "master  transaction_control  ends_transaction"},
    {"USE shop", "master  session_state  changes_session_state effects=current_schema"},
    {"CALL tidy()", "master  call  returns_rows"},
    {"SELECT @@server_id", "master  per_server  returns_rows per_server"},
    {"SELECT vat(price) FROM post", "master  unknown  returns_rows doubt=function at=7"},
    {"", "master  unknown  doubt=first_word at=0"},
    {"gibberish", "master  unknown  doubt=first_word at=0"},
    {"SELECT 'open", "master  unknown  returns_rows doubt=open_quote at=7"},
};

[[nodiscard]] std::string lines_of(std::string_view ending) {
  std::string input;
  for (const Row& row : rows) input.append(row.statement).append(ending);
  return input;
}

[[nodiscard]] std::string expected_lines() {
  std::string output;
  for (const Row& row : rows) output.append(row.line).append("\n");
  return output;
}

[[nodiscard]] std::string first_words(const std::string& output) {
  std::string words;
  for (std::size_t begin = 0; begin < output.size(); begin = output.find('\n', begin) + 1) {
    words.push_back(output[begin]);
  }
  return words;
}

[[nodiscard]] nlohmann::json json_of(std::string_view statement, const std::string& options = {}) {
  const Finished done = run("rwsplit classify --json " + options, statement);
  REQUIRE(done.status == 0);
  REQUIRE(done.output.find('\n') == done.output.size() - 1);
  return nlohmann::json::parse(done.output);
}

}  // namespace

TEST_CASE("classify: one line for each statement", "[cli]") {
  for (const Row& row : rows) {
    CAPTURE(row.statement);
    const Finished done = run("rwsplit classify", std::string{row.statement} + "\n");
    CHECK(done.output == std::string{row.line} + "\n");
    CHECK(done.error.empty());
    CHECK(done.status == 0);
  }
}

TEST_CASE("classify: lines end with LF, CR LF or the end of the input", "[cli]") {
  CHECK(run("rwsplit classify", lines_of("\n")).output == expected_lines());
  CHECK(run("rwsplit classify", lines_of("\r\n")).output == expected_lines());
  CHECK(run("rwsplit classify", "SELECT 1").output == "replica  read  returns_rows\n");
  CHECK(run("rwsplit classify", "SELECT 1\nSELECT 2").output ==
        "replica  read  returns_rows\nreplica  read  returns_rows\n");
  CHECK(run("rwsplit classify", "").output.empty());
}

TEST_CASE("classify: an empty line is a statement, so that line numbers stay", "[cli]") {
  CHECK(first_words(run("rwsplit classify", "\nSELECT 1\n\n\r\nSELECT 2\n").output) == "mrmmr");
}

TEST_CASE("classify: statements between NUL bytes may hold newlines", "[cli]") {
  using namespace std::string_view_literals;
  const auto words = [](std::string_view input) { return first_words(run("rwsplit classify --null", input).output); };
  CHECK(words("SELECT\n1\0UPDATE t\nSET a = 1\0SELECT 2"sv) == "rmr");
  CHECK(words("SELECT 1\0"sv) == "r");
  CHECK(words("\0\0SELECT 1\0"sv) == "mmr");
  CHECK(words("-- a comment\r\nSELECT 1\r\n\0"sv) == "r");
  CHECK(run("rwsplit classify -0", "SELECT 1\0SELECT 2\0"sv).output ==
        "replica  read  returns_rows\nreplica  read  returns_rows\n");
}

TEST_CASE("classify: NUL bytes within lines are part of the statement", "[cli]") {
  using namespace std::string_view_literals;
  CHECK(first_words(run("rwsplit classify", "SELECT 1\0; DELETE FROM t\nSELECT 1\n"sv).output) == "mr");
}

TEST_CASE("classify: statements around the size of a block", "[cli]") {
  for (const std::size_t block : {65'536U, 131'072U}) {
    for (std::size_t length = block - 3; length <= block + 3; ++length) {
      CAPTURE(length);
      const std::string statement = "SELECT '" + std::string(length - 9, 'a') + "'";
      REQUIRE(statement.size() == length);
      CHECK(first_words(run("rwsplit classify", statement + "\r\nDELETE FROM t\n" + statement).output) == "rmr");
    }
  }
}

TEST_CASE("classify: a read must be one for every dialect that is asked for", "[cli]") {
  const std::string_view only_mariadb = "SELECT natural_sort_key(title) FROM post\n";
  CHECK(first_words(run("rwsplit classify", only_mariadb).output) == "m");
  CHECK(first_words(run("rwsplit classify --dialect mariadb", only_mariadb).output) == "r");
  CHECK(first_words(run("rwsplit classify -d mysql", only_mariadb).output) == "m");
  CHECK(first_words(run("rwsplit classify -d mysql,mariadb", only_mariadb).output) == "m");
  CHECK(first_words(run("rwsplit classify -d mysql -d mariadb", only_mariadb).output) == "m");
}

TEST_CASE("classify: functions that the user vouches for", "[cli]") {
  const std::string_view calls = "SELECT vat(1)\nSELECT shop.vat(1)\nSELECT vat(1), fee(2)\n";
  CHECK(first_words(run("rwsplit classify", calls).output) == "mmm");
  CHECK(first_words(run("rwsplit classify --read-function VAT", calls).output) == "rrm");
  CHECK(first_words(run("rwsplit classify --read-function shop.vat", calls).output) == "mrm");
  CHECK(first_words(run("rwsplit classify --read-function vat --read-function fee", calls).output) == "rrr");
  CHECK(first_words(run("rwsplit classify --read-function vat,fee", calls).output) == "rrr");
}

TEST_CASE("classify: hints are followed, unless they are to be ignored", "[cli]") {
  const auto classify = [](std::string_view statement) { return run("rwsplit classify", statement).output; };
  CHECK(classify("/* rwsplit: master */ SELECT 1") == "master  read  returns_rows hint=master\n");
  CHECK(classify("/* rwsplit: consistency=strong */ SELECT 1") == "master  read  returns_rows consistency=strong\n");
  CHECK(classify("/* rwsplit: engine=replica7 */ SELECT 1") == "replica  read  returns_rows hint=engine\n");
  CHECK(classify("/* rwsplit: engine=master */ SELECT 1") == "master  read  returns_rows hint=engine\n");
  CHECK(classify("/* rwsplit: replica */ DELETE FROM t") == "master  write  hint=replica\n");
  CHECK(classify("/* rwsplit: engine=replica7 */ DELETE FROM t") == "master  write  hint=engine\n");
  CHECK(classify("/* rwsplit: replica */ SELECT @@server_id") ==
        "replica  per_server  returns_rows per_server hint=replica\n");
  CHECK(classify("/* rwsplit: fast */ SELECT 1") == "replica  read  returns_rows unknown_hint_at=12\n");
  CHECK(first_words(run("rwsplit classify --ignore-hints", "/* rwsplit: master */ SELECT 1").output) == "r");
}

TEST_CASE("classify: JSON has everything", "[cli]") {
  const nlohmann::json read = json_of(
      "/* rwsplit: engine=replica2, consistency=eventual, fast */ "
      "SELECT count(*), vat(p.price) FROM shop.post p JOIN author WHERE id = ? OR id = ?");
  CHECK(read["engine"] == "master");
  CHECK(read["kind"] == "unknown");
  CHECK(read["doubt"] == "function");
  CHECK(read["stopped_at"] == 76);
  CHECK(read["facts"] == nlohmann::json{"returns_rows"});
  CHECK(read["effects"] == nlohmann::json::array());
  CHECK(read["tables"] == nlohmann::json{"post", "author"});
  CHECK(read["functions"] == nlohmann::json{"count", "vat"});
  CHECK(read["placeholders"] == 2);
  CHECK(read["hint"]["target"] == "engine");
  CHECK(read["hint"]["engine"] == "replica2");
  CHECK(read["hint"]["consistency"] == "eventual");
  CHECK(read["hint"]["unknown"] == "fast");
  CHECK(read["read_in"] == nlohmann::json::array());
  CHECK(read["read_if_functions_in"] == nlohmann::json{"mysql", "mariadb", "sqlite"});
  CHECK(read["digest"].get<std::string>().size() == 16);
}

TEST_CASE("classify: JSON says null where there is nothing to say", "[cli]") {
  const nlohmann::json read = json_of("SELECT 1\n", "--dialect sqlite");
  CHECK(read["engine"] == "replica");
  CHECK(read["doubt"].is_null());
  CHECK(read["stopped_at"].is_null());
  CHECK(read["hint"].is_null());
  CHECK(read["read_in"] == nlohmann::json{"sqlite"});
}

TEST_CASE("classify: JSON is valid for any bytes", "[cli]") {
  const nlohmann::json read = json_of("SELECT a FROM `p\"o\\s\xff\x01t`\n");
  CHECK(read["tables"] == nlohmann::json{"p\"o\\s\xef\xbf\xbd\x01t"});
}

TEST_CASE("classify: any bytes get a line each", "[cli]") {
  std::string input;
  std::size_t lines = 0;
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; second += 17) {
      if (first == '\n' || second == '\n') continue;
      input.append({'S', static_cast<char>(first), static_cast<char>(second), '\n'});
      ++lines;
    }
  }
  const Finished text = run("rwsplit classify", input);
  CHECK(text.status == 0);
  CHECK(first_words(text.output) == std::string(lines, 'm'));
  const Finished json = run("rwsplit classify --json", input);
  CHECK(json.status == 0);
  CHECK(first_words(json.output) == std::string(lines, '{'));
}
