// Columns and parameters of your own types: a struct is a row, Codec<T> adds a column type.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

// [codec]
struct Money {
  std::int64_t cents{};
};

template <>
struct rwsplit::Codec<Money> {
  static Money decode(const Value& value) { return {Codec<std::int64_t>::decode(value)}; }
  static std::int64_t encode(const Money& money) { return money.cents; }
};
// [/codec]

enum class Status { open = 1, paid = 2 };

// [row]
struct Invoice {
  int id{};
  std::string customer;
  Money amount;
  Status status{};
  std::optional<std::chrono::year_month_day> paid_on;
};
// [/row]

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  rwsplit::Cluster cluster{demo_config(argc, argv, "types")};
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS invoice");
  db.execute("CREATE TABLE invoice (id INTEGER, customer VARCHAR(40), amount BIGINT, status INTEGER, paid_on DATE)");

  const auto insert = [&](int id, std::string_view customer, Money amount, Status status, auto paid_on) {
    db.execute("INSERT INTO invoice VALUES (?, ?, ?, ?, ?)", id, customer, amount, status, paid_on);
  };
  insert(1, "Ada", Money{1250}, Status::paid, std::optional{2026y / 11 / 21});
  insert(2, "Grace", Money{99900}, Status::open, std::nullopt);

  // [dynamic]
  std::string text = "SELECT id, customer, amount, status, paid_on FROM invoice WHERE 1 = 1";
  rwsplit::Params where;  // text here, values apart: nothing is ever put into the text
  const bool only_open = argc >= 1;
  if (only_open) {
    text += " AND status = ?";
    where.append(Status::open);
  }
  const auto invoices = db.query<Invoice>(rwsplit::runtime_sql(text), where);
  // [/dynamic]
  for (const Invoice& invoice : invoices) {
    fmt::print("{} owes {}.{:02}, {}\n", invoice.customer, invoice.amount.cents / 100, invoice.amount.cents % 100,
               invoice.paid_on ? "paid" : "not paid yet");
  }
  // [stream]
  std::int64_t sum = 0;
  for (const Money& amount : db.stream<Money>("SELECT amount FROM invoice")) sum += amount.cents;
  // [/stream]
  db.execute("DROP TABLE invoice");
  return invoices.size() == 1 && sum == 101150 ? 0 : 1;
}
