// Transactions stay on one connection; what is not committed is rolled back.

#include <cstdint>
#include <stdexcept>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

// [transfer]
void transfer(rwsplit::RoutingSession& db, int from, int to, std::int64_t amount) {
  db.transaction([&](rwsplit::Transaction& tx) {
    tx.execute("UPDATE bank_account SET balance = balance - ? WHERE id = ?", amount, from);
    tx.execute("UPDATE bank_account SET balance = balance + ? WHERE id = ?", amount, to);
    if (tx.query_one<std::int64_t>("SELECT balance FROM bank_account WHERE id = ?", from) < 0) {
      throw std::runtime_error{"not enough money"};  // leaves the scope: everything is rolled back
    }
  });
}
// [/transfer]

// [read_only]
std::int64_t total(rwsplit::RoutingSession& db) {
  return db.transaction(rwsplit::read_only, [](rwsplit::Transaction& tx) {  // one snapshot
    std::int64_t sum = 0;
    for (const std::int64_t balance : tx.query<std::int64_t>("SELECT balance FROM bank_account")) sum += balance;
    return sum;
  });
}
// [/read_only]

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "transactions")};
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS bank_account");
  db.execute("CREATE TABLE bank_account (id INTEGER, balance BIGINT)");

  // [queue]
  db.enqueue("INSERT INTO bank_account VALUES (?, ?)", 1, 100);
  db.enqueue("INSERT INTO bank_account VALUES (?, ?)", 2, 0);
  db.flush();  // both in one transaction; the next statement would have done it too
  // [/queue]

  transfer(db, 1, 2, 30);
  try {
    transfer(db, 1, 2, 1000);
  } catch (const std::runtime_error& error) {
    fmt::print("refused: {}\n", error.what());
  }
  // [savepoint]
  db.transaction([](rwsplit::Transaction& tx) {
    tx.execute("UPDATE bank_account SET balance = balance + 1 WHERE id = 1");
    {
      const rwsplit::Savepoint doubtful{tx};
      tx.execute("DELETE FROM bank_account");
    }  // not released: undone, the update before it stays
  });
  // [/savepoint]

  const auto first = db.query_one<std::int64_t>("SELECT balance FROM bank_account WHERE id = 1");
  const auto sum = total(db);
  fmt::print("balance of 1: {}, total: {}\n", first, sum);
  db.execute("DROP TABLE bank_account");
  return first == 71 && sum == 101 ? 0 : 1;
}
