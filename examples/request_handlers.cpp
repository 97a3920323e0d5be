// How a web application uses a cluster: a scope for each request, a pin for the reader's next one.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

using Parameters = std::multimap<std::string, std::string>;

// What the web framework would bring.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view body{};
  std::string cookies{};
  Parameters parameters{};
};
struct Response {
  std::string body{};
  std::string set_cookie{};
};

// [policy]
struct Route {
  std::function<std::string(rwsplit::RoutingSession&, const Request&)> handler;
  rwsplit::HandlerPolicy policy{};  // nothing: the method decides
};

std::string list_entries(rwsplit::RoutingSession& db, const Request&);
std::string add_entry(rwsplit::RoutingSession& db, const Request& request);

const std::map<std::string_view, Route> routes{
    {"GET /entries", {list_entries}},
    {"POST /entries", {add_entry}},
    {"GET /admin", {list_entries, rwsplit::HandlerPolicy::master()}},
    {"POST /search", {list_entries, rwsplit::HandlerPolicy::replica()}},  // reads, although it is a POST
};
// [/policy]

std::string list_entries(rwsplit::RoutingSession& db, const Request&) {
  std::string page;
  for (const auto& text : db.query<std::string>("SELECT text FROM guestbook_entry ORDER BY id")) page += text + "; ";
  return page;
}

std::string add_entry(rwsplit::RoutingSession& db, const Request& request) {
  db.transaction([&](rwsplit::Transaction& tx) {
    const auto id = tx.query_one<int>("SELECT count(*) FROM guestbook_entry") + 1;
    tx.execute("INSERT INTO guestbook_entry VALUES (?, ?)", id, request.body);
  });
  return list_entries(db, request);  // on the master, so the new entry is there
}

void show(const Request& request, const rwsplit::RouteDecision& decision, std::string_view page) {
  fmt::print("{:<4} {:<10} answered by {:<9} ({}): {}\n", request.method, request.path, decision.engine_name,
             rwsplit::to_string(decision.reason), page);
}

// [scope]
Response respond(rwsplit::Cluster& cluster, const rwsplit::RequestRules& rules, Request request, const Route& route) {
  const auto hints =
      rules.hints_from({.method = request.method, .path = request.path, .cookie_header = request.cookies},
                       request.parameters, route.policy);
  rwsplit::RequestScope scope{cluster, rules, hints, route.policy};
  Response response{.body = route.handler(scope.session(), request)};
  if (const auto pin = scope.response_pin()) response.set_cookie = pin->set_cookie();
  show(request, scope.session().last_decision(), response.body);
  return response;
}
// [/scope]

// [pin]
rwsplit::RequestOptions options_of(rwsplit::Secret signing_key) {
  return {
      .master_params = {"fresh"},  // /entries?fresh reads from the master
      .pin = {.lifetime = std::chrono::seconds{10}, .signing_key = std::move(signing_key), .secure = true},
  };
}
// [/pin]

std::string cookie_of(const Response& response) { return response.set_cookie.substr(0, response.set_cookie.find(';')); }

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "requests")};
  {
    rwsplit::RoutingSession setup{cluster, {.intent = rwsplit::NamedTarget::master()}};  // a job, not a request
    setup.execute("DROP TABLE IF EXISTS guestbook_entry");
    setup.execute("CREATE TABLE guestbook_entry (id INTEGER, text VARCHAR(200))");
  }
  await_replicas(cluster, "guestbook_entry", 0);

  // A real one comes from where the password of the database does.
  const rwsplit::RequestRules rules{options_of(rwsplit::Secret{"a key for this example only"})};
  const auto serve = [&](Request request) {
    const Route& route = routes.at(fmt::format("{} {}", request.method, request.path));
    return respond(cluster, rules, std::move(request), route);
  };
  serve({.method = "GET", .path = "/entries"});
  const Response posted = serve({.method = "POST", .path = "/entries", .body = "Hello"});
  // The browser follows the redirect, with its cookie: the entry is there, however late the replicas are.
  const Response followed = serve({.method = "GET", .path = "/entries", .cookies = cookie_of(posted)});
  serve({.method = "GET", .path = "/entries"});  // another reader
  serve({.method = "GET", .path = "/entries", .parameters = {{"fresh", ""}}});
  serve({.method = "GET", .path = "/admin"});
  serve({.method = "POST", .path = "/search"});

  rwsplit::RoutingSession{cluster}.execute("DROP TABLE guestbook_entry");
  return followed.body == "Hello; " && rules.statistics().honored == 1 ? 0 : 1;
}
