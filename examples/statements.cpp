// What the library makes of a statement's text, and what a program can say about it.

#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

void make_table(rwsplit::Cluster& cluster) {
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS statements_order");
  db.execute("CREATE TABLE statements_order (id INT PRIMARY KEY, country VARCHAR(2), price INT)");
  db.execute("INSERT INTO statements_order VALUES (1, 'DE', 10), (2, 'FR', 20), (3, 'DE', 30)");
  await_replicas(cluster, "statements_order", 3);
}

bool on_master(const rwsplit::RoutingSession& db) { return db.last_decision().role == rwsplit::Role::master; }

bool state_the_intent(rwsplit::RoutingSession& db) {
  // [intent]
  // Whatever is passed here is a plain read: read_sql() of anything else does not compile.
  const auto print_report = [&](rwsplit::ReadSql report) {
    for (const auto& [country, orders] : db.query<std::string, int>(rwsplit::runtime_sql(report))) {
      fmt::print("{} {}\n", country, orders);
    }
  };
  print_report(rwsplit::read_sql("SELECT country, count(*) FROM statements_order GROUP BY country"));
  // The other way round: this runs on the master, and write_sql() of a plain read does not compile.
  db.execute(rwsplit::write_sql("UPDATE statements_order SET price = price + ? WHERE id = ?"), 1, 2);
  // [/intent]
  return on_master(db);
}

// The session has written, so that its reads run where that can be seen, unless they say that they need not.
bool steer_one_statement(rwsplit::RoutingSession& db) {
  // [hint]
  const auto exact = db.query_one<int>("SELECT sum(price) FROM statements_order");  // on the master: has written
  const auto roughly = db.query_one<int>("/* rwsplit: consistency=eventual */ SELECT sum(price) FROM statements_order");
  // [/hint]
  fmt::print("{} {}\n", exact, roughly);
  return !on_master(db);
}

bool run_text(rwsplit::Cluster& cluster, bool cheap_only) {
  rwsplit::RoutingSession db{cluster};
  // [runtime]
  std::string text = "SELECT count(*) FROM statements_order WHERE country = ?";
  if (cheap_only) text += " AND price < 25";
  for (const char* country : {"DE", "FR", "IT"}) {
    fmt::print("{} {}\n", country, db.query_one<int>(rwsplit::runtime_sql(text), country));
  }
  const rwsplit::AnalysisStatistics seen = cluster.analysis_statistics();
  fmt::print("{} texts analysed, {} taken from the cache of {} texts\n", seen.misses, seen.hits, seen.entries);
  // [/runtime]
  return seen.hits >= 2 && !on_master(db);
}

// explain() asks no server, so that the function need not be there.
rwsplit::RouteReason explain_function(rwsplit::RoutingSession& db, const char* title) {
  const rwsplit::Explanation explanation = db.explain("SELECT vat(price) FROM statements_order");
  fmt::print("\n{}\n{}", title, explanation.to_string());
  return explanation.reason;
}

}  // namespace

int main(int argc, char** argv) {
  using rwsplit::RouteReason;
  rwsplit::ClusterConfig config = demo_config(argc, argv, "statements");
  bool as_expected = true;
  {
    rwsplit::Cluster cluster{config};
    make_table(cluster);
    rwsplit::RoutingSession db{cluster};
    as_expected &= explain_function(db, "vat() is not known") == RouteReason::not_a_read;
    as_expected &= state_the_intent(db);
    as_expected &= steer_one_statement(db);
    as_expected &= run_text(cluster, true);
  }
  // [functions]
  config.read_functions = {"vat", "shop.discount"};  // they neither write nor lock, says who knows them
  // [/functions]
  rwsplit::Cluster cluster{config};
  rwsplit::RoutingSession db{cluster};
  as_expected &= explain_function(db, "vat() is a read function") == RouteReason::by_statement;
  db.execute("DROP TABLE statements_order");
  return as_expected ? 0 : 1;
}
