#include <optional>
#include <string>
#include <vector>

#include <rwsplit/session/aftermath.hpp>
#include <rwsplit/session/settings_ledger.hpp>

#include "session/session_setting.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::detail {
namespace {

using E = SessionEffect;
using K = StatementKind;

[[nodiscard]] Statement setting(std::string_view text, SessionEffects effects = {E::setting},
                                std::uint64_t digest = 0) {
  Statement statement{text, {}, {}};
  statement.info.kind = K::session_state;
  statement.info.effects = effects;
  statement.info.digest = digest;
  return statement;
}

[[nodiscard]] bool repeated(std::string_view text, SessionEffects effects = {E::setting}) {
  return can_be_repeated(setting(text, effects));
}

}  // namespace

TEST_CASE("settings: constants can be made again elsewhere", "[session][settings]") {
  const char* const texts[] = {
      "SET NAMES utf8mb4",
      "SET NAMES 'latin1' COLLATE 'latin1_swedish_ci'",
      "set character set utf8mb4",
      "SET CHARSET utf8mb4",
      "SET time_zone = '+01:00'",
      "SET SESSION sql_mode = 'ANSI_QUOTES'",
      "SET @@session.sql_mode := ''",
      "SET @@sql_mode = ansi_quotes, LOCAL foreign_key_checks = 0;",
      "SET max_statement_time = 1.5",
      "SET sql_select_limit = DEFAULT",
      "SET lock_wait_timeout = -1",
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
      "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
      "SET SESSION transaction_isolation = 'READ-COMMITTED'",
  };
  for (const char* const text : texts) {
    CAPTURE(text);
    CHECK(repeated(text));
  }
  CHECK(repeated("USE shop", {E::current_schema}));
  CHECK(repeated("USE `shop`;", {E::current_schema}));
  CHECK(repeated("SET ROLE reader", {E::role}));
  CHECK(repeated("SET ROLE 'reader', writer", {E::role}));
  CHECK(repeated("SET ROLE ALL EXCEPT writer", {E::role}));
}

TEST_CASE("settings: what depends on its connection, or would lift a replica's belt, cannot", "[session][settings]") {
  const char* const texts[] = {
      "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
      "SET sql_mode = @@global.sql_mode",
      "SET time_zone = @zone",
      "SET time_zone = (SELECT zone FROM t)",
      "SET max_statement_time = 1 + 1",
      "SET @a = 1",
      "SET time_zone = 'it''s'",
      "SET time_zone =",
      "SET insert_id = 5",
      "SET `last_insert_id` = 5",
      "SET gtid_next = 'AUTOMATIC'",
      "SET sql_log_bin = 0",
      "SET session_track_gtids = OFF",
      "SET SESSION transaction_read_only = 0",
      "SET @@tx_read_only = 0",
      "SET SESSION TRANSACTION READ WRITE",
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
      "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      "SET SESSION transaction_isolation = 'serializable'",
      "SET SESSION tx_isolation = 3",
      "SET time_zone = '+00:00', @a = 1",
      "PRAGMA query_only = OFF",
      "SET",
  };
  for (const char* const text : texts) {
    CAPTURE(text);
    CHECK_FALSE(repeated(text));
  }
  CHECK_FALSE(repeated("SET ROLE r@localhost", {E::role}));
  CHECK_FALSE(repeated("USE", {E::current_schema}));
  CHECK_FALSE(repeated("USE performance_schema", {E::current_schema}));
  CHECK_FALSE(repeated("USE `Information_Schema`", {E::current_schema}));
}

TEST_CASE("settings: only statements that do nothing else", "[session][settings]") {
  Statement statement = setting("SET time_zone = '+01:00'");
  CHECK(can_be_repeated(statement));
  SECTION("another effect") { statement.info.effects.add(E::autocommit); }
  SECTION("no effect at all") { statement.info.effects = {}; }
  SECTION("several statements") { statement.info.facts.add(StatementFact::several_statements); }
  SECTION("an executable comment") { statement.info.facts.add(StatementFact::executable_comment); }
  SECTION("a parameter") { statement.info.placeholders = 1; }
  SECTION("of the server") { statement.info.kind = K::administration; }
  SECTION("not understood") { statement.info.kind = K::unknown; }
  CHECK_FALSE(can_be_repeated(statement));
}

TEST_CASE("settings: character sets in which a quote may be half a character", "[session][settings]") {
  struct Row {
    const char* text;
    const char* unsafe;  ///< null: safe
  };
  const Row rows[] = {
      {"SET NAMES gbk", "gbk"},
      {"SET NAMES 'sjis' COLLATE 'sjis_bin'", "sjis"},
      {"SET CHARACTER SET big5", "big5"},
      {"set charset CP932", "CP932"},
      {"SET character_set_client = gb18030", "gb18030"},
      {"SET @@session.character_set_client := 'utf16'", "utf16"},
      {"SET time_zone = '+00:00', `character_set_client` = utf32", "utf32"},
      {"SET character_set_client = 28", "?"},
      {"SET character_set_client = _utf8'gbk'", "?"},
      {"SET character_set_client = N'gbk'", "?"},
      {"SET character_set_client = 'g' 'bk'", "?"},
      {"SET character_set_client = x'67626B'", "?"},
      {"SET character_set_client = BINARY 'gbk'", "?"},
      {"SET character_set_client = CASE WHEN 1 THEN 'gbk' END", "?"},
      {"SET character_set_client = @x", "?"},
      {"SET character_set_client = LOWER('GBK')", "?"},
      {"SET character_set_client = 'g''bk'", "?"},
      {"SET /*!50000 NAMES gbk */", "gbk"},
      {"SET /*!99999 NAMES gbk */", "?"},
      {"SET NAMES utf8mb4", nullptr},
      {"/*!40101 SET NAMES utf8 */", nullptr},
      {"SET NAMES DEFAULT", "DEFAULT"},
      {"SET NAMES ujis", nullptr},
      {"SET NAMES gb2312", nullptr},
      {"SET character_set_results = NULL", nullptr},
      {"SET sql_mode = 'gbk'", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto unsafe = unsafe_character_set(row.text);
    CHECK(unsafe.has_value() == (row.unsafe != nullptr));
    if (unsafe && row.unsafe != nullptr) CHECK(*unsafe == row.unsafe);
  }
}

TEST_CASE("ledger: in order, the latest of each kind", "[session][settings]") {
  SettingsLedger ledger;
  CHECK(ledger.empty());
  ledger.add(setting("SET NAMES utf8mb4", {E::setting}, 1));
  ledger.add(setting("SET time_zone = '+01:00'", {E::setting}, 2));
  ledger.add(setting("USE a", {E::current_schema}, 3));
  ledger.add(setting("SET time_zone = '+02:00'", {E::setting}, 2));
  ledger.add(setting("USE b", {E::current_schema}, 4));
  ledger.add(setting("SET ROLE r", {E::role}, 5));
  CHECK(ledger.texts() ==
        std::vector<std::string>{"SET NAMES utf8mb4", "SET time_zone = '+02:00'", "USE b", "SET ROLE r"});
  ledger.add(setting("SET NAMES utf8mb4", {E::setting}, 0));
  CHECK(ledger.texts().back() == "SET NAMES utf8mb4");
  CHECK(ledger.texts().size() == 4);
}

TEST_CASE("ledger: names in double quotes are not trusted to be part of the shape", "[session][settings]") {
  SettingsLedger ledger;
  ledger.add(setting("SET \"time_zone\" = '+01:00'", {E::setting}, 1));
  ledger.add(setting("SET \"sql_mode\" = ''", {E::setting}, 1));
  CHECK(ledger.texts().size() == 2);
}

TEST_CASE("ledger: bounded", "[session][settings]") {
  SettingsLedger ledger;
  for (std::size_t i = 0; i < SettingsLedger::max_settings; ++i) {
    const std::string text = "SET a" + std::to_string(i) + " = 1";
    REQUIRE(ledger.has_room_for(setting(text, {E::setting}, i + 1)));
    ledger.add(setting(text, {E::setting}, i + 1));
  }
  CHECK_FALSE(ledger.has_room_for(setting("SET b = 1", {E::setting}, 1000)));
  CHECK(ledger.has_room_for(setting("SET a0 = 2", {E::setting}, 1)));
  const std::string long_text = "SET a0 = '" + std::string(SettingsLedger::max_text, 'x') + "'";
  CHECK_FALSE(ledger.has_room_for(setting(long_text, {E::setting}, 1)));
}

TEST_CASE("aftermath: the last automatic key, and when it is not known", "[session][settings]") {
  Aftermath aftermath;
  StatementInfo write;
  write.kind = K::write;
  CHECK(aftermath.last_insert_id() == 0);
  CHECK(aftermath.knows_last_insert_id());
  aftermath.note_sent(write);
  aftermath.learn(ReplySummary{.last_insert_id = 7});
  aftermath.note_sent(write);
  aftermath.learn(ReplySummary{});
  CHECK(aftermath.last_insert_id() == 7);

  StatementInfo info;
  SECTION("CALL") { info.kind = K::call; }
  SECTION("several statements") { info.facts.add(StatementFact::several_statements); }
  SECTION("a block of statements") { info.kind = K::unknown; }
  SECTION("INSERT … RETURNING, whose reply ends without it") {
    info.kind = K::write;
    info.facts.add(StatementFact::returns_rows);
  }
  SECTION("EXECUTE") { info.effects.add(E::anything); }
  SECTION("LAST_INSERT_ID(5) in a query") { info.effects.add(E::last_insert_id); }
  aftermath.note_sent(info);
  CHECK_FALSE(aftermath.knows_last_insert_id());  // also when an error comes back
  aftermath.learn(ReplySummary{});
  CHECK_FALSE(aftermath.knows_last_insert_id());
  aftermath.note_sent(write);
  aftermath.learn(ReplySummary{.last_insert_id = 8});
  CHECK(aftermath.knows_last_insert_id());
  CHECK(aftermath.last_insert_id() == 8);
  write.effects.add(E::last_insert_id);  // UPDATE … SET a = LAST_INSERT_ID(a + 1) that matched no row
  aftermath.note_sent(write);
  aftermath.learn(ReplySummary{});
  CHECK(aftermath.knows_last_insert_id());
}

TEST_CASE("aftermath: warnings of a statement that failed or still streams cannot be asked for",
          "[session][settings]") {
  Aftermath aftermath;
  CHECK_FALSE(aftermath.diagnostics_lost());
  aftermath.learn_failure();
  CHECK(aftermath.diagnostics_lost());
  aftermath.learn(ReplySummary{});
  CHECK_FALSE(aftermath.diagnostics_lost());
  aftermath.learn(std::nullopt);
  CHECK(aftermath.diagnostics_lost());
}

}  // namespace rwsplit::detail
