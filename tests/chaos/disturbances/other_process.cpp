#include "chaos/disturbances/other_process.hpp"

#include <string_view>

#include "chaos/workloads/peer.hpp"

namespace rwsplit::chaos {
namespace {

// Some MB: what is not committed is in the write-ahead log all the same.
constexpr std::string_view fill =
    "INSERT INTO chaos_bulk (filler) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
    "SELECT hex(randomblob(50)) FROM n";

}  // namespace

void write_bulk_elsewhere(const SqliteFile& file) {
  Peer other{file.path()};
  other.execute("BEGIN IMMEDIATE");
  other.execute(fill);
  other.execute("UPDATE chaos_bulk SET filler = 'b'");
  other.execute("COMMIT");
  other.execute("DELETE FROM chaos_bulk");
  other.execute("PRAGMA busy_timeout=300");  // it keeps writers out while it waits for readers, who come and come
  other.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

void die_in_transaction(const SqliteFile& file) {
  Peer other{file.path()};
  other.execute("BEGIN IMMEDIATE");
  other.execute("UPDATE chaos_register SET v = v + 1000000");
  other.execute("UPDATE chaos_account SET amount = amount + 1");
  other.execute("UPDATE chaos_list SET vals = vals || ',0'");
  other.execute(fill);
  other.kill();
}

}  // namespace rwsplit::chaos
