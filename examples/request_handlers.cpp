// How a web application uses sessions: one per request, declared by what the request may do.

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

struct Request {
  std::string_view method;
  std::string_view body{};
};

// [options_for]
rwsplit::SessionOptions options_for(const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads) return {};  // each statement decides: reads on a replica, an occasional write still on the master
  return {.intent = rwsplit::NamedTarget::master()};
}
// [/options_for]

std::string list_entries(rwsplit::RoutingSession& db) {
  std::string page;
  for (const auto& text : db.query<std::string>("SELECT text FROM guestbook_entry ORDER BY id")) page += text + "; ";
  return page;
}

std::string add_entry(rwsplit::RoutingSession& db, const Request& request) {
  db.transaction([&](rwsplit::Transaction& tx) {
    const auto id = tx.query_one<int>("SELECT count(*) FROM guestbook_entry") + 1;
    tx.execute("INSERT INTO guestbook_entry VALUES (?, ?)", id, request.body);
  });
  return list_entries(db);  // on the master, so the new entry is there
}

std::string handle(rwsplit::Cluster& cluster, const Request& request) {
  rwsplit::RoutingSession db{cluster, options_for(request)};
  std::string page = request.method == "POST" ? add_entry(db, request) : list_entries(db);
  fmt::print("{:<5} answered by {:<9} ({}): {}\n", request.method, db.last_decision().engine_name,
             rwsplit::to_string(db.last_decision().reason), page);
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "requests")};
  {
    rwsplit::RoutingSession setup{cluster};
    setup.execute("DROP TABLE IF EXISTS guestbook_entry");
    setup.execute("CREATE TABLE guestbook_entry (id INTEGER, text VARCHAR(200))");
  }
  await_replicas(cluster, "guestbook_entry", 0);
  await_replicas(cluster, "guestbook_entry", 0);
  handle(cluster, {.method = "GET"});
  const std::string answer = handle(cluster, {.method = "POST", .body = "Hello"});
  handle(cluster, {.method = "GET"});
  rwsplit::RoutingSession{cluster}.execute("DROP TABLE guestbook_entry");
  return answer == "Hello; " ? 0 : 1;
}
