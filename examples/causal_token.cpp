// What one process has written, another one reads: the position goes along as text, in a header or any other way.

#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

// [rules]
const rwsplit::RequestRules& rules() {
  static const rwsplit::RequestRules rules{{.token_header = "X-Rwsplit-Token", .pin = {.enabled = false}}};
  return rules;
}
// [/rules]

void show(std::string_view service, const rwsplit::RoutingSession& db) {
  fmt::print("{}: {} ({})\n", service, db.last_decision().engine_name, rwsplit::to_string(db.last_decision().reason));
  std::fflush(stdout);
}

// [write]
// The service that takes orders. What it gives goes into the response's header X-Rwsplit-Token.
std::string take_order(rwsplit::Cluster& cluster, int id) {
  rwsplit::RequestScope scope{cluster, rules(), rules().hints_from({.method = "POST", .path = "/orders"})};
  scope.session().execute("INSERT INTO token_order VALUES (?)", id);
  show("orders", scope.session());
  return scope.response_token();
}
// [/write]

// [read]
// The service that makes invoices. It has a cluster of its own, and gets the token in the request's header.
bool has_order(rwsplit::Cluster& cluster, std::string_view token, int id) {
  const rwsplit::IncomingRequest request{.method = "GET", .path = "/invoice", .token_header = token};
  rwsplit::RequestScope scope{cluster, rules(), rules().hints_from(request)};
  const bool found = scope.session().query_one<int>("SELECT count(*) FROM token_order WHERE id = ?", id) == 1;
  show("invoices", scope.session());
  return found;
}
// [/read]

constexpr const char* invoices = "--invoices";
constexpr int order = 7;

/// This program as the other service, in a process of its own; gives whether it has found the order.
bool call_invoices(const char* program, const std::string& token, const std::vector<std::string>& urls) {
  std::vector<std::string> words{program, invoices, token};
  words.insert(words.end(), urls.begin(), urls.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, program, nullptr, nullptr, arguments.data(), environ); error != 0) {
    throw std::system_error{error, std::generic_category(), program};
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::system_error{errno, std::generic_category(), program};
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int run_invoices(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc - 2, argv + 2, "causal_token")};
  return has_order(cluster, argv[2], order) ? 0 : 1;
}

int run_orders(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "causal_token")};
  rwsplit::RoutingSession{cluster}.execute("DROP TABLE IF EXISTS token_order");
  rwsplit::RoutingSession{cluster}.execute("CREATE TABLE token_order (id INTEGER PRIMARY KEY)");
  await_replicas(cluster, "token_order", 0);
  const std::string token = take_order(cluster, order);
  fmt::print("X-Rwsplit-Token: {}\n", token);
  std::fflush(stdout);
  const bool found = call_invoices(argv[0], token, demo_urls(argc, argv, "causal_token", 2));
  rwsplit::RoutingSession{cluster}.execute("DROP TABLE token_order");
  return found ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_called = argc > 2 && std::string_view{argv[1]} == invoices;
  return is_called ? run_invoices(argc, argv) : run_orders(argc, argv);
}
