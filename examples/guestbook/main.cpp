// A guestbook on one master and its replicas: see which engine answers each query, and why.
//
//   guestbook                                  a SQLite file with one writer and two read-only readers
//   guestbook mysql://master mysql://replica…  real servers; makes the tables guestbook_entry and guestbook_heartbeat

#include <exception>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "handlers.hpp"
#include "options.hpp"
#include "stop_signals.hpp"

namespace {

using namespace std::chrono_literals;

rwsplit::ClusterConfig cluster_config(const guestbook::Options& options) {
  rwsplit::ClusterConfig config{.master = {.url = options.urls.front()}};
  for (std::size_t i = 1; i < options.urls.size(); ++i) {
    config.replicas.push_back({.name = "replica" + std::to_string(i), .url = options.urls[i]});
  }
  return config;
}

bool has_tables(guestbook::Heartbeat& heartbeat, const std::string& engine) try {
  return heartbeat.lag_of(engine).has_value();
} catch (const rwsplit::ServerError& error) {
  if (error.code() == rwsplit::Cond::no_such_table) return false;
  throw;
}

// Replicas follow the master late, and nobody can read from one that does not have the tables yet. False: stopped.
bool await_tables(rwsplit::Cluster& cluster, guestbook::Heartbeat& heartbeat, const guestbook::StopSignals& signals) {
  for (const rwsplit::EngineStatistics& engine : cluster.statistics()) {
    while (!has_tables(heartbeat, engine.name)) {
      if (signals.wait_for(20ms)) return false;
    }
  }
  return true;
}

int listen(httplib::Server& server, int port) {
  constexpr const char* host = "127.0.0.1";  // for this machine only: nobody logs in here
  if (port == 0) return server.bind_to_any_port(host);
  return server.bind_to_port(host, port) ? port : -1;
}

void serve(const guestbook::Application& application, int wanted_port, const guestbook::StopSignals& signals) {
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(16); };  // the server deletes it
  server.set_payload_max_length(std::size_t{64} * 1024);
  server.set_keep_alive_timeout(1);  // an idle browser must not hold up the end
  guestbook::add_handlers(server, application);
  const int port = listen(server, wanted_port);
  if (port < 0) throw std::runtime_error{fmt::format("cannot listen on port {}; see --port", wanted_port)};
  fmt::print("The guestbook is open: http://127.0.0.1:{}/  (Ctrl-C closes it)\n", port);
  std::fflush(stdout);
  std::jthread listener{[&server] { server.listen_after_bind(); }};
  signals.wait();
  server.stop();
}

void run(const guestbook::Options& options) {
  const guestbook::StopSignals signals;
  rwsplit::Cluster cluster{cluster_config(options)};  // one per process
  {
    rwsplit::RoutingSession db{cluster};
    guestbook::store::make_tables(db, options.urls.front().starts_with("sqlite:"));
  }
  guestbook::Heartbeat heartbeat{cluster};
  if (!await_tables(cluster, heartbeat, signals)) return;
  const guestbook::LiveView live{cluster, heartbeat};
  rwsplit::ScopedSession sessions{cluster, {.session = {.trace = 32}}};
  const rwsplit::RequestRules rules{{.pin = {.lifetime = options.pin}}};
  serve({.cluster = cluster, .sessions = sessions, .rules = rules, .live = live}, options.port, signals);
}

}  // namespace

int main(int argc, char** argv) try {
  const guestbook::Options options = guestbook::parse_options(argc, argv);
  if (options.help) {
    fmt::print("{}", guestbook::usage());
  } else {
    run(options);
  }
} catch (const std::invalid_argument& error) {
  fmt::print(stderr, "guestbook: {}\n{}", error.what(), guestbook::usage());
  return 2;
} catch (const std::exception& error) {
  fmt::print(stderr, "guestbook: {}\n", error.what());
  return 1;
}
