#include <algorithm>
#include <string>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/trap_table.hpp"

// The trap table on the text alone. tests/integration runs the same rows on live servers.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

bool is_setting(const StatementInfo& info) {
  return info.has(SessionEffect::setting) || info.has(SessionEffect::current_schema) || info.has(SessionEffect::role);
}

void check_route(const Trap& trap, const StatementInfo& info) {
  CHECK(info.is_plain_read() == (trap.route == Route::replica));
  switch (trap.route) {
    case Route::replica: CHECK(info.effects.empty()); break;
    case Route::master: break;
    case Route::pin: CHECK_FALSE(info.effects.empty()); break;
    case Route::both: CHECK(is_setting(info)); break;
    case Route::previous: CHECK(info.reads_previous_statement()); break;
  }
}

constexpr DialectSet only(Dialect dialect) { return DialectSet{dialect}; }

}  // namespace

TEST_CASE("the trap table by its text", "[traps]") {
  for (const auto& trap : traps::table) {
    CAPTURE(trap.id, trap.statement);
    for (const auto dialect : {Dialect::mysql, Dialect::mariadb}) {
      if (trap.dialects.has(dialect)) check_route(trap, classify(trap.statement, only(dialect)));
    }
    if (trap.route != Route::replica) CHECK_FALSE(classify(trap.statement).is_plain_read());
  }
}

TEST_CASE("the trap table has every number", "[traps]") {
  // Situations of a session and not of a text: 38 a read-only transaction, 44 its isolation, 63 a prepared handle.
  for (int number = 1; number <= 70; ++number) {
    if (number == 38 || number == 44 || number == 63) continue;
    const auto id = "T" + std::to_string(number);
    CAPTURE(id);
    CHECK(std::any_of(traps::table.begin(), traps::table.end(), [&id](const Trap& trap) { return trap.id == id; }));
  }
}
