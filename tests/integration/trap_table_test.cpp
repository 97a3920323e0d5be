#include <array>
#include <cstdint>
#include <string>

#include "support/catch_shim.hpp"
#include "support/trap_table.hpp"
#include "support/truth.hpp"

// The trap table on live servers: what they refuse, write to the binary log, lock and remember is the truth about each
// row. tests/unit has the same rows by their text.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

const std::string corpus_folder = RWSPLIT_TEST_CORPUS;

Dialect live_dialect() { return TruthScene::mariadb() ? Dialect::mariadb : Dialect::mysql; }

void check_verdict(const Trap& trap, const Verdict& verdict) {
  CAPTURE(trap.id, trap.statement, verdict.evidence);
  const bool is_read = verdict.kind == Verdict::Kind::read;
  switch (trap.live) {
    case Live::agrees:
      CHECK(verdict.kind != Verdict::Kind::not_run);
      CHECK(is_read == (trap.route == Route::replica));
      break;
    case Live::unseen: CHECK(verdict.kind != Verdict::Kind::not_run); break;
    case Live::refused: CHECK(verdict.kind == Verdict::Kind::not_run); break;
  }
}

/// A list of what goes on changes by itself now and then, as between two seconds.
Verdict judge_patiently(Truth& truth, const std::string& text) {
  Verdict verdict = truth.judge(text);
  for (int tries = 0; tries < 4 && verdict.evidence == Truth::always_new; ++tries) verdict = truth.judge(text);
  return verdict;
}

}  // namespace

TEST_CASE("the trap table on live servers", "[traps][W1]") {
  const TruthScene scene{corpus_folder + "/schema.sql"};
  Truth truth;
  for (const auto& trap : traps::table) {
    if (!trap.dialects.has(live_dialect())) continue;
    truth.sql_mode(std::string{trap.sql_mode});
    check_verdict(trap, judge_patiently(truth, std::string{trap.statement}));
  }
}

// T38, T44 and T63 are situations of a session, not texts.
TEST_CASE("traps that are situations, on live servers", "[traps]") {
  const TruthScene scene{corpus_folder + "/schema.sql"};
  const auto replica = TruthScene::judge(Server::replica);

  SECTION("T38: a read-only transaction refuses a write and stays unharmed") {
    TruthScene::run(*replica, "START TRANSACTION READ ONLY");
    CHECK(TruthScene::text_in(*replica, "SELECT COUNT(*) FROM t1") == "3");
    CHECK_THROWS_AS(TruthScene::run(*replica, "DELETE FROM scratch"), ServerError);
    CHECK(replica->status().in_transaction);
    TruthScene::run(*replica, "COMMIT");
  }
  SECTION("T44: under SERIALIZABLE a plain read in a transaction locks") {
    const auto master = TruthScene::judge(Server::master);
    TruthWatch watch{*master};
    TruthScene::run(*master, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    TruthScene::run(*master, "START TRANSACTION");
    TruthScene::run(*master, "SELECT * FROM t1");
    CHECK(watch.holdings() == "row locks");
    TruthScene::run(*master, "ROLLBACK");
    CHECK(watch.holdings().empty());
  }
  SECTION("T63: parameters cannot change what a prepared statement is") {
    const std::array<Value, 1> parameters{Value::text("1; DELETE FROM scratch")};
    const auto reply = replica->execute("SELECT COUNT(*) FROM scratch WHERE v = ?", parameters);
    CHECK(Codec<std::int64_t>::decode(reply.rows.at(0, 0)) == 0);
    CHECK(TruthScene::text_in(*replica, "SELECT COUNT(*) FROM scratch") == "2");
  }
}
